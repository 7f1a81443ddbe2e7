import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";

import { systemErrorCode } from "@lockkeeper/core";

/**
 * Makes a folder and the ones above it, for their owner only. Node's own recursive form does not end where the system
 * refuses a child of a folder that exists with ENOENT, as /proc does.
 */
export async function makeFolder(path: string): Promise<void> {
  if (await tryMake(path)) return;
  const parent = dirname(path);
  if (parent !== path) await makeFolder(parent);
  // A second refusal is the system's last word, unless another process has made the folder meanwhile.
  if (!(await tryMake(path))) await mkdir(path, { mode: 0o700 });
}

/** Answers `false` when a folder above is missing. */
async function tryMake(path: string): Promise<boolean> {
  try {
    await mkdir(path, { mode: 0o700 });
    return true;
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === "EEXIST") return true;
    if (code === "ENOENT") return false;
    throw error;
  }
}
