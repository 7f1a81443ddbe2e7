// Tarballs of 630 KB that do not compress, as a registry serves them. All hold the same files; each has a gzip header
// of its own, so that no two are the same bytes.
import { createHash, randomBytes } from "node:crypto";
import { crc32, deflateRawSync } from "node:zlib";

const payloadBytes = 629_000;
const blockBytes = 512;
const stampBytes = 16;
// RFC 1952: magic, deflate, flag FNAME, no time, no extra flags, Unix.
const gzipHeader = Buffer.from([0x1f, 0x8b, 8, 8, 0, 0, 0, 0, 0, 3]);

/** Creates the builder of tarballs, addressed by package number and index of the version. */
export function createTarballs() {
  const tar = tarOf([
    ["package/package.json", Buffer.from(`{"name":"bench","version":"1.0.0"}\n`)],
    ["package/payload.bin", randomBytes(payloadBytes)],
  ]);
  const template = gzipOf(tar);
  const build = (number, index) => {
    const bytes = Buffer.from(template);
    bytes.write(stampOf(number, index), gzipHeader.length, "latin1");
    return bytes;
  };
  return {
    sizeBytes: template.length,
    build,
    integrityOf: (number, index) =>
      `sha512-${createHash("sha512").update(build(number, index)).digest("base64")}`,
  };
}

function stampOf(number, index) {
  return `${String(number).padStart(8, "0")}-${String(index).padStart(stampBytes - 9, "0")}`;
}

function gzipOf(bytes) {
  const name = Buffer.from(`${"0".repeat(stampBytes)}\0`);
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(crc32(bytes), 0);
  trailer.writeUInt32LE(bytes.length, 4);
  return Buffer.concat([gzipHeader, name, deflateRawSync(bytes, { level: 1 }), trailer]);
}

function tarOf(files) {
  const parts = files.flatMap(([path, bytes]) => [
    headerOf(path, bytes.length),
    bytes,
    Buffer.alloc((blockBytes - (bytes.length % blockBytes)) % blockBytes),
  ]);
  return Buffer.concat([...parts, Buffer.alloc(2 * blockBytes)]);
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
