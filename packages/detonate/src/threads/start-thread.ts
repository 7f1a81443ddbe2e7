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

const failed = new WeakSet<Worker>();

/**
 * Starts a thread for a detonator before anything that the detonator itself needs is loaded: it reads its code meanwhile, and waits
 * to be told the rest. Gives nothing back where the code was not compiled.
 */
export function startThread(): Worker | undefined {
  if (!existsSync(fileURLToPath(compiledThread))) return undefined;
  try {
    return startWaiting(compiledThread, threadBounds);
  } catch {
    // Whoever wants one starts it then, and is told why that fails.
    return undefined;
  }
}

/** Starts a thread that nobody has taken over yet: its errors would end the process, and its exit be missed. */
export function startWaiting(program: URL, bounds: ThreadBounds): Worker {
  const worker = createThread(program, bounds);
  const fail = (): void => void failed.add(worker);
  worker.on("error", fail);
  worker.on("exit", fail);
  worker.unref();
  return worker;
}

/** Whether a thread that was started to wait ended meanwhile. */
export function hasFailed(worker: Worker): boolean {
  return failed.has(worker);
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
