import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";

import { ArchiveError } from "@lockkeeper/archive";
import type { ArchiveErrorCode } from "@lockkeeper/archive";
import type { ErrorRecord } from "@lockkeeper/core";
import { systemErrorCode } from "@lockkeeper/core";
import type { PackageFacts } from "@lockkeeper/facts";

import { InspectError } from "../errors.ts";
import { createExtractor } from "../extractor.ts";
import type { ExtractFacts } from "../package-reader.ts";

import type { FactsAnswer, FactsTask } from "./facts-task.ts";

/** The bounds of reading packages on other threads. */
export interface FactsPoolOptions {
  /** How many packages are read at the same time; none means in this thread, without a deadline. */
  readonly threads: number;
  /** Nesting that V8 runs must not end the parser: 20,000 brackets need about this many megabytes. */
  readonly stackSizeMb?: number;
  /** Megabytes of the heap of each thread. */
  readonly heapMb?: number;
  /** Milliseconds after which a package is given up. */
  readonly deadlineMs?: number;
  /** What a thread runs; for tests. */
  readonly program?: URL;
}

/** Threads that read packages. */
export interface FactsPool {
  /**
   * Reads a tarball. Throws ARCHIVE_* errors for what is no archive, `INSPECT_OUT_OF_TIME` after the deadline, and
   * `INSPECT_THREAD_ENDED` when the thread died over it, by want of memory or otherwise.
   */
  readonly extract: ExtractFacts;
  /** Ends all threads; what is under way fails. */
  close(): Promise<void>;
}

/**
 * The whole process is to stay below 512 MB: the rest of it, the unpacked bytes of a package, and this heap. A source of
 * 9 MB fits; for more there is a second look. Short-lived values get little room, as three times that is taken.
 */
const defaults = { stackSizeMb: 64, heapMb: 280, deadlineMs: 60_000 } as const;
const youngHeapMb = 24;
/** Unpacked bytes of a package after which its thread is not used again. */
const freshAfterBytes = 30_000_000;
const compiledThread = new URL("./facts-thread.js", import.meta.url);

/**
 * Creates threads that read packages: neither a crash, nor endless work, nor a lack of memory takes the process down. Where
 * there is no compiled thread, as when tests run from sources, packages are read in this thread.
 */
export function createFactsPool(options: FactsPoolOptions): FactsPool {
  const program = options.program ?? compiledThread;
  if (options.threads <= 0 || !existsSync(fileURLToPath(program))) {
    return { extract: createExtractor(), close: async () => await Promise.resolve() };
  }
  return new ThreadedFactsPool({ ...defaults, ...options, program });
}

interface Waiting {
  readonly bytes: Uint8Array;
  readonly isThrifty: boolean;
  readonly resolve: (facts: PackageFacts) => void;
  readonly reject: (error: unknown) => void;
}

class ThreadedFactsPool implements FactsPool {
  readonly #queue: Waiting[] = [];
  readonly #threads: readonly FactsThread[];
  #isClosed = false;

  constructor(options: Required<FactsPoolOptions>) {
    this.#threads = Array.from(
      { length: options.threads },
      () => new FactsThread(options, () => this.#next()),
    );
  }

  readonly extract: ExtractFacts = async (bytes) =>
    await new Promise((resolve, reject) => {
      if (this.#isClosed) {
        reject(endedError("it was closed", undefined));
        return;
      }
      this.#queue.push({ bytes, isThrifty: false, resolve, reject });
      this.#next();
    });

  async close(): Promise<void> {
    this.#isClosed = true;
    for (const { reject } of this.#queue.splice(0)) reject(endedError("it was closed", undefined));
    await Promise.all(this.#threads.map((thread) => thread.close()));
  }

  #next(): void {
    for (const thread of this.#threads) {
      if (thread.isBusy) continue;
      const waiting = this.#queue.shift();
      if (waiting === undefined) return;
      thread.run(waiting);
    }
  }
}

/** One thread, which reads one package at a time, so that it is known which one it died over. */
class FactsThread {
  readonly #options: Required<FactsPoolOptions>;
  readonly #onFree: () => void;
  #worker: Worker | undefined;
  #task: (Waiting & { readonly timer: NodeJS.Timeout }) | undefined;
  #lastId = 0;

  constructor(options: Required<FactsPoolOptions>, onFree: () => void) {
    this.#options = options;
    this.#onFree = onFree;
  }

  get isBusy(): boolean {
    return this.#task !== undefined;
  }

  run(waiting: Waiting): void {
    const worker = (this.#worker ??= this.#start());
    const timer = setTimeout(() => this.#giveUp(), this.#options.deadlineMs);
    this.#task = { ...waiting, timer };
    this.#lastId += 1;
    // A copy of its own, since a buffer that is handed over is gone for the caller.
    const bytes = new Uint8Array(waiting.bytes);
    const task: FactsTask = { id: this.#lastId, bytes, isThrifty: waiting.isThrifty };
    worker.ref();
    worker.postMessage(task, [bytes.buffer]);
  }

  async close(): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    this.#fail(endedError("it was closed", undefined));
    await worker?.terminate();
  }

  #start(): Worker {
    const { program, stackSizeMb, heapMb } = this.#options;
    const worker = new Worker(program, {
      // The process's own flags are not the thread's: a profiler or a loader of the tests would run in it too.
      execArgv: [],
      resourceLimits: { stackSizeMb, maxOldGenerationSizeMb: heapMb, maxYoungGenerationSizeMb: youngHeapMb },
    });
    worker.on("message", ({ id, outcome }: FactsAnswer) => {
      if (id !== this.#lastId || this.#worker !== worker) return;
      if (outcome.isDone && outcome.facts.unpackedBytes > freshAfterBytes) this.#renew();
      if (outcome.isDone) this.#settle(({ resolve }) => resolve(outcome.facts));
      else this.#fail(toError(outcome.error));
    });
    const end = (cause: unknown): void => {
      // An error comes before the exit: what runs by then may be the next thread's.
      if (this.#worker !== worker) return;
      this.#worker = undefined;
      if (isOutOfMemory(cause) && this.#task?.isThrifty === false) this.#runAgain();
      else this.#fail(endedError("the thread for it ended", cause));
    };
    worker.on("error", end);
    worker.on("exit", end);
    return worker;
  }

  /** A large bundle may need more than there is: reading less of it says more than nothing. */
  #runAgain(): void {
    const task = this.#task;
    if (task === undefined) return;
    clearTimeout(task.timer);
    this.run({ ...task, isThrifty: true });
  }

  /** What a large package took is given back at once with its thread, and late without. */
  #renew(): void {
    const worker = this.#worker;
    this.#worker = undefined;
    void worker?.terminate();
  }

  /** Work in a thread cannot be interrupted but by ending it. */
  #giveUp(): void {
    this.#renew();
    this.#fail(
      new InspectError("INSPECT_OUT_OF_TIME", {
        message: `Cannot inspect the package as reading it took longer than ${String(this.#options.deadlineMs)} ms`,
        hint: "Read it yourself before you let it in: ordinary packages take a fraction of a second.",
      }),
    );
  }

  #fail(error: unknown): void {
    this.#settle(({ reject }) => reject(error));
  }

  #settle(settle: (waiting: Waiting) => void): void {
    const task = this.#task;
    if (task === undefined) return;
    this.#task = undefined;
    clearTimeout(task.timer);
    this.#worker?.unref();
    settle(task);
    this.#onFree();
  }
}

function isOutOfMemory(cause: unknown): boolean {
  return systemErrorCode(cause) === "ERR_WORKER_OUT_OF_MEMORY";
}

function endedError(why: string, cause: unknown): InspectError {
  return new InspectError("INSPECT_THREAD_ENDED", {
    message: `Cannot inspect the package as ${why}`,
    hint: "Read it yourself before you let it in: it may be made to break what reads it.",
    cause,
  });
}

function toError({ code, message, hint }: ErrorRecord): Error {
  const details = { message, ...(hint === null ? {} : { hint }) };
  // Records of the thread come from errors of the archive, which alone throws there.
  if (code.startsWith("ARCHIVE_")) return new ArchiveError(code as ArchiveErrorCode, details);
  return endedError(`reading it failed: ${message}`, undefined);
}
