import type { GraphPackage } from "@lockkeeper/lockfile";

/** A file of a package as the client keeps it. */
export interface PackedFile {
  /** Relative to the package with forward slashes; foreign. */
  readonly path: string;
  /** What is larger on disk is another file. */
  readonly maxBytes: number;
  isSame(onDisk: Buffer): boolean;
}

/** What a client keeps of a package: its files, or all files of all packages by their hashes, where it has no list of them. */
export type PackedPackage =
  | { readonly kind: "listed"; readonly files: readonly PackedFile[] }
  | { readonly kind: "pool"; has(onDisk: Buffer): boolean };

/** A client's cache or store, as far as a scan asks it; it is only read. */
export interface PackedPackages {
  /** What the cache has of a locked package, by the lockfile's hash where it keeps that; `undefined` where it has none. */
  find(locked: GraphPackage): Promise<PackedPackage | undefined>;
}

/** What line ends can make of a program at most, generously. */
const growthMaxBytes = 20_000_000;

/** A file of known bytes. npm and others take the carriage returns out of programs that they link. */
export function fileOfBytes(path: string, packed: Uint8Array): PackedFile {
  return { path, maxBytes: packed.length + growthMaxBytes, isSame: (onDisk) => isSame(onDisk, packed) };
}

function isSame(onDisk: Buffer, packed: Uint8Array): boolean {
  if (onDisk.equals(packed)) return true;
  const text = Buffer.from(packed.buffer, packed.byteOffset, packed.byteLength).toString("latin1");
  return (
    text.startsWith("#!") &&
    text.replaceAll("\r\n", "\n") === onDisk.toString("latin1").replaceAll("\r\n", "\n")
  );
}
