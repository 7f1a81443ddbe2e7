import { spawn } from "node:child_process";

/** How a program is run. */
export interface ChildOptions {
  readonly cwd: string;
  /** The whole environment of the program. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** `inherit` gives it this terminal; `capture` gives it no input and keeps what it prints. */
  readonly stdio: "inherit" | "capture";
  /** What is kept of its output, both streams together; bytes. */
  readonly maxOutputBytes?: number;
  /** With `capture`: whether warnings are kept with the output; they are, when left out. */
  readonly keepsErrors?: boolean;
  /** Whether the arguments are quoted for Windows already. */
  readonly isVerbatim?: boolean;
}

/** How a program ended. */
export interface ChildEnd {
  /** `null` when a signal ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** What it printed, cut at the bound; empty with `inherit`. */
  readonly output: string;
}

/** A program that was started. */
export interface RunningChild {
  readonly pid: number | undefined;
  /** Rejects with the system's error when the program could not be started. */
  readonly ended: Promise<ChildEnd>;
  /** Sends a signal to it, and with `capture` to everything that it has started. */
  kill(signal: NodeJS.Signals): void;
}

const defaultOutputBytes = 1_000_000;

/** Starts a program without a shell: no argument can become a command. */
export function startChild(command: string, args: readonly string[], options: ChildOptions): RunningChild {
  const { cwd, env, stdio, maxOutputBytes = defaultOutputBytes, isVerbatim = false } = options;
  const { keepsErrors = true } = options;
  // A group of its own, so that what a client leaves running can be ended with it.
  const isGroup = stdio === "capture" && process.platform !== "win32";
  const child = spawn(command, [...args], {
    cwd,
    env: { ...env },
    stdio: stdio === "inherit" ? "inherit" : ["ignore", "pipe", "pipe"],
    detached: isGroup,
    shell: false,
    windowsHide: stdio !== "inherit",
    windowsVerbatimArguments: isVerbatim,
  });
  const chunks: Buffer[] = [];
  let size = 0;
  const keep = (chunk: Buffer): void => {
    if (size < maxOutputBytes) chunks.push(chunk.subarray(0, maxOutputBytes - size));
    size += chunk.length;
  };
  child.stdout?.on("data", keep);
  if (keepsErrors) child.stderr?.on("data", keep);
  else child.stderr?.resume();
  const ended = new Promise<ChildEnd>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) =>
      resolve({ code, signal, output: Buffer.concat(chunks).toString("utf8") }),
    );
  });
  return {
    pid: child.pid,
    ended,
    kill: (signal) => {
      if (isGroup && child.pid !== undefined) killGroup(child.pid, signal);
      else child.kill(signal);
    },
  };
}

/** How a program is run whose output is read as it comes. */
export interface StreamOptions {
  readonly cwd: string;
  /** The whole environment of the program. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What it reads from its standard input. */
  readonly input: string;
  /** Whether the arguments are quoted for Windows already. */
  readonly isVerbatim: boolean;
}

/** A program whose output is read as it comes, at the reader's own pace. */
export interface StreamingChild {
  readonly output: AsyncIterable<Uint8Array>;
  /** Rejects with the system's error when the program could not be started; `errors` is cut at a bound. */
  readonly ended: Promise<{ readonly code: number | null; readonly errors: string }>;
  kill(): void;
}

const keptErrorBytes = 10_000;

/** Starts a program without a shell and without a terminal. Whoever stops reading ends it. */
export function startStream(
  command: string,
  args: readonly string[],
  { cwd, env, input, isVerbatim }: StreamOptions,
): StreamingChild {
  const child = spawn(command, [...args], {
    cwd,
    env: { ...env },
    stdio: ["pipe", "pipe", "pipe"],
    shell: false,
    windowsHide: true,
    windowsVerbatimArguments: isVerbatim,
  });
  let errors = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    if (errors.length < keptErrorBytes) errors += text.slice(0, keptErrorBytes - errors.length);
  });
  // A program that ends before it has read everything says why by its exit code.
  child.stdin.on("error", () => undefined);
  child.stdin.end(input);
  const ended = new Promise<{ readonly code: number | null; readonly errors: string }>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, errors }));
  });
  return { output: child.stdout, ended, kill: () => child.kill("SIGKILL") };
}

function killGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    const isGone = error instanceof Error && "code" in error && error.code === "ESRCH";
    if (!isGone) throw error;
  }
}
