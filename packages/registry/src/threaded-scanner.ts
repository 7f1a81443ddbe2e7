import { Worker } from "node:worker_threads";

import type { ErrorRecord, PackageName } from "@lockkeeper/core";

import { RegistryError } from "./errors.ts";
import { createPackumentIndex } from "./packument-scan.ts";
import type { PackumentColumns } from "./packument-scan.ts";
import { plainScanner } from "./packument-scanner.ts";
import type { PackumentScanner } from "./packument-scanner.ts";
import type { PackumentDocument } from "./packument.ts";

/** A packument on its way to a scanning thread. */
export interface ScanTask {
  readonly id: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly name: PackageName;
}

/** What comes back. */
export type ScanAnswer =
  | {
      readonly id: number;
      readonly kind: "scanned";
      readonly bytes: Uint8Array<ArrayBuffer>;
      readonly columns: PackumentColumns;
    }
  | { readonly id: number; readonly kind: "failed"; readonly error: ErrorRecord };

/** Below this the way to another thread costs more than it saves. */
const plainMaxBytes = 65_536;
/** A scan allocates a fraction of what it reads, and packuments are bounded. */
const threadHeapMb = 256;

/** What a thread runs: the file beside this one, once both are compiled. */
const compiledThread = new URL("./scan-thread.js", import.meta.url);

/** Creates a scanner that hands large packuments to so many threads, which it starts when they are first needed. */
export function createThreadedScanner(count: number, program: URL = compiledThread): PackumentScanner {
  const threads = Array.from({ length: count }, () => new ScanThread(program));
  return {
    scan: (bytes, name) => {
      const [first, ...others] = threads;
      if (first === undefined || bytes.length < plainMaxBytes) return plainScanner.scan(bytes, name);
      const idlest = others.reduce((best, thread) => (thread.load < best.load ? thread : best), first);
      return idlest.scan(bytes, name);
    },
    close: async () => {
      await Promise.all(threads.map((thread) => thread.close()));
    },
  };
}

interface Waiting {
  readonly name: PackageName;
  readonly bytes: number;
  readonly resolve: (document: PackumentDocument) => void;
  readonly reject: (error: unknown) => void;
}

class ScanThread {
  readonly #program: URL;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #lastId = 0;
  /** Bytes that wait to be scanned. */
  load = 0;

  constructor(program: URL) {
    this.#program = program;
  }

  scan(bytes: Buffer, name: PackageName): Promise<PackumentDocument> {
    const worker = (this.#worker ??= this.#start());
    const { buffer, byteOffset, byteLength } = bytes;
    // Buffers of this size are of memory of their own, and nothing shares it with other threads.
    const task: ScanTask = {
      id: (this.#lastId += 1),
      bytes: new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength),
      name,
    };
    this.load += byteLength;
    return new Promise((resolve, reject) => {
      this.#waiting.set(task.id, { name, bytes: byteLength, resolve, reject });
      worker.postMessage(task, [task.bytes.buffer]);
    });
  }

  async close(): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    await worker?.terminate();
    this.#failAll(new Error("the scanner was closed"));
  }

  #start(): Worker {
    const worker = new Worker(this.#program, {
      // The process's own flags are not the thread's: a profiler or a loader of the tests would run in it too.
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: threadHeapMb },
    });
    worker.unref();
    worker.on("message", (answer: ScanAnswer) => this.#settle(answer));
    const end = (cause: unknown): void => {
      if (this.#worker === worker) this.#worker = undefined;
      this.#failAll(cause);
    };
    worker.on("error", end);
    worker.on("exit", end);
    return worker;
  }

  #settle(answer: ScanAnswer): void {
    const waiting = this.#waiting.get(answer.id);
    if (waiting === undefined) return;
    this.#forget(answer.id, waiting);
    if (answer.kind === "failed") {
      waiting.reject(toRegistryError(answer.error));
      return;
    }
    const { buffer, byteOffset, byteLength } = answer.bytes;
    waiting.resolve({
      index: createPackumentIndex(waiting.name, answer.columns),
      bytes: Buffer.from(buffer, byteOffset, byteLength),
    });
  }

  /** What a thread was at when it ended cannot be told from what waited behind it. */
  #failAll(cause: unknown): void {
    for (const [id, waiting] of this.#waiting) {
      this.#forget(id, waiting);
      waiting.reject(
        new RegistryError("REGISTRY_BAD_PACKUMENT", {
          message: `Cannot read the packument of "${waiting.name}" as the thread that read it ended`,
          hint: "Try again; if it stays so, look at the upstream.",
          cause,
        }),
      );
    }
  }

  #forget(id: number, { bytes }: Waiting): void {
    this.#waiting.delete(id);
    this.load -= bytes;
  }
}

const scanCodes = [
  "REGISTRY_BAD_PACKUMENT",
  "REGISTRY_PACKUMENT_TOO_LARGE",
  "REGISTRY_PACKUMENT_TOO_DEEP",
] as const;

function toRegistryError({ code, message, hint }: ErrorRecord): Error {
  const known = scanCodes.find((one) => one === code);
  if (known === undefined) return new Error(message);
  return new RegistryError(known, { message, ...(hint === null ? {} : { hint }) });
}
