import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { FakeClock } from "@lockkeeper/drill";
import { onTestFinished } from "vitest";

import type { Engine } from "../src/engine.ts";
import type { Environment, StopSignal } from "../src/environment.ts";
import { runProgram } from "../src/program.ts";
import type { TextSink } from "../src/text-sink.ts";

/** A sink that keeps what was written, and may lose its reader. */
export class FakeSink implements TextSink {
  text = "";
  isClosed = false;
  failure: Error | undefined;
  readonly isTerminal: boolean;
  readonly columns: number;
  /** How many writes the reader takes before it goes away. */
  readonly #takes: number;
  #writes = 0;

  constructor({ isTerminal = false, takes = Number.POSITIVE_INFINITY, columns = 0 } = {}) {
    this.isTerminal = isTerminal;
    this.columns = columns;
    this.#takes = takes;
  }

  async write(text: string): Promise<void> {
    if (text === "") return;
    this.#writes += 1;
    if (this.#writes > this.#takes) this.isClosed = true;
    else this.text += text;
  }
}

/** A process that ends when a test says so. */
export class FakeLifecycle {
  isParentLost = false;
  readonly exits: number[] = [];
  readonly #listeners = new Set<(signal: StopSignal) => void>();

  onSignal(listener: (signal: StopSignal) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  isParentGone(): boolean {
    return this.isParentLost;
  }

  exit(code: number): void {
    this.exits.push(code);
  }

  signal(signal: StopSignal): void {
    for (const listener of this.#listeners) listener(signal);
  }
}

/** What a test sets of the outside. */
export interface FakeOptions {
  readonly now?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly stdout?: FakeSink;
  readonly engine?: Partial<Engine>;
  readonly platform?: string;
  /** What pages load; the network where it is left out. */
  readonly pages?: Environment["pages"];
  /** What is piped into the command. */
  readonly input?: readonly string[];
}

/** A terminal with a folder of its own. */
export interface FakeTerminal {
  readonly folder: string;
  readonly clock: FakeClock;
  readonly stdout: FakeSink;
  readonly stderr: FakeSink;
  readonly lifecycle: FakeLifecycle;
  readonly environment: Environment;
  /** Runs a command line on the terminal's data folder and answers what it printed. */
  run(...argv: readonly string[]): Promise<FakeResult>;
}

/** What one command line did. */
export interface FakeResult {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  readonly lines: readonly Readonly<Record<string, unknown>>[];
}

/** Creates a terminal whose data folder is gone after the test. The engine is the real one, apart from what is given. */
export async function createFakeTerminal(options: FakeOptions = {}): Promise<FakeTerminal> {
  const folder = await mkdtemp(join(tmpdir(), "lockkeeper-cli-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  const clock = new FakeClock(options.now ?? "2026-03-31T01:10:00Z");
  const stdout = options.stdout ?? new FakeSink();
  const stderr = new FakeSink();
  const lifecycle = new FakeLifecycle();
  let random = 0;
  const environment: Environment = {
    env: { LOCKKEEPER_DATA: join(folder, "data"), ...options.env },
    clock,
    randomBytes: (count) => Buffer.alloc(count, (random += 1)),
    stdout,
    stderr,
    stdin: async function* () {
      for (const chunk of options.input ?? []) yield Buffer.from(chunk, "utf8");
    },
    isInputTerminal: false,
    cwd: folder,
    platform: options.platform ?? "linux",
    homeFolder: folder,
    processors: 0,
    version: "1.2.3",
    lifecycle,
    engine: async () => ({ ...(await import("@lockkeeper/server")), ...options.engine }),
    pages: options.pages,
  };
  return {
    folder,
    clock,
    stdout,
    stderr,
    lifecycle,
    environment,
    run: async (...argv) => {
      const before = { out: stdout.text.length, err: stderr.text.length };
      const code = await runProgram(argv, environment);
      const out = stdout.text.slice(before.out);
      const err = stderr.text.slice(before.err);
      return { code, out, err, lines: argv.includes("--json") ? parseLines(out) : [] };
    },
  };
}

/** Waits until a condition holds. Rejects after ten seconds. */
export async function waitUntil(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error("The condition never came true");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

function parseLines(text: string): readonly Readonly<Record<string, unknown>>[] {
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>); // our own lines
}
