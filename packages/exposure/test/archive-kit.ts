import { crc32, deflateRawSync } from "node:zlib";

import type { RandomBytes } from "../src/containers/zip-members.ts";

/** An entry of an archive of the tests. */
export interface KitEntry {
  readonly path: string;
  readonly content?: string | Buffer;
  /** The type's character; `0`, a file, when left out. */
  readonly type?: string;
  /** Milliseconds since the epoch. */
  readonly at?: number;
  /** The size that the header states, when it lies. */
  readonly statedSize?: number;
}

const defaultAt = Date.parse("2026-03-31T00:40:00Z");

/** A tar archive in ustar; long paths get a pax header. */
export function tarOf(entries: readonly KitEntry[]): Buffer {
  const parts = entries.flatMap((entry) => {
    const body = Buffer.from(entry.content ?? "");
    const long = Buffer.byteLength(entry.path) > 100 ? paxOf(entry.path) : [];
    return [...long, headerOf(entry, body.length), padded(body)];
  });
  return Buffer.concat([...parts, Buffer.alloc(1024)]);
}

function paxOf(path: string): readonly Buffer[] {
  const rest = ` path=${path}\n`;
  let length = Buffer.byteLength(rest) + 1;
  while (Buffer.byteLength(`${length}${rest}`) !== length) length = Buffer.byteLength(`${length}${rest}`);
  const body = Buffer.from(`${length}${rest}`);
  return [headerOf({ path: "pax", type: "x" }, body.length), padded(body)];
}

function headerOf({ path, type = "0", at = defaultAt, statedSize }: KitEntry, size: number): Buffer {
  const block = Buffer.alloc(512);
  block.write(path.slice(0, 100), 0);
  block.write("0000644\0", 100);
  block.write("0000000\0", 108);
  block.write("0000000\0", 116);
  block.write(`${(statedSize ?? size).toString(8).padStart(11, "0")}\0`, 124);
  block.write(
    `${Math.floor(at / 1000)
      .toString(8)
      .padStart(11, "0")}\0`,
    136,
  );
  block.write("        ", 148);
  block.write(type, 156);
  block.write("ustar\u000000", 257, "latin1");
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return block;
}

function padded(body: Buffer): Buffer {
  return Buffer.concat([body, Buffer.alloc((512 - (body.length % 512)) % 512)]);
}

/** A zip archive, deflated. */
export function zipOf(entries: readonly KitEntry[], { isEncrypted = false } = {}): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { path, content = "", statedSize } of entries) {
    const body = Buffer.from(content);
    const packed = deflateRawSync(body);
    const name = Buffer.from(path);
    const numbers = { body, packed, name, size: statedSize ?? body.length, flags: isEncrypted ? 1 : 0 };
    const local = Buffer.concat([zipHeader(0x04034b50, numbers), name, packed]);
    directory.push(Buffer.concat([zipHeader(0x02014b50, numbers, offset), name]));
    locals.push(local);
    offset += local.length;
  }
  const list = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(list.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, list, end]);
}

interface ZipNumbers {
  readonly body: Buffer;
  readonly packed: Buffer;
  readonly name: Buffer;
  readonly size: number;
  readonly flags: number;
}

function zipHeader(
  signature: number,
  { body, packed, name, size, flags }: ZipNumbers,
  offset?: number,
): Buffer {
  const isCentral = offset !== undefined;
  const head = Buffer.alloc(isCentral ? 46 : 30);
  head.writeUInt32LE(signature, 0);
  const at = isCentral ? 2 : 0;
  head.writeUInt16LE(20, 4);
  head.writeUInt16LE(flags, 6 + at);
  head.writeUInt16LE(8, 8 + at);
  head.writeUInt16LE((46 << 9) | (3 << 5) | 31, 12 + at);
  head.writeUInt32LE(crc32(body), 14 + at);
  head.writeUInt32LE(packed.length, 18 + at);
  head.writeUInt32LE(size, 22 + at);
  head.writeUInt16LE(name.length, 26 + at);
  if (isCentral) head.writeUInt32LE(offset, 42);
  return head;
}

/** Bytes in pieces, as a stream hands them over. */
export async function* inPieces(bytes: Buffer, size = 700): AsyncGenerator<Uint8Array, void, undefined> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** Bytes as a file. */
export function asFile(bytes: Buffer): RandomBytes {
  return {
    size: bytes.length,
    read: async (position, length) => bytes.subarray(position, position + length),
  };
}
