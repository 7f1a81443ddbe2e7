import { constants } from "node:fs";
import { open } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";

import { archiveBounds, packingOf, unpack } from "@lockkeeper/exposure";
import type { RandomBytes } from "@lockkeeper/exposure";

import { CliError } from "../errors.ts";

const chunkBytes = 1_000_000;

/** The bytes of a regular file as they come; without gzip, where it is packed so. Throws what the system throws. */
export async function* streamFile(path: string): AsyncGenerator<Uint8Array, void, undefined> {
  const handle = await openFile(path);
  try {
    const beginning = Buffer.alloc(16);
    await handle.read(beginning, 0, beginning.length, 0);
    const chunks = chunksOf(handle);
    if (packingOf(beginning) === "gzip") yield* unpack(chunks, archiveBounds);
    else yield* chunks;
  } finally {
    await handle.close();
  }
}

/** The first bytes of a file, without gzip where it is packed so; `isPacked` says whether it is. */
export async function readBeginning(
  path: string,
  maxBytes: number,
): Promise<{ readonly raw: Uint8Array; readonly plain: Uint8Array }> {
  const handle = await openFile(path);
  try {
    const buffer = Buffer.alloc(Math.min(maxBytes, 64_000));
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, 0);
    const raw = buffer.subarray(0, bytesRead);
    if (packingOf(raw) !== "gzip") return { raw, plain: raw };
    return { raw, plain: await takeBeginning(unpack(chunksOf(handle), archiveBounds), maxBytes) };
  } finally {
    await handle.close();
  }
}

/** Hands over a file of which any part can be read, until the work is done. */
export async function* withRandomFile<Item>(
  path: string,
  work: (file: RandomBytes) => AsyncIterable<Item>,
): AsyncGenerator<Item, void, undefined> {
  const handle = await openFile(path);
  try {
    const { size } = await handle.stat();
    yield* work({ size, read: (position, length) => readPart(handle, position, length) });
  } finally {
    await handle.close();
  }
}

async function openFile(path: string): Promise<FileHandle> {
  // Opening a pipe that nobody writes to would wait for ever.
  const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const stats = await handle.stat();
  if (stats.isFile()) return handle;
  await handle.close();
  throw new CliError("CLI_BAD_FILE", { message: `Cannot read "${path}" as it is no file` });
}

async function* chunksOf(handle: FileHandle): AsyncGenerator<Uint8Array, void, undefined> {
  for (let position = 0; ;) {
    const part = await readPart(handle, position, chunkBytes);
    if (part.length === 0) return;
    position += part.length;
    yield part;
  }
}

async function readPart(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(Math.max(0, Math.min(length, 64_000_000)));
  let filled = 0;
  while (filled < buffer.length) {
    const { bytesRead } = await handle.read(buffer, filled, buffer.length - filled, position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}

async function takeBeginning(chunks: AsyncIterable<Uint8Array>, maxBytes: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    parts.push(chunk);
    size += chunk.length;
    if (size >= maxBytes) break;
  }
  return Buffer.concat(parts).subarray(0, maxBytes);
}
