import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { availableParallelism, homedir } from "node:os";
import { sep } from "node:path";
import type { Worker } from "node:worker_threads";

import { systemErrorCode } from "@lockkeeper/core";
import type { Clock } from "@lockkeeper/core";
import type { PageFetcher } from "@lockkeeper/scan";

import { createParentWatch, lookAtProcess } from "./parent-watch.ts";
import type { Engine } from "./engine.ts";
import { createTextSink } from "./text-sink.ts";
import type { TextSink } from "./text-sink.ts";

/** A signal that asks the process to end. */
export type StopSignal = "SIGINT" | "SIGTERM" | "SIGHUP";

/** The process as a long-running command sees it. */
export interface Lifecycle {
  /** Calls the listener for every signal until the returned function is called. */
  onSignal(listener: (signal: StopSignal) => void): () => void;
  /** Whether the process that started this one is gone; always `false` when there was none. */
  isParentGone(): boolean;
  /** Ends the process at once. */
  exit(code: number): void;
}

/** Everything that a command takes from the outside, so that it runs in a test as it runs in a terminal. */
export interface Environment {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  /** Unpredictable bytes, for secrets. */
  readonly randomBytes: (count: number) => Buffer;
  readonly stdout: TextSink;
  readonly stderr: TextSink;
  /** What is piped or typed into this process; opened when it is called. */
  readonly stdin: () => AsyncIterable<Uint8Array>;
  /** Whether a person types into this process, so that a terminal hands Ctrl-C to all that it started. */
  readonly isInputTerminal: boolean;
  readonly cwd: string;
  readonly platform: string;
  readonly homeFolder: string;
  /** How many threads run at once on this machine; 0 where none but this one may be started. */
  readonly processors: number;
  /** Lockkeeper's own version. */
  readonly version: string;
  readonly lifecycle: Lifecycle;
  /** Loads what decides; late, since most commands and every help page do without. */
  readonly engine: () => Promise<Engine>;
  /** A thread for the emulator that was started with the process. */
  readonly emulatorThread?: Worker | undefined;
  /** What fetches the bytes that pages load; the network where it is left out. */
  readonly pages?: PageFetcher | undefined;
}

const stopSignals: readonly StopSignal[] = ["SIGINT", "SIGTERM", "SIGHUP"];

/** The environment of this process. */
export function createProcessEnvironment(): Environment {
  return {
    env: process.env,
    clock: { now: () => Date.now() },
    randomBytes: (count) => randomBytes(count),
    stdout: createTextSink(process.stdout),
    stderr: createTextSink(process.stderr),
    stdin: () => process.stdin,
    isInputTerminal: process.stdin.isTTY,
    cwd: process.cwd(),
    platform: process.platform,
    homeFolder: readHomeFolder(),
    processors: availableParallelism(),
    version: readVersion(),
    lifecycle: createLifecycle(process.ppid),
    engine: () => import("@lockkeeper/server"),
  };
}

/** A user of a container may have neither an entry in the system nor HOME; then nothing of its home is found. */
function readHomeFolder(): string {
  try {
    return homedir();
  } catch (error) {
    if (systemErrorCode(error) !== "ERR_SYSTEM_ERROR") throw error;
    // The reader of npm's settings asks the system as well, and would fail.
    process.env["HOME"] = sep;
    return sep;
  }
}

function createLifecycle(parent: number): Lifecycle {
  return {
    onSignal: (listener) => {
      for (const signal of stopSignals) process.on(signal, listener);
      return () => {
        for (const signal of stopSignals) process.off(signal, listener);
      };
    },
    isParentGone: createParentWatch({
      parent,
      parentNow: () => process.ppid,
      isRunByNpm: process.env["npm_lifecycle_event"] !== undefined,
      look: lookAtProcess,
    }),
    exit: (code) => process.exit(code),
  };
}

function readVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
  const version =
    typeof manifest === "object" && manifest !== null && "version" in manifest ? manifest.version : undefined;
  return typeof version === "string" ? version : "0.0.0";
}
