import type { Dirent, Stats } from "node:fs";
import { constants } from "node:fs";
import { lstat, open, readdir, realpath } from "node:fs/promises";

import { systemErrorCode } from "@lockkeeper/core";

/** Called with what the system refuses to show; what is simply not there is no refusal. */
export type OnRefused = (path: string, code: string) => void;

const absent: ReadonlySet<string> = new Set(["ENOENT", "ENOTDIR"]);

/** The entries of a folder; none where it is not, or is refused. */
export async function listFolder(path: string, onRefused: OnRefused): Promise<readonly Dirent[]> {
  try {
    return await readdir(path, { withFileTypes: true });
  } catch (error) {
    tell(path, error, onRefused);
    return [];
  }
}

/** What the system says of a path, without following a link. */
export async function tryLook(path: string, onRefused: OnRefused): Promise<Stats | undefined> {
  try {
    return await lstat(path);
  } catch (error) {
    tell(path, error, onRefused);
    return undefined;
  }
}

/** Where a link leads to in the end; `undefined` where it leads nowhere. */
export async function tryFollow(path: string, onRefused: OnRefused): Promise<string | undefined> {
  try {
    return await realpath(path);
  } catch (error) {
    // Links that lead to each other lead nowhere.
    if (systemErrorCode(error) !== "ELOOP") tell(path, error, onRefused);
    return undefined;
  }
}

/** The text of a regular file; `undefined` where there is none. One over the bound is refused. */
export async function tryReadText(
  path: string,
  maxBytes: number,
  onRefused: OnRefused,
): Promise<string | undefined> {
  const bytes = await tryReadBytes(path, maxBytes, onRefused);
  return bytes?.toString("utf8");
}

/** The bytes of a regular file; `undefined` where there is none. One over the bound is refused. */
export async function tryReadBytes(
  path: string,
  maxBytes: number,
  onRefused: OnRefused,
): Promise<Buffer | undefined> {
  try {
    // Opening a pipe that nobody writes to would wait for ever.
    const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const stats = await handle.stat();
      if (!stats.isFile()) return undefined;
      if (stats.size > maxBytes) {
        onRefused(path, "over a bound");
        return undefined;
      }
      const bytes = Buffer.alloc(stats.size);
      const { bytesRead } = await handle.read(bytes, 0, bytes.length, 0);
      return bytes.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (error) {
    tell(path, error, onRefused);
    return undefined;
  }
}

/** When a file or folder came to be, in milliseconds: by its birth where the system keeps it. */
export function cameToBeAt({ birthtimeMs, mtimeMs }: Stats): number {
  return birthtimeMs > 0 ? birthtimeMs : mtimeMs;
}

function tell(path: string, error: unknown, onRefused: OnRefused): void {
  const code = systemErrorCode(error);
  if (code === undefined) throw error;
  if (!absent.has(code)) onRefused(path, code);
}
