import type { ManifestFacts } from "@lockkeeper/facts";

import { runCommand } from "../commands/run-command.ts";
import type { CommandRequest } from "../commands/run-command.ts";
import type { DetonationTrigger } from "../detonation.ts";
import type { BaseDisk } from "../disk/base-disk.ts";
import type { Disk } from "../disk/disk.ts";
import type { RunningEmulator } from "../emulator.ts";
import type { WorldPlaces, Observation, WorldRun } from "../observation.ts";
import type { PackageTexts } from "../record/texts-of-package.ts";
import type { ChildRequest } from "../services/service.ts";
import { lifecycleEnvironment } from "../triggers/lifecycle-environment.ts";
import { measureCoverage } from "../rewrite/measure-coverage.ts";
import type { RanStatements } from "../rewrite/measure-coverage.ts";
import type { SourceRewriter } from "../rewrite/source-rewriter.ts";
import { circumstancesOf } from "../world.ts";
import type { World } from "../world.ts";
import { entrustedHoney } from "../worlds/honey.ts";

import { createLauncher } from "./run-process.ts";
import { listWrittenHooks } from "./written-hooks.ts";
import { Run } from "./run.ts";

/** One trigger in one world. */
export interface TriggerRunParts {
  readonly trigger: DetonationTrigger;
  readonly manifest: ManifestFacts;
  readonly world: World;
  readonly base: BaseDisk;
  /** What the install of the package left in this world, where this is what comes after it. */
  readonly before?: Disk | undefined;
  readonly offsetOf: () => number;
  readonly texts: PackageTexts;
  readonly packageFolder: string;
  readonly rewriter: SourceRewriter;
  readonly now: () => number;
  readonly onObservation?: ((observation: Observation) => void) | undefined;
  /** When it ends at the latest, in the terms of `now`. */
  readonly endsAt?: number | undefined;
}

/** What came of it, with what the code asked for by which worlds differ. */
export interface TriggerRun {
  readonly run: WorldRun;
  readonly notes: ReadonlyMap<string, ReadonlySet<string>>;
  /** Statements that ran, where they were counted. */
  readonly ran: RanStatements;
  /** What it left. */
  readonly disk: Disk;
  /** Whether a script of Node was started at all. */
  readonly isRunning: boolean;
}

const nodeVersion = "20.18.1";

/** Pulls a trigger in a world, as npm, a program that loads the package, or a person who types its command would. */
export function runTrigger(given: TriggerRunParts, emulator: RunningEmulator): TriggerRun {
  const { trigger } = given;
  const world = trigger.kind === "call" ? withEntrusted(given.world) : given.world;
  const parts = { ...given, world };
  const execPath = execPathOf(world);
  const run = new Run({ ...parts, ...emulator, execPath, nodeVersion });
  for (const { afterMs, chance } of circumstancesOf(world).rounds) {
    run.begin(afterMs, chance);
    for (const [index, start] of trigger.starts.entries()) {
      if (run.limit === undefined) startOne(run, parts, { start, index });
    }
  }
  if (trigger.kind === "install") startHooks(run, world);
  if (run.clock.isAsked) run.recorder.note("time", "clock");
  const problem = run.limit ?? run.problem;
  return {
    notes: run.recorder.notes,
    ran: run.ran,
    disk: run.disk,
    isRunning: run.hasProcesses,
    run: {
      name: world.name,
      platform: world.platform,
      places: placesOf(parts),
      observations: run.recorder.observations,
      coverage: measureCoverage(parts.rewriter.files, run.ran),
      ended: run.limit === undefined ? (problem === undefined ? "rest" : "error") : "limit",
      problem: problem?.split("\n", 1)[0]?.slice(0, 300),
    },
  };
}

function placesOf({ world, packageFolder }: TriggerRunParts): WorldPlaces {
  const { home, temporaryFolder, project } = world;
  return { home, temporaryFolder, project, packageFolder };
}

/** What is left for git to start is a part of what the install does: only later, and with nobody asking for it either. */
function startHooks(run: Run, world: World): void {
  const { environment, project } = world;
  for (const hook of listWrittenHooks(run, world)) {
    if (run.limit !== undefined) return;
    const launcher = createLauncher(run, { folder: project, environment });
    const command = `sh ${hook}`;
    const request = {
      command,
      program: "sh",
      arguments: [hook],
      isShell: false,
      folder: project,
      environment,
    };
    runCommand(launcher, request);
  }
}

function startOne(
  run: Run,
  parts: TriggerRunParts,
  { start, index }: { readonly start: string; readonly index: number },
): void {
  const { world, manifest, trigger, packageFolder } = parts;
  if (trigger.kind === "install") {
    const script = { name: trigger.name.split(", ")[index] ?? "install", command: start };
    const environment = lifecycleEnvironment(world, manifest, script, run.parts.execPath);
    const launcher = createLauncher(run, { folder: packageFolder, environment });
    runCommand(launcher, shellRequest(start, packageFolder, environment));
    return;
  }
  const { environment, project } = world;
  const path = run.disk.places.resolve(packageFolder, start);
  const script = scriptOf(trigger.kind, path, world);
  createLauncher(run, { folder: project, environment }).startChild({
    script,
    runtime: trigger.kind === "bin" ? "node" : (world.runtime ?? "node"),
    arguments: [],
  });
}

function withEntrusted(world: World): World {
  return { ...world, honey: new Map([...world.honey, ...entrustedHoney(world.name)]) };
}

/** What is called is entrusted with something secret, as a wallet's library is by those who use it; so is what others use and a package replaces. */
function scriptOf(kind: "import" | "call" | "bin", path: string, { honey }: World): ChildRequest["script"] {
  if (kind === "bin") return { kind: "file", path };
  const valueOf = (name: string): string => honey.get(name) ?? "nothing that anybody would want";
  const secrets = {
    key: valueOf("entrusted-key"),
    phrase: valueOf("entrusted-phrase"),
    token: valueOf("git-token"),
    password: valueOf("browser-login"),
    cookie: valueOf("browser-cookie"),
    any: valueOf("wallet"),
  };
  return { kind: "import", path, secrets, isCalled: kind === "call" };
}

/** What npm hands to the shell. */
function shellRequest(
  command: string,
  folder: string,
  environment: Readonly<Record<string, string>>,
): CommandRequest {
  return { command, program: command, arguments: [], isShell: true, folder, environment };
}

function execPathOf({ platform }: World): string {
  if (platform === "win32") return "C:\\Program Files\\nodejs\\node.exe";
  return platform === "darwin" ? "/opt/homebrew/bin/node" : "/usr/local/bin/node";
}
