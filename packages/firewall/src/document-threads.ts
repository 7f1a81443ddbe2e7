import { Worker } from "node:worker_threads";
import type { ErrorRecord } from "@lockkeeper/core";
import { RegistryError } from "@lockkeeper/registry";
import type { BlobJob, BlobOutcome } from "@lockkeeper/store";
import type { DocumentResult, DocumentTask, Scratch } from "./document-task.ts";
import { runDocumentTask } from "./document-task.ts";

/** A task on its way to a thread. */
export interface ThreadTask {
  readonly id: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly task: DocumentTask;
}

/** What comes back. */
export interface ThreadAnswer {
  readonly id: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly outcome:
    | { readonly isDone: true; readonly result: DocumentResult }
    | { readonly isDone: false; readonly error: ErrorRecord };
}

/** A task that was done, with the bytes it was done on, unless it was their last: they may have been another thread's meanwhile. */
export interface DoneTask {
  readonly bytes: Buffer;
  readonly result: DocumentResult;
}

/** Below this the way to another thread costs more than it saves. */
const ownMaxBytes = 65_536;
/** Reading and rendering allocate a fraction of what they read, and packuments are bounded. */
const threadHeapMb = 256;
/** What a thread runs: the file beside this one, once both are compiled. */
const compiledThread = new URL("./document-thread.js", import.meta.url);

/**
 * Does the work on large packuments on threads of their own: reading one of 10 MB keeps a thread busy for a twentieth of
 * a second, in which no other request would be answered. Small ones, and all where there are no threads, are done on
 * the thread that asks.
 */
export class DocumentThreads {
  readonly #threads: readonly DocumentThread[];
  readonly #scratch: Scratch = { bytes: Buffer.alloc(0) };

  constructor(count: number, program: URL = compiledThread) {
    this.#threads = Array.from({ length: count }, () => new DocumentThread(program));
  }

  /**
   * Does a task. The buffer that is passed in must not be used any more. Throws as `runDocumentTask` does, and
   * `REGISTRY_BAD_PACKUMENT` when a thread ended over it.
   */
  run(bytes: Buffer, task: DocumentTask): DoneTask | Promise<DoneTask> {
    const [first, ...others] = this.#threads;
    if (first === undefined || bytes.length < ownMaxBytes) {
      return { bytes, result: runDocumentTask(bytes, task, this.#scratch) };
    }
    const idlest = others.reduce((best, thread) => (thread.load < best.load ? thread : best), first);
    return idlest.run(bytes, task);
  }

  /** Hashes and writes a tarball. */
  async keepBlob(
    bytes: Buffer,
    job: BlobJob,
  ): Promise<{ readonly bytes: Buffer; readonly outcome: BlobOutcome }> {
    const done = await this.run(bytes, { kind: "blob", job });
    if (done.result.kind !== "blob") throw new TypeError(`A tarball answered "${done.result.kind}"`);
    return { bytes: done.bytes, outcome: done.result.outcome };
  }

  async close(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.close()));
  }
}

interface Waiting {
  readonly bytes: number;
  readonly resolve: (done: DoneTask) => void;
  readonly reject: (error: unknown) => void;
}

class DocumentThread {
  readonly #program: URL;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #isClosed = false;
  #lastId = 0;
  /** Bytes that wait for it. */
  load = 0;

  constructor(program: URL) {
    this.#program = program;
  }

  run(bytes: Buffer, task: DocumentTask): Promise<DoneTask> {
    if (this.#isClosed) return Promise.reject(endedThread(new Error("the server ended")));
    const worker = (this.#worker ??= this.#start());
    const { byteOffset, byteLength } = bytes;
    // Buffers of this size have memory of their own, and none of them is shared between threads.
    const buffer = bytes.buffer as ArrayBuffer;
    const id = (this.#lastId += 1);
    const message: ThreadTask = { id, bytes: new Uint8Array(buffer, byteOffset, byteLength), task };
    this.load += byteLength;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { bytes: byteLength, resolve, reject });
      worker.postMessage(message, [buffer]);
    });
  }

  /** A task that comes later is refused: a thread that nobody ends would keep the process open. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const worker = this.#worker;
    this.#worker = undefined;
    await worker?.terminate();
    this.#failAll(new Error("the server ended"));
  }

  #start(): Worker {
    const worker = new Worker(this.#program, {
      // The process's own flags are not the thread's: a profiler or a loader of the tests would run in it too.
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: threadHeapMb },
    });
    worker.unref();
    worker.on("message", (answer: ThreadAnswer) => this.#settle(answer));
    const end = (cause: unknown): void => {
      // An error comes before the exit: what waits by then may be the next thread's.
      if (this.#worker !== worker) return;
      this.#worker = undefined;
      this.#failAll(cause);
    };
    worker.on("error", end);
    worker.on("exit", end);
    return worker;
  }

  #settle({ id, bytes, outcome }: ThreadAnswer): void {
    const waiting = this.#waiting.get(id);
    if (waiting === undefined) return;
    this.#forget(id, waiting);
    const { buffer, byteOffset, byteLength } = bytes;
    if (outcome.isDone)
      waiting.resolve({ bytes: Buffer.from(buffer, byteOffset, byteLength), result: outcome.result });
    else waiting.reject(toError(outcome.error));
  }

  /** What a thread was at when it ended cannot be told from what waited behind it. */
  #failAll(cause: unknown): void {
    for (const [id, waiting] of this.#waiting) {
      this.#forget(id, waiting);
      waiting.reject(endedThread(cause));
    }
  }

  #forget(id: number, { bytes }: Waiting): void {
    this.#waiting.delete(id);
    this.load -= bytes;
  }
}

function endedThread(cause: unknown): RegistryError {
  return new RegistryError("REGISTRY_BAD_PACKUMENT", {
    message: "Cannot work on a packument or tarball as the thread for it ended",
    hint: "Try again; if it stays so, look at the upstream.",
    cause,
  });
}

const scanCodes = [
  "REGISTRY_BAD_PACKUMENT",
  "REGISTRY_PACKUMENT_TOO_LARGE",
  "REGISTRY_PACKUMENT_TOO_DEEP",
] as const;

function toError({ code, message, hint }: ErrorRecord): Error {
  const known = scanCodes.find((one) => one === code);
  if (known === undefined) return new Error(message);
  return new RegistryError(known, { message, ...(hint === null ? {} : { hint }) });
}
