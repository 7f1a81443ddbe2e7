import { readFile, stat, writeFile } from "node:fs/promises";

import { systemErrorCode } from "@lockkeeper/core";
import { isProcessAlive } from "@lockkeeper/store";

/** Makes a file that says which process is at work; false where there is one. Its folder has to be there. */
export async function tryTakeLock(path: string, pid: number): Promise<boolean> {
  try {
    await writeFile(path, String(pid), { flag: "wx", mode: 0o600 });
    return true;
  } catch (error) {
    if (systemErrorCode(error) === "EEXIST") return false;
    throw error;
  }
}

/** Whether the process of a lock still runs. A lock without a number is one that is being written, and held. */
export async function isLockHeld(path: string, pid: number): Promise<boolean> {
  try {
    const holder = await readFile(path, "utf8");
    if (!/^[1-9]\d{0,9}$/.test(holder)) return true;
    if (Number(holder) !== pid) return isProcessAlive(Number(holder));
    // In a container every start has the same number: locks from before this start are not ours.
    return (await stat(path)).mtimeMs >= performance.timeOrigin;
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT") return false;
    throw error;
  }
}
