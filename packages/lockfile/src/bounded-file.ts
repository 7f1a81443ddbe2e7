import { constants } from "node:fs";
import { open } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";

import { badFormat, tooLarge } from "./errors.ts";

/** Reads a file up to a bound. Throws `LockfileError` for what is no file or over it, and what the system throws. */
export async function readBounded(file: string, maxBytes: number): Promise<Uint8Array> {
  // Opening a pipe that nobody writes to would wait for ever.
  const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stats = await handle.stat();
    if (!stats.isFile()) throw badFormat("it is not a file");
    if (stats.size > maxBytes) throw tooLarge(`${String(maxBytes)} bytes`);
    return await readUpTo(handle, stats.size);
  } finally {
    await handle.close();
  }
}

/** Reads at most so many bytes, also of a file that grows meanwhile. */
async function readUpTo(handle: FileHandle, size: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(size);
  let length = 0;
  while (length < size) {
    const { bytesRead } = await handle.read(bytes, length, size - length, length);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  return bytes.subarray(0, length);
}
