import { constants } from "node:fs";
import { open } from "node:fs/promises";

import { CliError } from "../errors.ts";

/** Reads a regular file of at most so many bytes. Throws what the system throws, and `CLI_BAD_FILE` for what is none or larger. */
export async function readBytes(path: string, maxBytes: number): Promise<Buffer> {
  // Opening a pipe that nobody writes to would wait for ever.
  const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stats = await handle.stat();
    if (!stats.isFile()) throw refused(path, "it is no file");
    if (stats.size > maxBytes) throw refused(path, `it is over a bound of ${String(maxBytes)} bytes`);
    const bytes = Buffer.alloc(stats.size);
    let length = 0;
    while (length < bytes.length) {
      const { bytesRead } = await handle.read(bytes, length, bytes.length - length, length);
      if (bytesRead === 0) break;
      length += bytesRead;
    }
    return bytes.subarray(0, length);
  } finally {
    await handle.close();
  }
}

function refused(path: string, why: string): CliError {
  return new CliError("CLI_BAD_FILE", { message: `Cannot read "${path}" as ${why}` });
}
