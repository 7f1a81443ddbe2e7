import { mkdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { systemErrorCode } from "@lockkeeper/core";
import { describeCause, FeedsError } from "./errors.ts";

const maxTries = 3;
/** A lock that has no number for longer was left by a process that was killed while it wrote it. */
const writingMs = 10_000;

/**
 * Runs work that changes what is kept, alone on this machine: a server and a command may want to at once.
 * Throws `FEEDS_BUSY`, `FEEDS_UNWRITABLE`.
 */
export async function withUpdateLock<Result>(lockFile: string, work: () => Promise<Result>): Promise<Result> {
  await takeLock(lockFile);
  try {
    return await work();
  } finally {
    await rm(lockFile, { force: true });
  }
}

async function takeLock(lockFile: string): Promise<void> {
  for (let tries = 0; tries < maxTries; tries += 1) {
    if (await tryTakeLock(lockFile)) return;
    const holder = await readHolder(lockFile);
    if (holder !== undefined && isHeld(holder)) throw busy(holder.pid);
    // A process that was killed leaves its lock behind.
    await rm(lockFile, { force: true });
  }
  throw busy(undefined);
}

async function tryTakeLock(lockFile: string): Promise<boolean> {
  try {
    await mkdir(dirname(lockFile), { recursive: true, mode: 0o700 });
    await writeFile(lockFile, String(process.pid), { flag: "wx", mode: 0o600 });
    return true;
  } catch (cause) {
    if (systemErrorCode(cause) === "EEXIST") return false;
    throw new FeedsError("FEEDS_UNWRITABLE", {
      message: `Cannot update the feeds as "${lockFile}" cannot be written: ${describeCause(cause)}`,
      cause,
    });
  }
}

interface Holder {
  /** There is none in a lock that is just being written. */
  readonly pid: number | undefined;
  /** Milliseconds since the epoch. */
  readonly since: number;
}

async function readHolder(lockFile: string): Promise<Holder | undefined> {
  try {
    const text = await readFile(lockFile, "utf8");
    const { mtimeMs } = await stat(lockFile);
    return { pid: /^\d{1,10}$/.test(text) ? Number(text) : undefined, since: mtimeMs };
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT") return undefined;
    throw error;
  }
}

/** In a container every start has the same process id, and a thread that was ended had it too: locks from before are not ours. */
function isHeld({ pid, since }: Holder): boolean {
  // The disk stamps files by the system's time, and so does this process.
  if (pid === undefined) return performance.timeOrigin + performance.now() - since < writingMs;
  return pid === process.pid ? since >= performance.timeOrigin : isRunning(pid);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemErrorCode(error) === "EPERM";
  }
}

function busy(holder: number | undefined): FeedsError {
  return new FeedsError("FEEDS_BUSY", {
    message: `Cannot update the feeds as process ${holder ?? "unknown"} is doing so`,
    hint: "Wait until it is done; a running server picks up what it brings.",
  });
}
