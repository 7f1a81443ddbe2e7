import { createByteReader, type ByteReader } from "./byte-reader.ts";
import { headerBytes, type IndexDescription } from "./index-format.ts";

/** Where the parts of an index file lie. */
export interface Layout {
  readonly file: Buffer;
  readonly offsetsAt: number;
  readonly entriesAt: number;
  readonly nameCount: number;
}

/** The bytes of one entry. */
export interface EntryBounds {
  readonly start: number;
  readonly end: number;
}

/** Finds the parts of a file whose description was read. */
export function layoutOf(file: Buffer, { nameCount }: IndexDescription): Layout {
  const offsetsAt = headerBytes + file.readUInt32LE(12);
  return { file, offsetsAt, entriesAt: offsetsAt + (nameCount + 1) * 4, nameCount };
}

/** Every entry with its name read, in the order of names. Throws a `RangeError` for bytes that are none. */
export function* readEntries({
  file,
  offsetsAt,
  entriesAt,
  nameCount,
}: Layout): Iterable<{ readonly name: string; readonly reader: ByteReader }> {
  for (let index = 0; index < nameCount; index += 1) {
    const start = entriesAt + file.readUInt32LE(offsetsAt + index * 4);
    const end = entriesAt + file.readUInt32LE(offsetsAt + (index + 1) * 4);
    const reader = createByteReader(file, start, Math.min(end, file.length));
    yield { name: reader.text(), reader };
  }
}
