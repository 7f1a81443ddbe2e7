import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { createExtractor } from "../extractor.ts";
import type { ExtractFacts } from "../package-reader.ts";

import { endedError, ReadingThread } from "./reading-thread.ts";
import type { Reading, ReadingThreadOptions } from "./reading-thread.ts";

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
  /** Milliseconds after which a thread that has nothing to do is ended; the next package starts another. */
  readonly idleMs?: number;
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
  /** How many packages are being read or wait for a thread. */
  readonly pending: number;
  /** Ends all threads; what is under way fails. */
  close(): Promise<void>;
}

/**
 * The whole process is to stay below 512 MB: the rest of it, the unpacked bytes of a package, and this heap. A source of
 * 9 MB fits; for more there is a second look. Short-lived values get little room, as three times that is taken.
 */
const defaults = { stackSizeMb: 64, heapMb: 280, deadlineMs: 60_000, idleMs: 60_000 } as const;
/** Beside this module once both are compiled; seen from its source, where the build puts it. */
const compiledThreads = ["./facts-thread.js", "../../dist/threads/facts-thread.js"];

/**
 * Creates threads that read packages: neither a crash, nor endless work, nor a lack of memory takes the process down. Without
 * a build there is no thread to start, and packages are read in this one.
 */
export function createFactsPool(options: FactsPoolOptions): FactsPool {
  const program = options.program ?? findCompiledThread();
  if (options.threads <= 0 || program === undefined || !existsSync(fileURLToPath(program))) {
    return { extract: createExtractor(), pending: 0, close: async () => await Promise.resolve() };
  }
  return new ThreadedFactsPool({ ...defaults, ...options, program });
}

function findCompiledThread(): URL | undefined {
  return compiledThreads
    .map((path) => new URL(path, import.meta.url))
    .find((url) => existsSync(fileURLToPath(url)));
}

class ThreadedFactsPool implements FactsPool {
  readonly #queue: Reading[] = [];
  readonly #threads: readonly ReadingThread[];
  #isClosed = false;

  constructor(options: ReadingThreadOptions & { readonly threads: number }) {
    this.#threads = Array.from(
      { length: options.threads },
      () => new ReadingThread(options, () => this.#next()),
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

  get pending(): number {
    return this.#queue.length + this.#threads.filter(({ isBusy }) => isBusy).length;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    for (const { reject } of this.#queue.splice(0)) reject(endedError("it was closed", undefined));
    await Promise.all(this.#threads.map((thread) => thread.close()));
  }

  #next(): void {
    for (const [index, thread] of this.#threads.entries()) {
      if (thread.isBusy) continue;
      const next = this.#take(index);
      if (next === undefined) return;
      thread.run(next);
    }
  }

  /**
   * One of several threads begins with the largest package, so that it does not come last while the others have nothing to do;
   * they begin with the smallest, so that nothing small waits for all that is large.
   */
  #take(thread: number): Reading | undefined {
    if (this.#threads.length === 1) return this.#queue.shift();
    const sizes = this.#queue.map(({ bytes }) => bytes.length);
    const wanted = thread === 0 ? Math.max(...sizes) : Math.min(...sizes);
    return this.#queue.splice(sizes.indexOf(wanted), 1)[0];
  }
}
