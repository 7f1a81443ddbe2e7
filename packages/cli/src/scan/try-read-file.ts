import { constants } from "node:fs";
import type { Dirent } from "node:fs";
import { open, readdir, stat } from "node:fs/promises";

import { systemErrorCode } from "@lockkeeper/core";

/**
 * Reads a regular file of at most so many bytes; `undefined` where there is none, where it is larger, and where the
 * system refuses. For what lies beside a project: what a project itself holds must be told when it cannot be read.
 */
export async function tryReadFile(path: string, maxBytes: number): Promise<Buffer | undefined> {
  try {
    // Opening a pipe that nobody writes to would wait for ever.
    const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const stats = await handle.stat();
      if (!stats.isFile() || stats.size > maxBytes) return undefined;
      const bytes = Buffer.alloc(stats.size);
      const { bytesRead } = await handle.read(bytes, 0, stats.size, 0);
      return bytes.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (systemErrorCode(error) === undefined) throw error;
    return undefined;
  }
}

/** When a file was written and changed, in milliseconds since the epoch, how many names it has, and its bytes. */
export interface FileTimes {
  readonly mtimeMs: number;
  readonly ctimeMs: number;
  readonly nlink: number;
  readonly size: number;
  isFile(): boolean;
  isDirectory(): boolean;
}

/** What the system says of a path; `undefined` where nothing is, and where it refuses. */
export async function tryStat(path: string): Promise<FileTimes | undefined> {
  try {
    return await stat(path);
  } catch (error) {
    if (systemErrorCode(error) === undefined) throw error;
    return undefined;
  }
}

/** What lies in a folder; nothing where there is no such folder, and where the system refuses. */
export async function tryListFolder(folder: string): Promise<readonly Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (systemErrorCode(error) === undefined) throw error;
    return [];
  }
}
