import { createHash } from "node:crypto";

/** A file of a package as its tarball has it. */
export interface PackedFile {
  /** Relative to the package's root, with forward slashes. */
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly isExecutable: boolean;
}

/**
 * The checksum that Yarn 4 locks of a package: SHA-512, in hexadecimal digits, of the archive that it makes of the
 * tarball's files, in their order, uncompressed (`cacheKey` ending in `c0`) and with one time for all. `undefined` for
 * paths beyond ASCII, which are written with a flag of their own. Measured on what Yarn 4.18 makes.
 */
export function yarnChecksumOf(name: string, files: readonly PackedFile[]): string | undefined {
  const hash = createHash("sha512");
  const directory: Uint8Array[] = [];
  let offset = 0;
  for (const member of membersOf(`node_modules/${name}`, files)) {
    if (!isAscii.test(member.path)) return undefined;
    const path = Buffer.from(member.path, "ascii");
    const fixed = fixedPart(member, path.length);
    const header = [Buffer.from("PK\x03\x04", "latin1"), fixed, path, member.bytes];
    for (const part of header) hash.update(part);
    directory.push(centralPart(member, fixed, offset), path);
    offset += header.reduce((sum, part) => sum + part.length, 0);
  }
  for (const part of directory) hash.update(part);
  const size = directory.reduce((sum, part) => sum + part.length, 0);
  return hash.update(endPart(directory.length / 2, size, offset)).digest("hex");
}

const isAscii = /^[\x20-\x7e]{1,1000}$/;
const nothing = new Uint8Array(0);

interface Member {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly kind: "folder" | "file" | "program";
}

/** Folders come in when the first file below them does. */
function* membersOf(root: string, files: readonly PackedFile[]): Generator<Member> {
  const made = new Set<string>();
  for (const { path, bytes, isExecutable } of files) {
    const whole = `${root}/${path}`;
    for (let at = whole.indexOf("/"); at >= 0; at = whole.indexOf("/", at + 1)) {
      const folder = whole.slice(0, at + 1);
      if (made.has(folder)) continue;
      made.add(folder);
      yield { path: folder, bytes: nothing, kind: "folder" };
    }
    yield { path: whole, bytes, kind: isExecutable ? "program" : "file" };
  }
}

/** 22 June 1984, 21:50, as archives write times. */
const time = 0xae40;
const date = 0x08d6;

/** What a member's own header and the directory have in common: version, flags, method, time, sum, sizes, lengths. */
function fixedPart({ kind, bytes }: Member, pathLength: number): Uint8Array {
  const part = Buffer.alloc(26);
  part.writeUInt16LE(kind === "folder" ? 20 : 10, 0);
  part.writeUInt16LE(time, 6);
  part.writeUInt16LE(date, 8);
  part.writeUInt32LE(checkSum(bytes), 10);
  part.writeUInt32LE(bytes.length, 14);
  part.writeUInt32LE(bytes.length, 18);
  part.writeUInt16LE(pathLength, 22);
  return part;
}

const modes = { folder: 0x41ed, file: 0x81a4, program: 0x81ed } as const;

function centralPart({ kind }: Member, fixed: Uint8Array, offset: number): Uint8Array {
  const part = Buffer.alloc(46);
  part.write("PK\x01\x02", 0, "latin1");
  part.writeUInt16LE(0x033f, 4);
  part.set(fixed, 6);
  part.writeUInt32LE(modes[kind] * 0x10000, 38);
  part.writeUInt32LE(offset, 42);
  return part;
}

function endPart(count: number, size: number, offset: number): Uint8Array {
  const part = Buffer.alloc(22);
  part.write("PK\x05\x06", 0, "latin1");
  part.writeUInt16LE(count, 8);
  part.writeUInt16LE(count, 10);
  part.writeUInt32LE(size, 12);
  part.writeUInt32LE(offset, 16);
  return part;
}

const polynomial = 0xedb88320;
const table: Uint32Array = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) value = (value & 1) === 1 ? (value >>> 1) ^ polynomial : value >>> 1;
  return value >>> 0;
});

/** CRC-32 as archives use it (ISO 3309). */
function checkSum(bytes: Uint8Array): number {
  let sum = 0xffffffff;
  for (const byte of bytes) sum = (table[(sum ^ byte) & 0xff] ?? 0) ^ (sum >>> 8);
  return (sum ^ 0xffffffff) >>> 0;
}
