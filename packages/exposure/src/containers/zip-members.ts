import { createInflateRaw } from "node:zlib";

import type { ArchiveBounds, ArchiveMember } from "./archive-member.ts";
import { badArchive } from "./archive-failure.ts";

/** A file of which any part can be read. */
export interface RandomBytes {
  readonly size: number;
  /** The bytes at a position, as far as the file has them. */
  read(position: number, length: number): Promise<Uint8Array>;
}

const endSignature = 0x06_05_4b_50;
const end64Locator = 0x07_06_4b_50;
const end64Signature = 0x06_06_4b_50;
const entrySignature = 0x02_01_4b_50;
const localSignature = 0x04_03_4b_50;
const endBytes = 22;
const commentMaxBytes = 65_535;
const directoryMaxBytes = 2_000_000_000;
const partBytes = 1_000_000;

interface Directory {
  readonly offset: number;
  readonly size: number;
  readonly count: number;
}

/**
 * Yields the entries of a zip archive in the order of its directory, with zip64 and deflate; bytes are unpacked as they are
 * read. Throws `EXPOSURE_BAD_ARCHIVE` for a directory that cannot be read, and reading throws it for an entry that cannot.
 * PKWARE's APPNOTE, 4.3.
 */
export async function* readZipMembers(
  file: RandomBytes,
  bounds: ArchiveBounds,
): AsyncGenerator<ArchiveMember, void, undefined> {
  const directory = await findDirectory(file);
  const budget = { unpacked: 0 };
  let position = directory.offset;
  const end = directory.offset + directory.size;
  for (let count = 0; position + 46 <= end && count < directory.count; count += 1) {
    if (count >= bounds.maxMembers) throw badArchive(`it has more than ${bounds.maxMembers} entries`);
    const head = view(await file.read(position, 46));
    if (head.byteLength < 46 || head.getUint32(0, true) !== entrySignature)
      throw badArchive("an entry of its directory is none");
    const nameBytes = head.getUint16(28, true);
    const extraBytes = head.getUint16(30, true);
    const tail = await file.read(position + 46, nameBytes + extraBytes);
    position += 46 + nameBytes + extraBytes + head.getUint16(32, true);
    yield toMember(file, readEntry(head, tail, nameBytes), { bounds, budget });
  }
}

async function findDirectory(file: RandomBytes): Promise<Directory> {
  const length = Math.min(file.size, endBytes + commentMaxBytes);
  const tail = Buffer.from(await file.read(file.size - length, length));
  const mark = Buffer.from([0x50, 0x4b, 0x05, 0x06]);
  for (let at = tail.lastIndexOf(mark); at >= 0; at = at === 0 ? -1 : tail.lastIndexOf(mark, at - 1)) {
    if (tail.length - at < endBytes) continue;
    const end = view(tail.subarray(at));
    if (end.getUint32(0, true) !== endSignature) continue;
    const found = {
      count: end.getUint16(10, true),
      size: end.getUint32(12, true),
      offset: end.getUint32(16, true),
    };
    const isLarge = found.count === 0xffff || found.size === 0xffffffff || found.offset === 0xffffffff;
    const directory = isLarge ? await findLargeDirectory(file, file.size - length + at) : found;
    if (directory.offset + directory.size > file.size || directory.size > directoryMaxBytes)
      throw badArchive("its directory lies outside of it");
    return directory;
  }
  throw badArchive("it has no directory: it is cut off, or no zip");
}

async function findLargeDirectory(file: RandomBytes, endAt: number): Promise<Directory> {
  const locator = view(await file.read(Math.max(0, endAt - 20), 20));
  if (locator.byteLength < 20 || locator.getUint32(0, true) !== end64Locator)
    throw badArchive("the place of its large directory is missing");
  const end = view(await file.read(large(locator, 8), 56));
  if (end.byteLength < 56 || end.getUint32(0, true) !== end64Signature)
    throw badArchive("its large directory is missing");
  return { count: large(end, 32), size: large(end, 40), offset: large(end, 48) };
}

interface ZipEntry {
  readonly path: string;
  readonly method: number;
  readonly isEncrypted: boolean;
  readonly packed: number;
  readonly size: number;
  readonly offset: number;
  readonly modifiedAt: number | undefined;
  readonly isLink: boolean;
}

function readEntry(head: DataView, tail: Uint8Array, nameBytes: number): ZipEntry {
  const sizes = largeSizes(head, tail.subarray(nameBytes));
  return {
    path: Buffer.from(tail.subarray(0, nameBytes)).toString("utf8"),
    method: head.getUint16(10, true),
    isEncrypted: (head.getUint16(8, true) & 1) !== 0,
    modifiedAt: dosTime(head.getUint16(12, true), head.getUint16(14, true)),
    isLink: head.getUint8(5) === 3 && head.getUint32(38, true) >>> 28 === 10,
    ...sizes,
  };
}

/** The extra field 1 has those of the three numbers that do not fit. */
function largeSizes(head: DataView, extra: Uint8Array): Pick<ZipEntry, "packed" | "size" | "offset"> {
  const small = {
    size: head.getUint32(24, true),
    packed: head.getUint32(20, true),
    offset: head.getUint32(42, true),
  };
  const numbers = view(extra);
  for (let at = 0; at + 4 <= numbers.byteLength; at += 4 + numbers.getUint16(at + 2, true)) {
    if (numbers.getUint16(at, true) !== 1) continue;
    const end = Math.min(numbers.byteLength, at + 4 + numbers.getUint16(at + 2, true));
    let next = at + 4;
    const take = (value: number): number => {
      if (value !== 0xffffffff || next + 8 > end) return value;
      next += 8;
      return large(numbers, next - 8);
    };
    return { size: take(small.size), packed: take(small.packed), offset: take(small.offset) };
  }
  return small;
}

/** Zips state local times without a zone; taken as UTC. */
function dosTime(time: number, date: number): number | undefined {
  const [year, month, day] = [1980 + (date >> 9), ((date >> 5) & 15) - 1, date & 31];
  if (month < 0 || day === 0) return undefined;
  return Date.UTC(year, month, day, time >> 11, (time >> 5) & 63, (time & 31) * 2);
}

interface Reading {
  readonly bounds: ArchiveBounds;
  /** Entries may share their bytes in the file, so its size bounds nothing. */
  readonly budget: { unpacked: number };
}

function toMember(file: RandomBytes, entry: ZipEntry, reading: Reading): ArchiveMember {
  const { path, size, modifiedAt, isLink } = entry;
  const kind = path.endsWith("/") ? "folder" : isLink ? "link" : "file";
  const read = (): AsyncGenerator<Uint8Array, void, undefined> => readBody(file, entry, reading);
  return { kind, path: path.slice(0, reading.bounds.maxPathCharacters), size, modifiedAt, read };
}

async function* readBody(
  file: RandomBytes,
  { path, method, isEncrypted, packed, size, offset }: ZipEntry,
  { bounds, budget }: Reading,
): AsyncGenerator<Uint8Array, void, undefined> {
  const name = path.slice(0, 200);
  if (isEncrypted) throw badArchive(`"${name}" in it is encrypted`);
  const head = view(await file.read(offset, 30));
  if (head.byteLength < 30 || head.getUint32(0, true) !== localSignature)
    throw badArchive(`there is no "${name}" where its directory says`);
  const start = offset + 30 + head.getUint16(26, true) + head.getUint16(28, true);
  if (start + packed > file.size) throw badArchive(`"${name}" in it is cut off`);
  if (method !== 0 && method !== 8) throw badArchive(`"${name}" in it is packed in a way that is not known`);
  const bytes = method === 0 ? partsOf(file, start, packed) : inflate(partsOf(file, start, packed));
  let seen = 0;
  for await (const part of bytes) {
    seen += part.length;
    budget.unpacked += part.length;
    if (seen > size || budget.unpacked > bounds.maxUnpackedBytes)
      throw badArchive(`"${name}" in it unpacks to more than it states`);
    yield part;
  }
  if (seen < size) throw badArchive(`"${name}" in it ends early`);
}

async function* partsOf(
  file: RandomBytes,
  start: number,
  length: number,
): AsyncGenerator<Uint8Array, void, undefined> {
  for (let at = 0; at < length; at += partBytes)
    yield await file.read(start + at, Math.min(partBytes, length - at));
}

async function* inflate(parts: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  const stream = createInflateRaw();
  const feeding = feed(stream, parts);
  try {
    yield* stream as AsyncIterable<Buffer>; // a stream of bytes yields buffers
    await feeding;
  } catch (error) {
    throw badArchive("what it packs is damaged", error);
  } finally {
    stream.destroy();
  }
}

/** What goes wrong here ends the stream, where it is met. */
async function feed(
  stream: ReturnType<typeof createInflateRaw>,
  parts: AsyncIterable<Uint8Array>,
): Promise<void> {
  try {
    for await (const part of parts) {
      if (stream.destroyed) return;
      if (!stream.write(part))
        await new Promise<void>((resolve) => void stream.once("drain", resolve).once("close", resolve));
    }
    stream.end();
  } catch (error) {
    stream.destroy(error instanceof Error ? error : new Error(String(error)));
  }
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** A number of eight bytes; what no file reaches is refused by the checks that follow. */
function large(bytes: DataView, at: number): number {
  return Number(bytes.getBigUint64(at, true));
}
