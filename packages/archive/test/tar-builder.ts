/** One header and its body, as a test states them; everything has a harmless default. */
export interface TarPart {
  readonly name: string;
  readonly type?: string;
  readonly body?: string | Uint8Array;
  readonly link?: string;
  readonly prefix?: string;
  readonly mode?: number;
  readonly time?: number;
  /** The bytes of the size field, where it is not the body's size. */
  readonly sizeField?: Buffer;
  readonly hasBadChecksum?: boolean;
  readonly isUstar?: boolean;
}

/** The blocks of one header and its body. */
export function tarPart(part: TarPart): Buffer {
  const body = typeof part.body === "string" ? Buffer.from(part.body) : Buffer.from(part.body ?? []);
  const header = Buffer.alloc(512);
  header.write(part.name, 0, 100, "utf8");
  writeOctal(header, { at: 100, length: 8, value: part.mode ?? 0o644 });
  writeOctal(header, { at: 108, length: 8, value: 0 });
  writeOctal(header, { at: 116, length: 8, value: 0 });
  writeOctal(header, { at: 124, length: 12, value: body.length });
  part.sizeField?.copy(header, 124, 0, 12);
  writeOctal(header, { at: 136, length: 12, value: part.time ?? 499_162_500 });
  header.write(part.type ?? "0", 156, 1, "latin1");
  header.write(part.link ?? "", 157, 100, "utf8");
  if (part.isUstar !== false) header.write("ustar\u000000", 257, 8, "latin1");
  header.write(part.prefix ?? "", 345, 155, "utf8");
  seal(header, part.hasBadChecksum === true ? 1 : 0);
  const padding = Buffer.alloc((512 - (body.length % 512)) % 512);
  return Buffer.concat([header, body, padding]);
}

/** A whole archive, with the two blocks of zeros at its end. */
export function tarOf(parts: readonly (TarPart | Uint8Array)[]): Buffer {
  const blocks = parts.map((part) => (part instanceof Uint8Array ? part : tarPart(part)));
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

/** A record of an extended header: its length, a space, a key and a value. */
export function paxRecord(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`;
  const bytes = Buffer.byteLength(rest);
  const guess = bytes + String(bytes).length;
  return `${String(bytes + String(guess).length)}${rest}`;
}

/** Writes the checksum of a header, wrong by `error`. */
export function seal(header: Buffer, error = 0): void {
  header.fill(0x20, 148, 156);
  let sum = error;
  for (const byte of header.subarray(0, 512)) sum += byte;
  header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, 8, "latin1");
}

interface OctalField {
  readonly at: number;
  readonly length: number;
  readonly value: number;
}

function writeOctal(header: Buffer, { at, length, value }: OctalField): void {
  header.write(`${value.toString(8).padStart(length - 1, "0")}\0`, at, length, "latin1");
}
