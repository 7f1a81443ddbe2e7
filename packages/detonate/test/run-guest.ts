import { createBaseDisk } from "../src/disk/base-disk.ts";
import { guestNames, listGuestPaths, readGuestFiles } from "../src/engine/guest-files.ts";
import { Machine } from "../src/engine/machine.ts";
import { compileWasm } from "../src/engine/wasm-program.ts";
import { detonateLimits } from "../src/limits.ts";
import type { DetonateLimits } from "../src/limits.ts";
import type { Observation } from "../src/observation.ts";
import { PackageTexts } from "../src/record/texts-of-package.ts";
import { measureCoverage } from "../src/rewrite/measure-coverage.ts";
import { SourceRewriter } from "../src/rewrite/source-rewriter.ts";
import { runProcess } from "../src/run/run-process.ts";
import { MachineWanted, Run } from "../src/run/run.ts";
import { createOffset } from "../src/run/world-offset.ts";
import type { Runtime } from "../src/services/service.ts";
import type { World } from "../src/world.ts";

import { testWorld } from "./test-world.ts";

export interface GuestTrial {
  readonly world?: World;
  /** Further files of the package. */
  readonly files?: Readonly<Record<string, string>>;
  readonly language?: "script" | "module";
  readonly limits?: Partial<DetonateLimits>;
  readonly isCounting?: boolean;
  readonly arguments?: readonly string[];
  readonly runtime?: Runtime;
}

export interface GuestResult {
  readonly printed: readonly string[];
  readonly errors: string;
  readonly observations: readonly Observation[];
  readonly notes: ReadonlyMap<string, ReadonlySet<string>>;
  readonly status: number;
  readonly ended: "rest" | "limit" | "error";
  readonly problem: string | undefined;
  readonly coverage: number | undefined;
  readonly run: Run;
}

interface Bench {
  readonly program: WebAssembly.Module;
  readonly machines: Machine[];
}

let bench: Promise<Bench> | undefined;

/** Runs a text as the script `install.js` of a package, in a world of Linux unless told otherwise. */
export async function runGuest(text: string, trial: GuestTrial = {}): Promise<GuestResult> {
  const { program, machines } = await (bench ??= openBench());
  const limits = { ...detonateLimits, ...trial.limits };
  for (;;) {
    for (const [index, machine] of machines.entries()) {
      if (machine.isBroken) machines[index] = await createMachine(program);
    }
    try {
      return runOnce(text, { ...trial, limits }, machines);
    } catch (error) {
      if (!(error instanceof MachineWanted)) throw error;
      machines.push(await createMachine(program));
    }
  }
}

async function openBench(): Promise<Bench> {
  const program = await compileWasm();
  return { program, machines: [await createMachine(program)] };
}

async function createMachine(program: WebAssembly.Module): Promise<Machine> {
  // The stack of a test's thread is a small one.
  const limits = { ...detonateLimits, stackMaxBytes: 160 * 1024 };
  return await Machine.create({ program, guest: readGuestFiles, limits, depth: 0 });
}

function runOnce(
  text: string,
  trial: GuestTrial & { readonly limits: DetonateLimits },
  machines: readonly Machine[],
): GuestResult {
  const world = trial.world ?? testWorld();
  const separator = world.platform === "win32" ? "\\" : "/";
  const packageFolder = [world.project, "node_modules", "sample"].join(separator);
  const script = trial.language === "module" ? "install.mjs" : "install.js";
  const manifest = JSON.stringify({
    name: "sample",
    version: "1.0.0",
    scripts: { install: `node ${script}` },
  });
  const files = Object.entries({ "package.json": manifest, [script]: text, ...trial.files });
  const base = createBaseDisk({
    platform: world.platform,
    startsAt: world.startsAt,
    folders: [world.home, world.temporaryFolder, packageFolder],
    files: [
      ...world.files,
      ...files.map(([path, content]) => [`${packageFolder}/${path}`, content] as const),
    ],
  });
  const { builtins, surfaces } = guestNames(listGuestPaths());
  const run = new Run({
    world,
    base,
    offsetOf: createOffset(world),
    texts: new PackageTexts(files.map(([, content]) => Buffer.from(content))),
    packageFolder,
    limits: trial.limits,
    machines,
    rewriter: new SourceRewriter(trial.isCounting === true),
    execPath: "/usr/local/bin/node",
    nodeVersion: "20.18.1",
    builtins,
    surfaces,
    now: () => performance.now(),
  });
  const { status, stdout, stderr } = runProcess(run, {
    runtime: trial.runtime ?? "node",
    script: { kind: "file", path: run.disk.places.join(packageFolder, script) },
    arguments: trial.arguments ?? [],
    execArgv: [],
    environment: world.environment,
    folder: packageFolder,
    stdin: "",
    depth: 0,
  });
  const { problem } = run;
  const coverage = measureCoverage(run.parts.rewriter.files, run.ran);
  return {
    printed: stdout === "" ? [] : stdout.replace(/\n$/, "").split("\n"),
    errors: stderr,
    observations: run.recorder.observations,
    notes: run.recorder.notes,
    status,
    ended: run.limit === undefined ? (problem === undefined ? "rest" : "error") : "limit",
    problem: run.limit ?? problem,
    coverage,
    run,
  };
}
