import { Worker } from "node:worker_threads";

import type { Logger } from "@lockkeeper/core";

/** What the thread works with. */
export interface CheckpointSettings {
  /** The database. */
  readonly file: string;
  readonly everyMs: number;
  /** From which size of the write-ahead log on. */
  readonly logBytes: number;
}

/** Checkpoints that go on until they are stopped. */
export interface Checkpoints {
  stop(): Promise<void>;
}

/** What a thread runs: the file beside this one, once both are compiled. */
const compiledThread = new URL("./checkpoint-thread.js", import.meta.url);
const everyMs = 500;
const logBytes = 4_000_000;
/** A firewall for one command ends before there is anything to move. */
const afterMs = 5000;
/** A disk that hangs must not hold up the end. */
const stopMs = 5000;

/**
 * Moves what is in the write-ahead log into the database on a thread of its own: the disk is waited for then, for some
 * ten milliseconds at a time, in which the thread that writes would answer nobody.
 */
export function startCheckpoints(
  file: string,
  logger: Logger,
  options: {
    readonly program?: URL;
    readonly everyMs?: number;
    readonly logBytes?: number;
    readonly afterMs?: number;
  } = {},
): Checkpoints {
  let thread: Checkpoints | undefined;
  const begin = (): void => void (thread = startThread(file, logger, options));
  const timer = setTimeout(begin, options.afterMs ?? afterMs);
  timer.unref();
  return {
    stop: async () => {
      clearTimeout(timer);
      await thread?.stop();
    },
  };
}

function startThread(
  file: string,
  logger: Logger,
  options: Parameters<typeof startCheckpoints>[2] = {},
): Checkpoints {
  const worker = new Worker(options.program ?? compiledThread, {
    workerData: {
      file,
      everyMs: options.everyMs ?? everyMs,
      logBytes: options.logBytes ?? logBytes,
    } satisfies CheckpointSettings,
    execArgv: [],
  });
  worker.unref();
  const warn = (detail: unknown): void =>
    logger.log("warn", {
      code: "STORE_CHECKPOINT_FAILED",
      message: "The database's write-ahead log could not be moved into it by the thread for that",
      fields: { detail: String(detail) },
    });
  worker.on("message", warn);
  worker.on("error", warn);
  const ended = new Promise<void>((resolve) => {
    worker.once("exit", () => resolve());
  });
  return {
    stop: async () => {
      worker.postMessage("stop", []);
      const timer = setTimeout(() => void worker.terminate(), stopMs);
      await ended;
      clearTimeout(timer);
    },
  };
}
