import type { FileKind } from "../package-facts.ts";

/** What the first bytes of a file say that it is. */
export interface Magic {
  readonly kind: FileKind;
  /** With its article, such as `an ELF program for linux x64`. */
  readonly name: string;
}

interface Signature extends Magic {
  readonly at?: number;
  readonly bytes: readonly number[];
  /** What else must hold where a few bytes say too little. */
  readonly isMet?: (file: Buffer) => boolean;
}

function ascii(text: string): readonly number[] {
  return [...Buffer.from(text, "latin1")];
}

const signatures: readonly Signature[] = [
  { kind: "wasm", name: "a WebAssembly module", bytes: [0, 0x61, 0x73, 0x6d] },
  { kind: "archive", name: "a zip archive", bytes: [0x50, 0x4b, 3, 4] },
  { kind: "archive", name: "a zip archive", bytes: [0x50, 0x4b, 5, 6] },
  { kind: "archive", name: "a gzip file", bytes: [0x1f, 0x8b, 8] },
  { kind: "archive", name: "an xz file", bytes: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0] },
  {
    kind: "archive",
    name: "a bzip2 file",
    bytes: ascii("BZh"),
    isMet: (file) => file[4] === 0x31 && file[5] === 0x41,
  },
  { kind: "archive", name: "a zstd file", bytes: [0x28, 0xb5, 0x2f, 0xfd] },
  { kind: "archive", name: "a 7z archive", bytes: [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c] },
  { kind: "archive", name: "a rar archive", bytes: ascii("Rar!\u001a\u0007") },
  { kind: "archive", name: "a cabinet archive", bytes: ascii("MSCF\0\0\0\0") },
  { kind: "archive", name: "an object archive", bytes: ascii("!<arch>\n") },
  { kind: "archive", name: "a tar archive", at: 257, bytes: ascii("ustar") },
  {
    kind: "archive",
    name: "an asar archive",
    bytes: [4, 0, 0, 0],
    isMet: (file) => file.includes('{"files"'),
  },
  { kind: "image", name: "a PNG image", bytes: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] },
  { kind: "image", name: "a JPEG image", bytes: [0xff, 0xd8, 0xff] },
  { kind: "image", name: "a GIF image", bytes: ascii("GIF8") },
  { kind: "image", name: "a WebP image", at: 8, bytes: ascii("WEBP") },
  {
    kind: "image",
    name: "an icon",
    bytes: [0, 0, 1, 0],
    isMet: (file) => (file[4] ?? 0) > 0 && file[5] === 0,
  },
  { kind: "image", name: "an AVIF image", at: 4, bytes: ascii("ftypavif") },
  {
    kind: "image",
    name: "a bitmap",
    bytes: ascii("BM"),
    isMet: (file) => file.length > 18 && file.readUInt32LE(6) === 0,
  },
  { kind: "image", name: "a TIFF image", bytes: [0x49, 0x49, 0x2a, 0] },
  { kind: "font", name: "a WOFF2 font", bytes: ascii("wOF2") },
  { kind: "font", name: "a WOFF font", bytes: ascii("wOFF") },
  { kind: "font", name: "an OpenType font", bytes: ascii("OTTO") },
  { kind: "font", name: "a TrueType font", bytes: [0, 1, 0, 0, 0] },
  { kind: "font", name: "a TrueType collection", bytes: ascii("ttcf") },
  {
    kind: "font",
    name: "an embedded OpenType font",
    at: 34,
    bytes: ascii("LP"),
    isMet: (file) => file[10] === 2 || file[10] === 1,
  },
  { kind: "binary", name: "a PDF", bytes: ascii("%PDF-") },
  { kind: "binary", name: "a SQLite database", bytes: ascii("SQLite format 3\0") },
  { kind: "binary", name: "a Windows shortcut", bytes: [0x4c, 0, 0, 0, 1, 0x14, 2, 0] },
  { kind: "binary", name: "Dalvik code", bytes: ascii("dex\n03") },
  { kind: "binary", name: "LLVM bitcode", bytes: ascii("BC\u00c0\u00de") },
  { kind: "binary", name: "an Ogg stream", bytes: ascii("OggS") },
  { kind: "binary", name: "an MP3 stream", bytes: ascii("ID3") },
];

/** Tells a file by its first bytes; `undefined` for text and for what is not known. */
export function magicOf(bytes: Uint8Array): Magic | undefined {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  return programOf(file) ?? signatures.find((signature) => isMatch(file, signature));
}

function isMatch(file: Buffer, { at = 0, bytes, isMet }: Signature): boolean {
  for (let index = 0; index < bytes.length; index += 1) {
    if (file[at + index] !== bytes[index]) return false;
  }
  return isMet?.(file) ?? true;
}

/** Programs and libraries for a machine, with the platform. */
function programOf(file: Buffer): Magic | undefined {
  if (file.length < 20) return undefined;
  const first = file.readUInt32BE(0);
  if (first === 0x7f454c46) return { kind: "native", name: `an ELF program for linux ${elfMachine(file)}` };
  if (isWindowsProgram(file)) return { kind: "native", name: "a Windows program (PE)" };
  if (machOMagics.has(first)) return { kind: "native", name: "a Mach-O program for macOS" };
  if (first !== 0xcafebabe) return undefined;
  const isUniversal = file.readUInt32BE(4) < 20;
  return isUniversal
    ? { kind: "native", name: "a universal Mach-O program for macOS" }
    : { kind: "binary", name: "a Java class" };
}

const machOMagics: ReadonlySet<number> = new Set([0xfeedface, 0xfeedfacf, 0xcefaedfe, 0xcffaedfe]);

function elfMachine(file: Buffer): string {
  const machine = file[5] === 2 ? file.readUInt16BE(18) : file.readUInt16LE(18);
  return elfMachines.get(machine) ?? `machine ${String(machine)}`;
}

const elfMachines: ReadonlyMap<number, string> = new Map([
  [3, "ia32"],
  [21, "ppc64"],
  [22, "s390x"],
  [40, "arm"],
  [62, "x64"],
  [183, "arm64"],
  [243, "riscv64"],
  [247, "bpf"],
  [258, "loong64"],
]);

/** The stub of DOS is followed by the real header, wherever it says. */
function isWindowsProgram(file: Buffer): boolean {
  if (file[0] !== 0x4d || file[1] !== 0x5a || file.length < 64) return false;
  const at = file.readUInt32LE(60);
  return at + 4 <= file.length && file.readUInt32BE(at) === 0x50450000;
}
