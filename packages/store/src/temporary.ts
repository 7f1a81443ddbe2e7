import { randomUUID } from "node:crypto";
import { close, mkdirSync, open, renameSync, rmSync, write, writeFileSync } from "node:fs";
import { mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { promisify } from "node:util";

import { systemErrorCode } from "@lockkeeper/core";

// Plain descriptors: the handles of node:fs/promises cost the main thread twice as much for a file.
const openDescriptor = promisify(open);
const writeDescriptor = promisify(write);
const closeDescriptor = promisify(close);

const temporaryName = /^(\d{1,10})-[0-9a-f-]{36}$/;

/** A new path in the folder for temporary files; it tells which process made it. */
export function createTemporaryPath(temporaryFolder: string): string {
  return join(temporaryFolder, `${process.pid}-${randomUUID()}`);
}

/** Removes what processes that are gone have left behind. */
export async function sweepTemporaries(temporaryFolder: string): Promise<void> {
  for (const name of await readdir(temporaryFolder)) {
    const match = temporaryName.exec(name);
    const path = join(temporaryFolder, name);
    if (match !== null && (await isAbandoned(Number(match[1]), path)))
      await rm(path, { force: true, recursive: true });
  }
}

/** Whether the process that wrote a file is gone. */
export async function isAbandoned(pid: number, path: string): Promise<boolean> {
  if (!isProcessAlive(pid)) return true;
  if (pid !== process.pid) return false;
  // In a container every start has the same process id, so files from before this start are not ours.
  try {
    return (await stat(path)).mtimeMs < performance.timeOrigin;
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT") return false;
    throw error;
  }
}

/** Whether a process with that number runs, whoever owns it. */
export function isProcessAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemErrorCode(error) === "EPERM";
  }
}

/** Moves a finished temporary file to its place, making the place's folder when it is missing. */
export async function moveIntoPlace(temporary: string, target: string): Promise<void> {
  try {
    await rename(temporary, target);
  } catch (error) {
    if (systemErrorCode(error) !== "ENOENT") throw error;
    await mkdir(dirname(target), { recursive: true, mode: 0o700 });
    await rename(temporary, target);
  }
}

/** Writes a file that others read: they see the old bytes or the new, never a part. */
export async function writeWhole(temporaryFolder: string, target: string, bytes: Buffer): Promise<void> {
  const temporary = createTemporaryPath(temporaryFolder);
  try {
    await writeNew(temporary, bytes);
    await moveIntoPlace(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** The same on the thread that calls: for threads that nobody waits for, and for small files. */
export function writeWholeNow(temporaryFolder: string, target: string, bytes: Buffer): void {
  const temporary = createTemporaryPath(temporaryFolder);
  try {
    writeFileSync(temporary, bytes, { flag: "wx", mode: 0o600 });
    moveIntoPlaceNow(temporary, target);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

function moveIntoPlaceNow(temporary: string, target: string): void {
  try {
    renameSync(temporary, target);
  } catch (error) {
    if (systemErrorCode(error) !== "ENOENT") throw error;
    mkdirSync(dirname(target), { recursive: true, mode: 0o700 });
    renameSync(temporary, target);
  }
}

async function writeNew(path: string, bytes: Buffer): Promise<void> {
  const descriptor = await openDescriptor(path, "wx", 0o600);
  try {
    let written = 0;
    while (written < bytes.length) {
      written += (await writeDescriptor(descriptor, bytes, written, bytes.length - written, written))
        .bytesWritten;
    }
  } finally {
    await closeDescriptor(descriptor);
  }
}

/** Moves a damaged file to the folder for such files. Returns where it is now; `undefined` when it was gone. */
export async function setAside(path: string, corruptFolder: string, at: number): Promise<string | undefined> {
  const target = join(corruptFolder, `${basename(path)}-${at}-${randomUUID().slice(0, 8)}`);
  try {
    await moveIntoPlace(path, target);
    return target;
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT") return undefined;
    throw error;
  }
}
