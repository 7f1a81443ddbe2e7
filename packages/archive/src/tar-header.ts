/** The fields of one 512-byte header, read as node-tar reads them. */
export interface TarHeader {
  /** The type's character; empty for NUL, which means a file too. */
  readonly type: string;
  /** With ustar's prefix. */
  readonly path: string;
  /** The name field alone, before the prefix. */
  readonly name: string;
  readonly linkPath: string;
  readonly mode: number | undefined;
  /** `undefined` when the field is no number. */
  readonly size: number | undefined;
  /** Seconds. */
  readonly modifiedAt: number | undefined;
  readonly isChecksumValid: boolean;
  /** Numbers that could be read but that other tools may read differently. */
  readonly oddNumbers: readonly string[];
}

/** What a block is: nothing at all, something that even node-tar gives up on, or a header. */
export type TarBlock =
  | { readonly kind: "zero" }
  | { readonly kind: "unreadable"; readonly detail: string }
  | { readonly kind: "header"; readonly header: TarHeader };

/** The size of a tar archive's blocks, in bytes. */
export const blockBytes = 512;

/**
 * Reads the block at an offset; there must be 512 bytes. `stated` names the fields that an extended header gave before,
 * which are then not read: node-tar gives up on a number that it cannot read.
 */
export function readTarBlock(tar: Buffer, at: number, stated: ReadonlySet<string>): TarBlock {
  const sum = sumOf(tar, at);
  const type = textAt(tar, at + 156, 1);
  const numbers = new NumberReader(tar, at, fileSystemTypes.has(type) ? stated : noFields);
  const checksum = numbers.read("checksum", 148, 12);
  const mode = numbers.read("mode", 100, 8);
  const size = numbers.read("size", 124, 12) ?? new NumberReader(tar, at, noFields).read("size", 124, 12);
  const modifiedAt = numbers.read("mtime", 136, 12);
  numbers.read("uid", 108, 8);
  numbers.read("gid", 116, 8);
  if (isUstar(tar, at)) readUstarNumbers(tar, at, new NumberReader(tar, at, stated, numbers));
  if (numbers.failures.length > 0) return { kind: "unreadable", detail: numbers.failures.join(", ") };
  if (checksum === undefined && sum === zeroSum) return { kind: "zero" };
  const name = textAt(tar, at, 100);
  const header = {
    type,
    path: withPrefix(tar, at, name),
    name,
    linkPath: textAt(tar, at + 157, 100),
    mode: mode === undefined ? undefined : mode & 0o7777,
    size: size === undefined || size < 0 ? undefined : size,
    modifiedAt,
    isChecksumValid: sum === checksum,
    oddNumbers: numbers.odd,
  };
  return { kind: "header", header };
}

/** Types that an extended header is about. */
export const fileSystemTypes: ReadonlySet<string> = new Set([
  "",
  "0",
  "1",
  "2",
  "3",
  "4",
  "5",
  "6",
  "7",
  "D",
]);
const noFields: ReadonlySet<string> = new Set();

/** Where the prefix is short, two times stand behind it. */
function readUstarNumbers(tar: Buffer, at: number, numbers: NumberReader): void {
  numbers.read("devmajor", 329, 8);
  numbers.read("devminor", 337, 8);
  if (tar[at + 475] !== 0) return;
  numbers.read("atime", 476, 12);
  numbers.read("ctime", 488, 12);
}

/** What the bytes of a block of zeros sum up to, with the checksum's field taken as spaces. */
const zeroSum = 8 * 0x20;

function sumOf(tar: Buffer, at: number): number {
  let sum = zeroSum;
  for (let index = at; index < at + 148; index += 1) sum += tar[index] ?? 0;
  for (let index = at + 156; index < at + blockBytes; index += 1) sum += tar[index] ?? 0;
  return sum;
}

/** With room for two times, the prefix is shorter; node-tar tells by one byte. */
function withPrefix(tar: Buffer, at: number, name: string): string {
  if (!isUstar(tar, at)) return name;
  const hasLongPrefix = tar[at + 475] !== 0;
  const prefix = textAt(tar, at + 345, hasLongPrefix ? 155 : 130);
  return hasLongPrefix || prefix !== "" ? `${prefix}/${name}` : name;
}

function isUstar(tar: Buffer, at: number): boolean {
  return tar.compare(ustarMagic, 0, 8, at + 257, at + 265) === 0;
}

const ustarMagic = Buffer.from("ustar\u000000", "latin1");

/** A text up to its NUL. What follows the end of a line after the NUL stays, as node-tar's pattern has it. */
export function textAt(tar: Buffer, at: number, length: number): string {
  const field = tar.subarray(at, at + length);
  const end = field.indexOf(0);
  if (end < 0) return field.toString("utf8");
  return hasLineEnd(field, end) ? cutAtNul(field.toString("utf8")) : field.toString("utf8", 0, end);
}

/** Line feed, carriage return, or what may be one of the two separators of Unicode. */
function hasLineEnd(field: Buffer, start: number): boolean {
  return field.includes(0x0a, start) || field.includes(0x0d, start) || field.includes(0xe2, start);
}

/** Takes off what follows the first NUL on its line. */
export function cutAtNul(text: string): string {
  // oxlint-disable-next-line no-control-regex -- NUL ends a text in a header.
  return text.replace(/\0.*/, "");
}

/** What a reader of numbers came upon. */
interface NumberNotes {
  /** Fields that can be read but that other tools may read differently. */
  readonly odd: string[];
  readonly failures: string[];
}

/** Reads the numbers of one header, and remembers which of them were odd. */
class NumberReader implements NumberNotes {
  readonly #tar: Buffer;
  readonly #start: number;
  readonly #stated: ReadonlySet<string>;
  readonly odd: string[];
  readonly failures: string[];

  constructor(tar: Buffer, start: number, stated: ReadonlySet<string>, notes?: NumberNotes) {
    this.#tar = tar;
    this.#start = start;
    this.#stated = stated;
    this.odd = notes?.odd ?? [];
    this.failures = notes?.failures ?? [];
  }

  read(name: string, offset: number, length: number): number | undefined {
    if (this.#stated.has(name)) return undefined;
    const field = this.#tar.subarray(this.#start + offset, this.#start + offset + length);
    if (((field[0] ?? 0) & 0x80) !== 0) return this.#readBinary(name, field);
    const { value, isPlain } = readOctal(field);
    if (!isPlain && name === "size") this.odd.push(name);
    return value;
  }

  #readBinary(name: string, field: Buffer): number | undefined {
    const value = readBase256(field);
    if (value === undefined) this.failures.push(`its ${name} is no number`);
    else if (value < 0o10000000 && name === "size") this.odd.push(name);
    return value;
  }
}

/** Plain is spaces or zeros, octal digits, then spaces or NUL to the end. */
function readOctal(field: Buffer): { readonly value: number | undefined; readonly isPlain: boolean } {
  let at = 0;
  while (at < field.length && field[at] === 0x20) at += 1;
  const first = at;
  let value = 0;
  for (; at < field.length && isOctalDigit(field[at]); at += 1) value = value * 8 + (field[at] ?? 0) - 0x30;
  if (at > first && isFiller(field[at] ?? 0)) return { value, isPlain: isFilledFrom(field, at) };
  if (at === first && isFilledFrom(field, at)) return { value: undefined, isPlain: true };
  const slow = Number.parseInt(field.toString("utf8").replace(nulToEnd, "").trim(), 8);
  return { value: Number.isNaN(slow) ? undefined : slow, isPlain: false };
}

// oxlint-disable-next-line no-control-regex -- NUL ends a number in a header.
const nulToEnd = /\0.*$/;

function isFilledFrom(field: Buffer, start: number): boolean {
  for (let at = start; at < field.length; at += 1) {
    if (!isFiller(field[at] ?? 0)) return false;
  }
  return true;
}

function isFiller(byte: number): boolean {
  return byte === 0x20 || byte === 0;
}

function isOctalDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x37;
}

function readBase256(field: Buffer): number | undefined {
  const value = field[0] === 0x80 ? readPositive(field.subarray(1)) : readNegative(field);
  return (field[0] === 0x80 || field[0] === 0xff) && Number.isSafeInteger(value) ? value : undefined;
}

function readPositive(bytes: Buffer): number {
  let value = 0;
  for (const byte of bytes) value = value * 256 + byte;
  return value;
}

/** Two's complement over the whole field. */
function readNegative(field: Buffer): number {
  let value = 0;
  for (const byte of field) value = value * 256 + (0xff ^ byte);
  return -value - 1;
}
