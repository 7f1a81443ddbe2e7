import { inflateRawSync } from "node:zlib";

import { badFormat, tooLarge } from "../errors.ts";

/** A file in an archive of Yarn's cache. */
export interface ArchivedFile {
  /** Relative to the package with forward slashes. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

const endBytes = 22;
const entryBytes = 46;
const localBytes = 30;
const endMark = 0x06054b50;
const entryMark = 0x02014b50;
const localMark = 0x04034b50;
const maxEntries = 200_000;
/** What all files of one package may come to. */
const unpackedMaxBytes = 1_000_000_000;

/**
 * Reads the files of an archive that Yarn 2 and later made of a package, which holds `node_modules/<name>/` and what is
 * below: stored or deflated, of at most 4 GB. Throws `LOCKFILE_BAD_FORMAT` and `LOCKFILE_TOO_LARGE`.
 */
export function readYarnArchive(name: string, archive: Uint8Array): readonly ArchivedFile[] {
  const bytes = Buffer.from(archive.buffer, archive.byteOffset, archive.byteLength);
  const { count, start } = readEnd(bytes);
  const root = `node_modules/${name}/`;
  const files: ArchivedFile[] = [];
  let [at, budget] = [start, unpackedMaxBytes];
  for (let entry = 0; entry < count; entry += 1) {
    const { path, next, ...place } = readEntry(bytes, at);
    at = next;
    if (path.endsWith("/") || !path.startsWith(root)) continue;
    const content = readContent(bytes, place, budget);
    budget -= content.length;
    files.push({ path: path.slice(root.length), bytes: content });
  }
  return files;
}

/** The list of entries stands before the last part, whose comment is empty in Yarn's archives. */
function readEnd(bytes: Buffer): { readonly count: number; readonly start: number } {
  const at = bytes.length - endBytes;
  if (at < 0 || bytes.readUInt32LE(at) !== endMark) throw badFormat("it is no archive of Yarn's");
  const count = bytes.readUInt16LE(at + 10);
  const start = bytes.readUInt32LE(at + 16);
  if (count > maxEntries) throw tooLarge(`${String(maxEntries)} entries`);
  return { count, start };
}

interface EntryPlace {
  readonly method: number;
  readonly packed: number;
  readonly size: number;
  readonly local: number;
}

function readEntry(bytes: Buffer, at: number): EntryPlace & { readonly path: string; readonly next: number } {
  if (at + entryBytes > bytes.length || bytes.readUInt32LE(at) !== entryMark)
    throw badFormat("its list of files is cut");
  const [nameBytes, extraBytes, commentBytes] = [28, 30, 32].map((offset) => bytes.readUInt16LE(at + offset));
  const nameEnd = at + entryBytes + (nameBytes ?? 0);
  return {
    method: bytes.readUInt16LE(at + 10),
    packed: bytes.readUInt32LE(at + 20),
    size: bytes.readUInt32LE(at + 24),
    local: bytes.readUInt32LE(at + 42),
    path: bytes.toString("utf8", at + entryBytes, nameEnd),
    next: nameEnd + (extraBytes ?? 0) + (commentBytes ?? 0),
  };
}

function readContent(bytes: Buffer, { method, packed, size, local }: EntryPlace, budget: number): Uint8Array {
  if (size > budget) throw tooLarge(`${String(unpackedMaxBytes)} bytes`);
  if (local + localBytes > bytes.length || bytes.readUInt32LE(local) !== localMark)
    throw badFormat("a file of it is cut");
  const from = local + localBytes + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
  if (from + packed > bytes.length) throw badFormat("a file of it is cut");
  const content = bytes.subarray(from, from + packed);
  if (method === 0) return content;
  if (method !== 8) throw badFormat("a file of it is packed in another way");
  try {
    return size === 0 ? content.subarray(0, 0) : inflateRawSync(content, { maxOutputLength: size });
  } catch (error) {
    throw badFormat("a file of it cannot be unpacked", undefined, error);
  }
}
