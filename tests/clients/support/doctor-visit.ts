import { spawn } from "node:child_process";
import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Client } from "./clients.ts";
import { createLane } from "./lane.ts";

const command = join(import.meta.dirname, "..", "..", "..", "packages", "cli", "bin", "lockkeeper.js");
const timeoutMs = 150_000;
const inLane = createLane(2);

/** What doctor is to look at. */
export interface DoctorTask {
  readonly client: Client;
  /** The firewall's address; without one, `lockkeeper run` is tried, with a firewall of its own. */
  readonly firewall: string | undefined;
  /** Files of the project, by their path. */
  readonly project?: Readonly<Record<string, string>>;
  readonly home?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
}

/** One line of doctor's. */
export type DoctorLine = Readonly<Record<string, unknown>>;

/** What doctor said. */
export interface DoctorVisit {
  readonly exitCode: number;
  /** What came of each statement. */
  readonly results: Readonly<Record<string, unknown>>;
  readonly bypasses: readonly DoctorLine[];
  readonly lines: readonly DoctorLine[];
  /** Everything that was printed. */
  readonly output: string;
  /** Files that are in the project or the home and were not planted. */
  readonly leftBehind: readonly string[];
}

/** Runs doctor as a person would, with one client on the search path, a project and a home of its own. */
export function visitDoctor(task: DoctorTask): Promise<DoctorVisit> {
  return inLane(() => visit(task));
}

async function visit({ client, firewall, project, home, env, args = [] }: DoctorTask): Promise<DoctorVisit> {
  const root = await mkdtemp(join(tmpdir(), "lockkeeper-doctor-test-"));
  try {
    const bin = join(root, "bin");
    const planted = { "app/package.json": "{}\n", ...below("app", project), ...below("home", home) };
    await writeAll(root, { ...planted, "tmp/.keep": "" });
    await writeAll(root, { [`bin/${client.command}`]: wrapper(client) });
    await chmod(join(bin, client.command), 0o755);
    const where = firewall === undefined ? ["--run", "--data", join(root, "data")] : ["--url", firewall];
    const run = await runDoctor(["doctor", "--json", ...where, "--client", client.command, ...args], {
      cwd: join(root, "app"),
      env: {
        PATH: `${bin}:${dirname(process.execPath)}:/usr/bin:/bin`,
        HOME: join(root, "home"),
        TMPDIR: join(root, "tmp"),
        // Settings of the machine must hide no fault, and make none.
        npm_config_globalconfig: join(root, "home", "no-global-npmrc"),
        XDG_CACHE_HOME: join(root, "home", ".cache"),
        ...env,
      },
    });
    const files = await filesBelow(root, ["app", "home", "tmp"]);
    const leftBehind = files.filter((file) => !(file in planted) && file !== "tmp/.keep");
    return { ...run, leftBehind };
  } finally {
    await rm(root, { recursive: true, force: true, maxRetries: 5 });
  }
}

function below(
  folder: string,
  files: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(files).map(([name, text]) => [`${folder}/${name}`, text]));
}

function wrapper({ program }: Client): string {
  return `#!/bin/sh\nexec ${program.map((part) => `'${part}'`).join(" ")} "$@"\n`;
}

async function writeAll(root: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const folder of ["app", "home", "bin", "tmp"]) await mkdir(join(root, folder), { recursive: true });
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, name)), { recursive: true });
    await writeFile(join(root, name), text);
  }
}

async function filesBelow(root: string, folders: readonly string[]): Promise<readonly string[]> {
  const found = await Promise.all(
    folders.map(async (folder) => {
      const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true });
      return entries
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1));
    }),
  );
  return found.flat();
}

interface Surroundings {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

function runDoctor(
  args: readonly string[],
  { cwd, env }: Surroundings,
): Promise<Omit<DoctorVisit, "leftBehind">> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [command, ...args], {
      cwd,
      env,
      stdio: ["ignore", "pipe", "pipe"],
      timeout: timeoutMs,
    });
    const [all, out]: [string[], string[]] = [[], []];
    child.stdout.setEncoding("utf8").on("data", (text: string) => void (all.push(text), out.push(text)));
    child.stderr.setEncoding("utf8").on("data", (text: string) => void all.push(text));
    child.on("error", reject);
    child.on("close", (code) => resolve(readRun(code ?? -1, out.join(""), all.join(""))));
  });
}

function readRun(exitCode: number, out: string, output: string): Omit<DoctorVisit, "leftBehind"> {
  const lines = out
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as DoctorLine); // our own lines
  const statements = lines.filter(({ kind }) => kind === "statement");
  return {
    exitCode,
    output,
    lines,
    results: Object.fromEntries(statements.map(({ statement, result }) => [String(statement), result])),
    bypasses: lines.filter(({ kind }) => kind === "bypass"),
  };
}
