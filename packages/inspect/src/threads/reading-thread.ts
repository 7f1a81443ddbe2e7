import { Worker } from "node:worker_threads";

import { ArchiveError } from "@lockkeeper/archive";
import type { ArchiveErrorCode } from "@lockkeeper/archive";
import type { ErrorRecord } from "@lockkeeper/core";
import { systemErrorCode } from "@lockkeeper/core";
import type { PackageFacts } from "@lockkeeper/facts";

import { InspectError } from "../errors.ts";

import type { FactsAnswer, FactsTask } from "./facts-task.ts";

/** A package that is to be read. */
export interface Reading {
  readonly bytes: Uint8Array;
  readonly isThrifty: boolean;
  readonly resolve: (facts: PackageFacts) => void;
  readonly reject: (error: unknown) => void;
}

/** The bounds of a thread, and what it runs. */
export interface ReadingThreadOptions {
  readonly stackSizeMb: number;
  readonly heapMb: number;
  readonly deadlineMs: number;
  readonly idleMs: number;
  readonly program: URL;
}

const youngHeapMb = 24;
/** Unpacked bytes of a package after which its thread is not used again. */
const freshAfterBytes = 30_000_000;

/** One thread, which reads one package at a time, so that it is known which one it died over. */
export class ReadingThread {
  readonly #options: ReadingThreadOptions;
  readonly #onFree: () => void;
  #worker: Worker | undefined;
  #task: (Reading & { readonly timer: NodeJS.Timeout }) | undefined;
  #lastId = 0;
  #idleTimer: NodeJS.Timeout | undefined;

  constructor(options: ReadingThreadOptions, onFree: () => void) {
    this.#options = options;
    this.#onFree = onFree;
  }

  get isBusy(): boolean {
    return this.#task !== undefined;
  }

  run(reading: Reading): void {
    clearTimeout(this.#idleTimer);
    const worker = (this.#worker ??= this.#start());
    const timer = setTimeout(() => this.#giveUp(), this.#options.deadlineMs);
    this.#task = { ...reading, timer };
    this.#lastId += 1;
    // A copy of its own, since a buffer that is handed over is gone for the caller.
    const bytes = new Uint8Array(reading.bytes);
    const task: FactsTask = { id: this.#lastId, bytes, isThrifty: reading.isThrifty };
    worker.ref();
    worker.postMessage(task, [bytes.buffer]);
  }

  async close(): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    this.#fail(endedError("it was closed", undefined));
    clearTimeout(this.#idleTimer);
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

  #settle(settle: (reading: Reading) => void): void {
    const task = this.#task;
    if (task === undefined) return;
    this.#task = undefined;
    clearTimeout(task.timer);
    this.#worker?.unref();
    settle(task);
    // What a thread has taken for the packages that it read is of no use to a server that only serves.
    this.#idleTimer = setTimeout(() => this.#renew(), this.#options.idleMs).unref();
    this.#onFree();
  }
}

function isOutOfMemory(cause: unknown): boolean {
  return systemErrorCode(cause) === "ERR_WORKER_OUT_OF_MEMORY";
}

/** That a thread came to no answer. */
export function endedError(why: string, cause: unknown): InspectError {
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
