import { spawn } from "node:child_process";
import { dirname, join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import type { Client } from "./clients.ts";
import { createLane } from "./lane.ts";
import type { Workplace } from "./workplace.ts";

/** What a client is to do. */
export interface ClientTask {
  readonly client: Client;
  readonly workplace: Workplace;
  /** The registry that the environment points it at, without a final slash; `undefined` leaves that to files. */
  readonly origin: string | undefined;
  readonly args: readonly string[];
  /** Leaves the client's own minimum age of versions as it is by default. */
  readonly keepsCooldown?: boolean;
  readonly env?: Readonly<Record<string, string>>;
  /** When it is killed; 90 seconds by default. */
  readonly timeoutMs?: number;
}

/** What a client did. */
export interface ClientRun {
  /** `-1` when it was killed for taking too long. */
  readonly exitCode: number;
  /** Both streams in the order they came, without terminal control codes. */
  readonly output: string;
  readonly stdout: string;
}

const usualTimeoutMs = 90_000;
const inLane = createLane(2);

/** Runs a client in almost no environment: no terminal, no input, nothing of the machine's settings. */
export function runClient(task: ClientTask): Promise<ClientRun> {
  return inLane(() => run(task));
}

function run(task: ClientTask): Promise<ClientRun> {
  const { client, workplace, origin, args, keepsCooldown, env, timeoutMs = usualTimeoutMs } = task;
  const [program, ...first] = client.program;
  return new Promise((resolve, reject) => {
    const child = spawn(program, [...first, ...args], {
      cwd: workplace.project,
      env: {
        PATH: `${dirname(process.execPath)}:/usr/local/bin:/usr/bin:/bin`,
        HOME: workplace.home,
        TMPDIR: join(workplace.root, "tmp"),
        ...client.isolation(workplace.home),
        ...(origin === undefined ? {} : client.pointing(origin)),
        ...(keepsCooldown === true ? {} : client.withoutCooldown),
        ...env,
      },
      stdio: ["ignore", "pipe", "pipe"],
      // A group of its own, so that what the client has started ends with it.
      detached: true,
    });
    const [all, out]: [Buffer[], Buffer[]] = [[], []];
    child.stdout.on("data", (chunk: Buffer) => void (all.push(chunk), out.push(chunk)));
    child.stderr.on("data", (chunk: Buffer) => void all.push(chunk));
    const timer = setTimeout(() => {
      if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
    }, timeoutMs);
    child.on("error", reject);
    child.on("close", (code) => {
      clearTimeout(timer);
      resolve({ exitCode: code ?? -1, output: textOf(all), stdout: textOf(out) });
    });
  });
}

function textOf(chunks: readonly Buffer[]): string {
  return stripVTControlCharacters(Buffer.concat(chunks).toString("utf8")).replaceAll("\r", "");
}
