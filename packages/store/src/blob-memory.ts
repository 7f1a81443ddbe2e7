/** The bytes of small blobs that were verified and asked for last, so that a warm answer does not read the disk. */
export interface BlobMemory {
  get(sha512: string): Buffer | undefined;
  /** Whether it is there, which is no use of it. */
  has(sha512: string): boolean;
  /** Keeps the bytes unless they are large, or small; they must not be changed. */
  set(sha512: string, bytes: Buffer): void;
  delete(sha512: string): void;
}

/** What a memory holds. Bytes. */
export interface BlobMemoryBounds {
  /** All in all; 8 MB unless told. */
  readonly maxBytes?: number;
  /** A smaller blob is read again instead: an installation asks for hundreds, which would push out one another. */
  readonly minBytes?: number;
}

const memoryMaxBytes = 8_000_000;
const blobMaxBytes = 1_000_000;

/** Creates an empty memory. */
export function createBlobMemory({
  maxBytes = memoryMaxBytes,
  minBytes = 0,
}: BlobMemoryBounds = {}): BlobMemory {
  // Order of insertion is order of use.
  const blobs = new Map<string, Buffer>();
  let total = 0;

  function get(sha512: string): Buffer | undefined {
    const bytes = blobs.get(sha512);
    if (bytes === undefined) return undefined;
    blobs.delete(sha512);
    blobs.set(sha512, bytes);
    return bytes;
  }

  function set(sha512: string, bytes: Buffer): void {
    drop(sha512);
    if (bytes.length > blobMaxBytes || bytes.length < minBytes) return;
    blobs.set(sha512, bytes);
    total += bytes.length;
    for (const oldest of blobs.keys()) {
      if (total <= maxBytes) return;
      drop(oldest);
    }
  }

  function drop(sha512: string): void {
    const bytes = blobs.get(sha512);
    if (bytes === undefined) return;
    blobs.delete(sha512);
    total -= bytes.length;
  }

  return { get, has: (sha512) => blobs.has(sha512), set, delete: drop };
}
