import { Worker } from "node:worker_threads";

import type { ErrorRecord, Logger, LogLevel, LogLine } from "@lockkeeper/core";
import type { FeedProxy, UpdateReport, UpdateSettings } from "@lockkeeper/feeds";

import { CliError } from "./errors.ts";

/** What a thread that updates the feeds is given. */
export interface FeedTask {
  readonly settings: UpdateSettings;
  readonly userAgent: string;
  readonly proxy: FeedProxy;
}

/** What it tells. */
export type FeedThreadMessage =
  | { readonly kind: "log"; readonly level: LogLevel; readonly line: LogLine }
  | { readonly kind: "report"; readonly report: UpdateReport }
  | { readonly kind: "failure"; readonly error: ErrorRecord };

/** What an update on a thread of its own works with. */
export interface FeedThreadParts {
  readonly logger: Logger;
  readonly signal: AbortSignal;
  /** What the thread runs: the file beside this one, once both are compiled. */
  readonly program?: URL;
}

/** All of OSV's npm records take about 400 MB while the index is built; a thread that needs more is ended. */
const threadHeapMb = 1024;
const compiledThread = new URL("./feed-thread.js", import.meta.url);

/**
 * Updates the feeds on a thread of its own, so that what serves goes on as if nothing were. A thread that is ended early
 * leaves what was known in force. Throws `CLI_FEEDS_FAILED`.
 */
export async function updateOnThread(task: FeedTask, parts: FeedThreadParts): Promise<UpdateReport> {
  const { logger, signal, program = compiledThread } = parts;
  const worker = new Worker(program, {
    workerData: task,
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: threadHeapMb },
  });
  const end = (): void => void worker.terminate();
  signal.addEventListener("abort", end, { once: true });
  try {
    return await waitForReport(worker, logger);
  } finally {
    signal.removeEventListener("abort", end);
    await worker.terminate();
  }
}

function waitForReport(worker: Worker, logger: Logger): Promise<UpdateReport> {
  return new Promise((resolve, reject) => {
    worker.on("message", (message: FeedThreadMessage) => {
      if (message.kind === "log") logger.log(message.level, message.line);
      else if (message.kind === "report") resolve(message.report);
      else reject(failed(`${message.error.code}: ${message.error.message}`));
    });
    worker.once("error", (error) => reject(failed(error.message, error)));
    worker.once("exit", () => reject(failed("it was ended early")));
  });
}

function failed(why: string, cause?: unknown): CliError {
  return new CliError("CLI_FEEDS_FAILED", {
    message: `Cannot update the feeds beside the server as the thread did not finish: ${why}`,
    hint: "What was known stays in force. `intel update` does the same by hand and shows more.",
    cause,
  });
}
