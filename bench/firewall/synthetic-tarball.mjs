// Tarballs of 630 KB that do not compress, as a registry serves them. Each is of the version that its packument says,
// and of nothing else than the others, so that an inspection holds none.
import { createHash, randomBytes } from "node:crypto";
import { crc32, deflateRawSync } from "node:zlib";

import { nameOf, versionsOf } from "./synthetic-packument.mjs";

const payloadBytes = 629_000;
const blockBytes = 512;
const versions = versionsOf();
// RFC 1952: magic, deflate, no flags, no time, no extra flags, Unix.
const gzipHeader = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]);

/** Creates the builder of tarballs, addressed by package number and index of the version. */
export function createTarballs() {
  const rest = Buffer.concat([
    entryOf("package/payload.bin", randomBytes(payloadBytes)),
    Buffer.alloc(2 * blockBytes),
  ]);
  const packed = deflateRawSync(rest, { level: 1 });
  const checksums = new Map();
  const build = (number, index) => {
    const manifest = manifestOf(number, index);
    const key = `${number} ${index}`;
    const checksum = checksums.get(key) ?? crc32(rest, crc32(manifest));
    checksums.set(key, checksum);
    const trailer = Buffer.alloc(8);
    trailer.writeUInt32LE(checksum, 0);
    trailer.writeUInt32LE(manifest.length + rest.length, 4);
    return Buffer.concat([gzipHeader, storedBlockOf(manifest), packed, trailer]);
  };
  return {
    sizeBytes: build(0, 0).length,
    build,
    integrityOf: (number, index) =>
      `sha512-${createHash("sha512").update(build(number, index)).digest("base64")}`,
  };
}

/** As long for every version, filled with blanks. */
function manifestOf(number, index) {
  const manifest = JSON.stringify({ name: nameOf(number), version: versions[index] });
  return entryOf("package/package.json", Buffer.from(manifest.padEnd(blockBytes)));
}

/** Bytes as they are, with more to follow (RFC 1951 section 3.2.4). */
function storedBlockOf(bytes) {
  const head = Buffer.alloc(5);
  head.writeUInt16LE(bytes.length, 1);
  head.writeUInt16LE(bytes.length ^ 0xffff, 3);
  return Buffer.concat([head, bytes]);
}

function entryOf(path, bytes) {
  const padding = Buffer.alloc((blockBytes - (bytes.length % blockBytes)) % blockBytes);
  return Buffer.concat([headerOf(path, bytes.length), bytes, padding]);
}

/** POSIX ustar header of a regular file. */
function headerOf(path, size) {
  const header = Buffer.alloc(blockBytes);
  header.write(path, 0);
  header.write("0000644\0", 100);
  header.write("0000000\0", 108);
  header.write("0000000\0", 116);
  header.write(`${size.toString(8).padStart(11, "0")}\0`, 124);
  header.write("00000000000\0", 136);
  header.write("        0", 148);
  header.write("ustar\u000000", 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return header;
}
