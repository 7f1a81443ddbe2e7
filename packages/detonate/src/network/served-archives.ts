import { gzipSync } from "node:zlib";

const blockSize = 512;

/** A tarball with these files, packed with gzip; made the same every time. */
export function makeTarball(files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const blocks: Uint8Array[] = [];
  for (const [path, bytes] of files) {
    const rest = bytes.length % blockSize;
    const padding = Buffer.alloc(rest === 0 ? 0 : blockSize - rest);
    blocks.push(tarHeader(path, bytes.length), bytes, padding);
  }
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(blockSize * 2)]));
}

function tarHeader(path: string, size: number): Uint8Array {
  const header = Buffer.alloc(blockSize);
  header.write(path.slice(0, 99), 0);
  header.write("0000755\0", 100);
  header.write("0000000\0", 108);
  header.write("0000000\0", 116);
  header.write(`${size.toString(8).padStart(11, "0")}\0`, 124);
  header.write("14600000000\0", 136);
  header.write("        ", 148);
  header.write("0", 156);
  header.write("ustar\u000000", 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return header;
}

/** A zip with one file that is not compressed. */
export function makeZip(path: string, bytes: Uint8Array): Uint8Array {
  const name = Buffer.from(path);
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(20, 0);
  fields.writeUInt32LE(checksum(bytes), 10);
  fields.writeUInt32LE(bytes.length, 14);
  fields.writeUInt32LE(bytes.length, 18);
  fields.writeUInt16LE(name.length, 22);
  const local = Buffer.concat([Buffer.from("PK\u0003\u0004"), fields, name, bytes]);
  const entry = Buffer.concat([Buffer.from("PK\u0001\u0002\u0014\u0000"), fields, Buffer.alloc(14), name]);
  const end = Buffer.alloc(22);
  end.write("PK\u0005\u0006", 0);
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(entry.length, 12);
  end.writeUInt32LE(local.length, 16);
  return Buffer.concat([local, entry, end]);
}

/** The checksum of zip and gzip. */
export function checksum(bytes: Uint8Array): number {
  let sum = 0xffff_ffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit += 1) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb8_8320 : 0);
  }
  return (sum ^ 0xffff_ffff) >>> 0;
}
