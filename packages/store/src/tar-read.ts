import { StoreError } from "./errors.ts";

/** One file of an archive as it comes by. Its bytes are read to their end before the next file. */
export interface TarEntry {
  readonly path: string;
  readonly bytes: number;
  /** Milliseconds since the epoch. */
  readonly modifiedAt: number;
  read(): AsyncGenerator<Buffer, void, undefined>;
}

const blockBytes = 512;
const paxMaxBytes = 64 * 1024;
const entriesMaxCount = 2_000_000;
/** Some writers fill up their last record. */
const endMaxBytes = 64 * 1024;
const paxPath = /^(\d{1,6}) path=([^\n\0]{1,4000})\n/;

/**
 * Yields the files of an archive, in order. Reads what our own writer writes, and refuses anything else: links, folders,
 * devices, other extensions, a wrong checksum, an early end. Throws `STORE_BAD_BACKUP`.
 */
export async function* readTar(chunks: AsyncIterable<Buffer>): AsyncGenerator<TarEntry, void, undefined> {
  const source = new ByteSource(chunks);
  let longPath: string | undefined;
  for (let count = 0; count < entriesMaxCount; count += 1) {
    const block = await source.take(blockBytes);
    if (isZero(block)) return await source.end();
    const { type, name, size, modifiedAt } = parseBlock(block);
    if (type === "x") {
      longPath = await readPaxPath(source, size);
      continue;
    }
    const body = source.stream(size);
    yield { path: longPath ?? name, bytes: size, modifiedAt, read: () => body };
    await drain(body);
    await source.take(paddingOf(size));
    longPath = undefined;
  }
  throw badArchive("it has too many files");
}

/** Whoever did not want the bytes has not read them. */
async function drain(body: AsyncGenerator<Buffer, void, undefined>): Promise<void> {
  let isDone = false;
  while (!isDone) isDone = (await body.next()).done === true;
}

interface TarBlock {
  readonly type: "0" | "x";
  readonly name: string;
  readonly size: number;
  readonly modifiedAt: number;
}

function parseBlock(block: Buffer): TarBlock {
  const stated = Number.parseInt(textAt(block, 148, 8), 8);
  let sum = 0;
  for (const [at, byte] of block.entries()) sum += at >= 148 && at < 156 ? 0x20 : byte;
  if (stated !== sum) throw badArchive("a header is damaged");
  const type = String.fromCharCode(block[156] ?? 0);
  if (type !== "0" && type !== "x") throw badArchive("it holds something that is no file");
  const modifiedAt = parseOctal(textAt(block, 136, 12)) * 1000;
  if (Number.isNaN(modifiedAt)) throw badArchive("a time in it is none");
  return { type, name: textAt(block, 0, 100), size: parseSize(block), modifiedAt };
}

function parseSize(block: Buffer): number {
  const isBinary = ((block[124] ?? 0) & 0x80) !== 0;
  const size = isBinary ? Number(block.readBigUInt64BE(128)) : parseOctal(textAt(block, 124, 12));
  if (Number.isSafeInteger(size) && size >= 0) return size;
  throw badArchive("a size in it is none");
}

function parseOctal(text: string): number {
  return /^[0-7]{1,12}$/.test(text) ? Number.parseInt(text, 8) : Number.NaN;
}

function textAt(block: Buffer, start: number, length: number): string {
  const part = block.subarray(start, start + length);
  const end = part.indexOf(0);
  return part.toString("utf8", 0, end < 0 ? part.length : end).trim();
}

async function readPaxPath(source: ByteSource, size: number): Promise<string> {
  if (size > paxMaxBytes) throw badArchive("a name in it is too long");
  const record = (await source.take(size)).toString("utf8");
  await source.take(paddingOf(size));
  const match = paxPath.exec(record);
  if (match?.[2] === undefined || match[0].length !== record.length || Number(match[1]) !== size) {
    throw badArchive("a name in it is malformed");
  }
  return match[2];
}

function paddingOf(size: number): number {
  return (blockBytes - (size % blockBytes)) % blockBytes;
}

function isZero(block: Buffer): boolean {
  return block.every((byte) => byte === 0);
}

/** The error for an archive that is no backup, or a damaged one. */
export function badArchive(detail: string, cause?: unknown): StoreError {
  return new StoreError("STORE_BAD_BACKUP", {
    message: `Cannot read the backup as it is damaged or none: ${detail}`,
    hint: "Take another backup; nothing was changed.",
    ...(cause === undefined ? {} : { cause }),
  });
}

/** Hands out bytes by count. */
class ByteSource {
  readonly #chunks: AsyncIterator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(chunks: AsyncIterable<Buffer>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /** That many bytes at once; for few. */
  async take(count: number): Promise<Buffer> {
    const parts: Buffer[] = [];
    for await (const part of this.stream(count)) parts.push(part);
    return Buffer.concat(parts);
  }

  /** That many bytes as they come. */
  async *stream(count: number): AsyncGenerator<Buffer, void, undefined> {
    for (let left = count; left > 0;) {
      if (this.#rest.length === 0) this.#rest = await this.#next();
      const part = this.#rest.subarray(0, left);
      this.#rest = this.#rest.subarray(part.length);
      left -= part.length;
      yield part;
    }
  }

  /** Reads to the end, where a compressed source checks itself; only the zeros of the end may follow. */
  async end(): Promise<void> {
    let left = endMaxBytes;
    for (let rest = this.#rest; ;) {
      left -= rest.length;
      if (left < 0 || !isZero(rest)) throw badArchive("something follows its end");
      const next = await this.#chunks.next();
      if (next.done === true) return;
      rest = next.value;
    }
  }

  async #next(): Promise<Buffer> {
    const next = await this.#chunks.next();
    if (next.done === true) throw badArchive("it ends too early");
    return next.value;
  }
}
