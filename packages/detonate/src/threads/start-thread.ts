import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";

/** The bounds of a thread's own memory, in megabytes. */
export interface ThreadBounds {
  readonly stackSizeMb: number;
  readonly heapMb: number;
}

/** The engine's own depth is a part of what the thread's stack holds. */
export const threadBounds: ThreadBounds = { stackSizeMb: 64, heapMb: 128 };
const youngHeapMb = 16;
/** What a thread runs; there is none where tests run from sources. */
export const compiledThread: URL = new URL("./detonation-thread.js", import.meta.url);

/**
 * Starts a thread for a detonator before anything that the detonator itself needs is loaded: it reads its code meanwhile, and waits
 * to be told the rest. Gives nothing back where the code was not compiled.
 */
export function startThread(): Worker | undefined {
  if (!existsSync(fileURLToPath(compiledThread))) return undefined;
  const worker = createThread(compiledThread, threadBounds);
  worker.unref();
  return worker;
}

/** Starts a thread, with what it begins with where that is known. */
export function createThread(
  program: URL,
  { stackSizeMb, heapMb }: ThreadBounds,
  workerData?: unknown,
): Worker {
  return new Worker(program, {
    workerData,
    // The process's own flags, environment and streams are not the thread's.
    execArgv: [],
    env: {},
    resourceLimits: { stackSizeMb, maxOldGenerationSizeMb: heapMb, maxYoungGenerationSizeMb: youngHeapMb },
  });
}
