import { preloadsOfEnvironment } from "../commands/planted-variables.ts";
import type { GuestOutcome, Machine } from "../engine/machine.ts";
import { formatOf } from "../modules/resolve-module.ts";
import type { ChildRequest, ChildResult, ProcessFacts, Runtime } from "../services/service.ts";

import type { World } from "../world.ts";

import { ProcessOfRun } from "./process-of-run.ts";
import { MachineWanted } from "./run.ts";
import type { Run } from "./run.ts";

/** What a process begins with. */
export interface ProcessStart {
  readonly runtime: Runtime;
  readonly script: ChildRequest["script"];
  readonly arguments: readonly string[];
  readonly execArgv: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly folder: string;
  readonly stdin: string;
  readonly messages?: readonly string[] | undefined;
  readonly depth: number;
}

const firstPid = 4_100;
const pidStep = 13;
const tooManyStatus = 1;

/** Runs a script of Node to its end: until nothing is pending, it ends itself, fails, or reaches a bound. */
export function runProcess(run: Run, start: ProcessStart): ChildResult {
  const number = run.takeProcess();
  if (number === undefined) return { status: tooManyStatus, stdout: "", stderr: "" };
  const machine = run.machineAt(start.depth);
  const pid = firstPid + number * pidStep;
  const process = new ProcessOfRun(run, factsOf(run, start, pid), start, startChild);
  machine.attach(process);
  try {
    const problem = drive(machine, process, start);
    if (process.fault !== undefined) noteFault(run, process.fault);
    else if (run.parts.rewriter.isCounting) collectRan(machine, process);
    const status = process.exitCode ?? (problem === undefined ? 0 : 1);
    const uncaught = process.problem ?? problem;
    if (uncaught !== undefined) run.noteProblem(uncaught);
    const { stdout, stderr, messages } = process;
    return { status, stdout, stderr, messages };
  } finally {
    machine.detach();
  }
}

function startChild(parent: ProcessOfRun, request: ChildRequest): ChildResult {
  const { run, depth } = parent;
  if (depth >= run.parts.limits.childMaxDepth) {
    run.reach("started processes within processes too deeply");
    return { status: tooManyStatus, stdout: "", stderr: "" };
  }
  return runProcess(run, startBelow(parent, request));
}

/** How a process begins that another starts: with what that one has where nothing else is said. */
function startBelow({ facts, folder, depth }: ProcessOfRun, request: ChildRequest): ProcessStart {
  return {
    runtime: request.runtime ?? "node",
    script: request.script,
    arguments: request.arguments,
    execArgv: request.execArgv ?? [],
    environment: request.environment ?? facts.environment,
    folder: request.folder ?? folder,
    stdin: request.stdin ?? "",
    messages: request.messages,
    depth: depth + 1,
  };
}

/** What stands above the first process of a trigger: npm, or a person's shell. It never runs itself. */
export function createLauncher(run: Run, start: Pick<ProcessStart, "folder" | "environment">): ProcessOfRun {
  const { folder, environment } = start;
  const depth = -1;
  const facts: ProcessFacts = {
    runtime: "node",
    isLoading: false,
    argv: [],
    execArgv: [],
    environment,
    pid: firstPid,
    ppid: 1,
    stdin: "",
    messages: undefined,
    preloads: [],
  };
  return new ProcessOfRun(run, facts, { folder, depth }, startChild);
}

function factsOf(run: Run, start: ProcessStart, pid: number): ProcessFacts {
  const { script } = start;
  const execPath = execPathOf(run, start.runtime);
  const first = script.kind === "file" ? [execPath, script.path] : [execPath];
  return {
    runtime: start.runtime,
    isLoading: script.kind === "import",
    argv: [...first, ...start.arguments],
    execArgv: start.execArgv,
    environment: start.environment,
    pid,
    ppid: pid - pidStep,
    stdin: start.stdin,
    messages: start.messages,
    preloads: [...preloadsOf(start.execArgv), ...preloadsOfEnvironment(start.environment)],
  };
}

function preloadsOf(execArgv: readonly string[]): readonly string[] {
  return execArgv.flatMap((word, index) => {
    const [option = "", value] = word.split("=", 2);
    return ["-r", "--require", "--import"].includes(option) ? [value ?? execArgv[index + 1] ?? ""] : [];
  });
}

/** Code that takes the emulator to its ends ends the run: that is a thing that it did. */
function noteFault(run: Run, fault: Error): void {
  if (fault instanceof MachineWanted) throw fault;
  run.reach(
    fault instanceof RangeError
      ? "nested more deeply than is followed"
      : `broke the emulator: ${fault.message}`,
  );
}

/** Asks the guest which statements ran: for each file that has any, its number and a digit for each statement. */
function collectRan(machine: Machine, process: ProcessOfRun): void {
  process.beginCollecting();
  const outcome = machine.call("ran", null);
  if (outcome.kind !== "value" || !Array.isArray(outcome.value)) return;
  for (const entry of outcome.value) {
    if (!Array.isArray(entry)) continue;
    const [file, digits] = entry;
    if (typeof file !== "number" || typeof digits !== "string") continue;
    process.run.noteRan(
      file,
      [...digits.matchAll(/1/g)].map(({ index }) => index),
    );
  }
}

/** Drives the event loop; what was thrown and never caught is given back. */
function drive(machine: Machine, process: ProcessOfRun, start: ProcessStart): string | undefined {
  const { limits } = process;
  process.answerNamesWith((kind, id) => namesOf(machine.call("names", { kind, id })));
  const first = [
    machine.call("begin", worldOf(process, start)),
    machine.call("main", mainOf(process, start)),
  ];
  const failed = first.find(({ kind }) => kind !== "value");
  if (failed !== undefined) return problemOf(failed);
  for (let turn = 0; turn < limits.turnMaxCount; turn += 1) {
    const settled = settle(machine);
    if (settled.kind !== "value") return problemOf(settled);
    const next = machine.call("turn", null);
    if (next.kind !== "value") return problemOf(next);
    if (next.value !== true || process.clock.isOver) return problemOf(machine.call("leave", { code: 0 }));
  }
  process.run.reach("never came to rest");
  return undefined;
}

/** Runs what waits for this moment: what is next, then promises, until neither is there. */
function settle(machine: Machine): GuestOutcome {
  for (;;) {
    const ticks = machine.call("drain", null);
    if (ticks.kind !== "value") return ticks;
    const jobs = machine.runJobs();
    if (jobs.kind !== "value" || (ticks.value === 0 && jobs.value === 0)) return jobs;
  }
}

function problemOf(outcome: GuestOutcome): string | undefined {
  return outcome.kind === "thrown" ? outcome.problem : undefined;
}

function namesOf(outcome: GuestOutcome): readonly string[] {
  if (outcome.kind !== "value" || !Array.isArray(outcome.value)) return [];
  return outcome.value.filter((name) => typeof name === "string");
}

function mainOf({ disk }: ProcessOfRun, { script }: ProcessStart): unknown {
  if (script.kind === "text") return script;
  const kind = formatOf(disk, script.path) === "module" ? "module" : "file";
  if (script.kind === "file") return { kind, path: script.path };
  const { path, secrets, isCalled } = script;
  return { kind, path, isImported: true, secrets, isCalled };
}

function worldOf(process: ProcessOfRun, { script }: ProcessStart): unknown {
  const { files: _files, honey: _honey, environment: _environment, ...world } = process.world;
  const { nodeVersion } = process.run.parts;
  const { runtime } = process.facts;
  const { intervalMaxCount } = process.limits;
  // A program that loads a package goes on, and with it what waits without being waited for.
  const limits = { intervalMaxCount, goesOn: script.kind === "import" };
  const facts = {
    ...process.facts,
    cwd: process.folder,
    execPath: execPathOf(process.run, runtime),
    version: `v${nodeVersion}`,
    versions: { ...versionsOf(nodeVersion), ...runtimeVersions[runtime] },
    isMain: process.depth === 0,
    chance: process.run.chance,
    ...(runtime === "page" ? { page: pageOf(process.world) } : {}),
  };
  return { world, process: facts, limits, isCounting: process.run.parts.rewriter.isCounting };
}

/** What a page knows of whom it belongs to. */
function pageOf({ honey }: World): Readonly<Record<string, string | undefined>> {
  return {
    cookie: honey.get("browser-cookie"),
    login: honey.get("browser-login"),
    token: honey.get("payment-key"),
    phrase: honey.get("wallet-seed"),
  };
}

const runtimeVersions: Readonly<Record<Runtime, Readonly<Record<string, string>>>> = {
  node: {},
  bun: { bun: "1.2.20", webkit: "6ad208bc3d8a53af7b7e5b0d6c1e5f0f3a8a4b21" },
  deno: { deno: "2.4.5", typescript: "5.8.3" },
  page: {},
};

/** Where the program is that runs scripts. */
function execPathOf({ parts: { execPath, world } }: Run, runtime: Runtime): string {
  if (runtime === "node" || runtime === "page") return execPath;
  const [separator, ending] = world.platform === "win32" ? ["\\", ".exe"] : ["/", ""];
  return [world.home, `.${runtime}`, "bin", `${runtime}${ending}`].join(separator);
}

function versionsOf(node: string): Readonly<Record<string, string>> {
  return {
    node,
    acorn: "8.14.0",
    ares: "1.34.5",
    modules: "115",
    napi: "9",
    openssl: "3.0.15+quic",
    unicode: "16.0",
    uv: "1.46.0",
    v8: "11.3.244.8-node.26",
    zlib: "1.3.0.1-motley-82a5fec",
  };
}
