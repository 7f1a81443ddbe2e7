const blockBytes = 512;
const nameMaxBytes = 100;
/** What eleven octal digits hold. */
const octalMaxSize = 8 ** 11 - 1;

/** One file of an archive. */
export interface TarFile {
  /** Relative, with slashes; of our own making. */
  readonly path: string;
  readonly bytes: number;
  /** The file's time, in milliseconds since the epoch; kept in seconds. */
  readonly modifiedAt: number;
}

/** The blocks before a file's bytes, in the POSIX interchange format (IEEE Std 1003.1, pax). */
export function renderTarHeader({ path, bytes, modifiedAt }: TarFile): Buffer {
  const seconds = Math.max(0, Math.floor(modifiedAt / 1000));
  if (Buffer.byteLength(path) <= nameMaxBytes) return renderBlock(path, { size: bytes, seconds, type: "0" });
  const record = Buffer.from(renderPaxRecord("path", path));
  return Buffer.concat([
    renderBlock("pax", { size: record.length, seconds, type: "x" }),
    record,
    renderTarPadding(record.length),
    renderBlock(path.slice(-nameMaxBytes), { size: bytes, seconds, type: "0" }),
  ]);
}

/** The zeros after a file's bytes. */
export function renderTarPadding(bytes: number): Buffer {
  return Buffer.alloc((blockBytes - (bytes % blockBytes)) % blockBytes);
}

/** The end of an archive. */
export const tarEnd: Buffer = Buffer.alloc(2 * blockBytes);

/** The length of a record counts its own digits. */
function renderPaxRecord(key: string, value: string): string {
  const rest = Buffer.byteLength(` ${key}=${value}\n`);
  let length = rest + String(rest).length;
  if (String(length).length !== String(rest).length) length = rest + String(length).length;
  return `${length} ${key}=${value}\n`;
}

interface TarBlock {
  readonly size: number;
  readonly seconds: number;
  readonly type: "0" | "x";
}

function renderBlock(name: string, { size, seconds, type }: TarBlock): Buffer {
  const block = Buffer.alloc(blockBytes);
  block.write(name, 0, nameMaxBytes);
  block.write("0000600\0", 100);
  block.write("0000000\0", 108);
  block.write("0000000\0", 116);
  writeSize(block, size);
  block.write(`${seconds.toString(8).padStart(11, "0")}\0`, 136);
  block.write("        ", 148);
  block.write(type, 156);
  block.write("ustar\x0000", 257);
  let sum = 0;
  for (const byte of block) sum += byte;
  block.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return block;
}

function writeSize(block: Buffer, size: number): void {
  if (size <= octalMaxSize) {
    block.write(`${size.toString(8).padStart(11, "0")}\0`, 124);
    return;
  }
  block.writeUInt8(0x80, 124);
  block.writeBigUInt64BE(BigInt(size), 128);
}
