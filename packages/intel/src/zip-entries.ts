import { open, type Entry, type ZipFile } from "yauzl";

/** How much of an archive is read. */
export interface ZipBounds {
  /** Bytes of one entry after decompression. */
  readonly maxEntryBytes: number;
  readonly maxEntries: number;
}

/** One file of an archive: its bytes, or why they cannot be had. */
export interface ZipEntry {
  readonly name: string;
  readonly content:
    | { readonly kind: "bytes"; readonly bytes: Buffer }
    | { readonly kind: "refused"; readonly why: string };
}

/** Reads the files of a zip archive one after the other. Throws what the archive as a whole is at fault for. */
export async function* readZipEntries(
  path: string,
  bounds: ZipBounds,
): AsyncGenerator<ZipEntry, void, undefined> {
  const zip = await openZip(path);
  try {
    for (let count = 0; ; count += 1) {
      const entry = await nextEntry(zip);
      if (entry === undefined) return;
      if (count >= bounds.maxEntries) throw new RangeError(`it holds over ${bounds.maxEntries} files`);
      const name = decodeName(entry);
      if (!name.endsWith("/")) yield { name, content: await readContent(zip, entry, bounds) };
    }
  } finally {
    zip.close();
  }
}

function decodeName({ fileName }: { readonly fileName: unknown }): string {
  return Buffer.isBuffer(fileName) ? fileName.toString("utf8") : String(fileName);
}

// Names stay undecoded: nothing is extracted, so a hostile name is no reason to give up the whole archive.
const options = { lazyEntries: true, autoClose: false, decodeStrings: false, validateEntrySizes: true };

function openZip(path: string): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    open(path, options, (error, zip) => {
      if (error === null) resolve(zip);
      else reject(error);
    });
  });
}

function nextEntry(zip: ZipFile): Promise<Entry | undefined> {
  return new Promise((resolve, reject) => {
    function settle(act: () => void): void {
      zip.off("entry", onEntry).off("end", onEnd).off("error", onError);
      act();
    }
    function onEntry(entry: Entry): void {
      settle(() => resolve(entry));
    }
    function onEnd(): void {
      settle(() => resolve(undefined));
    }
    function onError(error: Error): void {
      settle(() => reject(error));
    }
    zip.on("entry", onEntry).on("end", onEnd).on("error", onError);
    zip.readEntry();
  });
}

async function readContent(
  zip: ZipFile,
  entry: Entry,
  { maxEntryBytes }: ZipBounds,
): Promise<ZipEntry["content"]> {
  if (entry.uncompressedSize > maxEntryBytes)
    return { kind: "refused", why: `it is larger than ${maxEntryBytes} bytes` };
  if (entry.isEncrypted()) return { kind: "refused", why: "it is encrypted" };
  try {
    return { kind: "bytes", bytes: await readStream(zip, entry) };
  } catch (error) {
    return {
      kind: "refused",
      why: `it cannot be unpacked: ${error instanceof Error ? error.message : String(error)}`,
    };
  }
}

// The archive's reader fails a stream that yields more than the entry declares, so the declared size is the bound.
function readStream(zip: ZipFile, entry: Entry): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => {
      if (error !== null) {
        reject(error);
        return;
      }
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => resolve(Buffer.concat(chunks)));
      stream.on("error", reject);
    });
  });
}
