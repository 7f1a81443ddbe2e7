import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Worker } from "node:worker_threads";

import type { DetonateOptions, Detonation, DetonationInput } from "./detonation.ts";
import type { Emulator } from "./emulator.ts";
import { detonateLimits } from "./limits.ts";
import type { DetonateLimits } from "./limits.ts";
import { DetonationPool } from "./threads/detonation-pool.ts";
import { compiledThread, threadBounds } from "./threads/start-thread.ts";

/** What detonates packages. */
export interface Detonator {
  /**
   * Runs the code of a package in the emulator, which has no access to anything, and says what it tried. Throws `DETONATE_*`
   * errors where the emulator itself fails; what the code does to it is part of the answer.
   */
  detonate(input: DetonationInput, options?: DetonateOptions): Promise<Detonation>;
  /** Starts what will be wanted soon, so that nobody has to wait for it then. */
  prepare(): void;
  /** How many packages are being detonated or wait for a thread. */
  readonly pending: number;
  /** Ends all threads; what is under way fails. */
  close(): Promise<void>;
}

/** The bounds of a detonator. */
export interface DetonatorOptions {
  /** How many packages are detonated at the same time; none means in this thread, where nothing can be ended from outside. */
  readonly threads?: number;
  readonly limits?: Partial<DetonateLimits>;
  /** A folder of the user's own, where threads keep their first machine for the next process; without it each makes its own. */
  readonly cacheFolder?: string;
  /** A thread that `startThread` started, for the first package. */
  readonly thread?: Worker | undefined;
  /** What a thread runs; for tests. */
  readonly program?: URL;
}

const threadDefaults = { threads: 1, idleMs: 60_000 } as const;
/** What fits into the stack that this thread has. */
const smallStackBytes = 160 * 1024;
/** Beyond what a run may take by itself: a machine is made, and a run may begin again. */
const graceMs = 1_000;
const firstWordMaxMs = 60_000;

/**
 * Creates what detonates packages, on threads of its own that are started when they are first wanted. Where there is no compiled
 * thread, as when tests run from sources, packages are detonated in this thread.
 */
export function createDetonator(options: DetonatorOptions = {}): Detonator {
  const limits = { ...detonateLimits, ...options.limits };
  const program = options.program ?? compiledThread;
  const { threads = threadDefaults.threads } = options;
  if (threads <= 0 || !existsSync(fileURLToPath(program))) {
    return createUnthreadedDetonator({
      ...limits,
      stackMaxBytes: Math.min(limits.stackMaxBytes, smallStackBytes),
    });
  }
  const silenceMaxMs = limits.packageMaxMs / 2 + graceMs;
  const pool = new DetonationPool({
    ...threadDefaults,
    ...threadBounds,
    threads,
    limits,
    program,
    silenceMaxMs,
    packageMaxMs: limits.packageMaxMs + graceMs,
    firstWordMaxMs,
    cacheFolder: options.cacheFolder,
    thread: options.thread,
  });
  return {
    detonate: async (input, wanted = {}) => await pool.detonate(input, wanted),
    prepare: () => pool.prepare(),
    get pending() {
      return pool.pending;
    },
    close: async () => await pool.close(),
  };
}

/** Where there are threads, the emulator is loaded there and not here. */
function createUnthreadedDetonator(limits: DetonateLimits): Detonator {
  let emulator: Promise<Emulator> | undefined;
  return {
    detonate: async (input, wanted = {}) => {
      const { detonatePackage } = await import("./detonate-package.ts");
      emulator ??= import("./emulator.ts").then((module) => module.Emulator.create(limits));
      const running = await emulator;
      try {
        return await detonatePackage(input, wanted, { emulator: running, now: () => performance.now() });
      } finally {
        running.giveBack();
      }
    },
    prepare: () => undefined,
    pending: 0,
    close: async () => await Promise.resolve(),
  };
}
