import type { Worker } from "node:worker_threads";

import type { ErrorRecord } from "@lockkeeper/core";

import type { DetonateOptions, Detonation, DetonationInput } from "../detonation.ts";
import { DetonateError } from "../errors.ts";
import type { DetonateLimits } from "../limits.ts";

import type { DetonationAnswer, DetonationTask, ThreadStart } from "./detonation-task.ts";
import { PartialDetonation } from "./partial-detonation.ts";
import { createThread, hasFailed } from "./start-thread.ts";
import { createWorkClock, readProcessTimes } from "./work-clock.ts";

/** The bounds of the threads that detonate. */
export interface DetonationPoolOptions {
  readonly threads: number;
  readonly stackSizeMb: number;
  readonly heapMb: number;
  /** Milliseconds of work without a word of a thread after which it is ended. */
  readonly silenceMaxMs: number;
  /** The same for all that it says of one package, from its first word on. */
  readonly packageMaxMs: number;
  /** The same for the first word, before which the emulator may have to be started. */
  readonly firstWordMaxMs: number;
  /** Milliseconds after which a thread that has nothing to do is ended; the next package starts another. */
  readonly idleMs: number;
  readonly program: URL;
  readonly limits: DetonateLimits;
  /** Where the emulator keeps what takes long to make. */
  readonly cacheFolder?: string | undefined;
  /** A thread of the same program and bounds that waits to be told the rest. */
  readonly thread?: Worker | undefined;
}

interface Waiting {
  readonly input: DetonationInput;
  readonly options: DetonateOptions;
  readonly resolve: (detonation: Detonation) => void;
  readonly reject: (error: unknown) => void;
}

/** How many times as long a machine may take that is busy with other things. */
const busyFactor = 10;
/** A clock that is read now and then never comes to the whole of a time. */
const leftMinMs = 20;

/** Threads that detonate packages, each one package at a time, and are ended when they are silent for too long. */
export class DetonationPool {
  readonly #queue: Waiting[] = [];
  readonly #threads: readonly DetonationThread[];
  #isClosed = false;

  constructor(options: DetonationPoolOptions) {
    this.#threads = Array.from(
      { length: options.threads },
      (_, index) =>
        new DetonationThread(options, () => this.#next(), index === 0 ? options.thread : undefined),
    );
  }

  async detonate(input: DetonationInput, options: DetonateOptions): Promise<Detonation> {
    return await new Promise((resolve, reject) => {
      if (this.#isClosed) {
        reject(endedError("it was closed"));
        return;
      }
      this.#queue.push({ input, options, resolve, reject });
      this.#next();
    });
  }

  /** Starts the first thread; it ends as others do if nothing comes. */
  prepare(): void {
    if (!this.#isClosed) this.#threads[0]?.prepare();
  }

  /** How many packages are being detonated or wait for a thread. */
  get pending(): number {
    return this.#queue.length + this.#threads.filter(({ isBusy }) => isBusy).length;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    for (const { reject } of this.#queue.splice(0)) reject(endedError("it was closed"));
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

interface Bound {
  cancel(): void;
}

interface Task extends Waiting {
  readonly partial: PartialDetonation;
}

class DetonationThread {
  readonly #options: DetonationPoolOptions;
  readonly #onFree: () => void;
  #waiting: Worker | undefined;
  #worker: Worker | undefined;
  #task: Task | undefined;
  #timer: Bound | undefined;
  #totalTimer: Bound | undefined;
  #idleTimer: NodeJS.Timeout | undefined;
  #lastId = 0;

  constructor(options: DetonationPoolOptions, onFree: () => void, waiting: Worker | undefined) {
    this.#options = options;
    this.#onFree = onFree;
    this.#waiting = waiting;
  }

  get isBusy(): boolean {
    return this.#task !== undefined;
  }

  run(waiting: Waiting): void {
    clearTimeout(this.#idleTimer);
    const worker = (this.#worker ??= this.#start());
    this.#task = { ...waiting, partial: new PartialDetonation() };
    this.#lastId += 1;
    this.#watch(this.#options.firstWordMaxMs);
    const { input, options } = waiting;
    const task: DetonationTask = { id: this.#lastId, input, options };
    worker.ref();
    worker.postMessage(task, []);
  }

  prepare(): void {
    if (this.isBusy || this.#worker !== undefined) return;
    this.#worker = this.#start();
    this.#worker.unref();
    this.#rest();
  }

  async close(): Promise<void> {
    const worker = this.#worker ?? this.#waiting;
    this.#worker = undefined;
    this.#waiting = undefined;
    this.#settle(({ reject }) => reject(endedError("it was closed")));
    clearTimeout(this.#idleTimer);
    await worker?.terminate();
  }

  #start(): Worker {
    const { program, stackSizeMb, heapMb, limits, cacheFolder } = this.#options;
    const started: ThreadStart = { limits, cacheFolder };
    const waiting = this.#waiting !== undefined && !hasFailed(this.#waiting) ? this.#waiting : undefined;
    this.#waiting = undefined;
    waiting?.postMessage(started, []);
    const worker = waiting ?? createThread(program, { stackSizeMb, heapMb }, started);
    worker.on("message", (answer: DetonationAnswer) => {
      if (answer.id === this.#lastId && this.#worker === worker) this.#hear(answer);
    });
    const end = (): void => {
      // An error comes before the exit: what runs by then may be the next thread's.
      if (this.#worker !== worker) return;
      this.#worker = undefined;
      this.#giveUp("the emulator ended over it");
    };
    worker.on("error", end);
    worker.on("exit", end);
    return worker;
  }

  #hear(answer: DetonationAnswer): void {
    switch (answer.kind) {
      case "progress":
        this.#totalTimer ??= this.#afterWork(this.#options.packageMaxMs);
        this.#task?.partial.add(answer.progress);
        this.#watch(this.#options.silenceMaxMs);
        break;
      case "done":
        if (answer.isWorn) this.#end();
        this.#settle(({ resolve }) => resolve(answer.detonation));
        break;
      case "failed":
        this.#settle(({ reject }) => reject(toError(answer.error)));
        break;
    }
  }

  #watch(ms: number): void {
    this.#timer?.cancel();
    this.#timer = this.#afterWork(ms);
  }

  /** Ends the thread after so much work; on a machine that is busy with other things that may be much later. */
  #afterWork(ms: number): Bound {
    const now = createWorkClock(readProcessTimes);
    const endsBy = performance.now() + busyFactor * ms;
    let timer: NodeJS.Timeout;
    const look = (): void => {
      const left = ms - now();
      if (left <= leftMinMs || performance.now() >= endsBy) this.#stop();
      else timer = setTimeout(look, left);
    };
    timer = setTimeout(look, ms);
    return { cancel: () => clearTimeout(timer) };
  }

  #stop(): void {
    this.#end();
    this.#giveUp("it took too long");
  }

  /** Machines of a thread hold their memory until it ends. */
  #end(): void {
    const worker = this.#worker;
    this.#worker = undefined;
    void worker?.terminate();
  }

  /** What code does to the emulator is told as what it did, and no failure of ours, once it had begun to run. */
  #giveUp(problem: string): void {
    this.#settle(({ partial, resolve, reject }) => {
      if (partial.isEmpty) reject(endedError(problem));
      else resolve(partial.finish(problem));
    });
  }

  #settle(settle: (task: Task) => void): void {
    const task = this.#task;
    if (task === undefined) return;
    this.#task = undefined;
    this.#timer?.cancel();
    this.#totalTimer?.cancel();
    this.#totalTimer = undefined;
    this.#worker?.unref();
    settle(task);
    this.#rest();
    this.#onFree();
  }

  #rest(): void {
    // One that was left running would end the thread in the middle of a later package.
    clearTimeout(this.#idleTimer);
    this.#idleTimer = setTimeout(() => this.#end(), this.#options.idleMs).unref();
  }
}

function endedError(why: string): DetonateError {
  return new DetonateError("DETONATE_THREAD_ENDED", {
    message: `Cannot detonate the package as ${why}`,
    hint: "Read it yourself before you let it in: it may be made to break what runs it.",
  });
}

function toError({ message, hint }: ErrorRecord): DetonateError {
  return new DetonateError("DETONATE_ENGINE_FAILED", { message, ...(hint === null ? {} : { hint }) });
}
