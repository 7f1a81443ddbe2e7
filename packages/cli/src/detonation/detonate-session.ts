import { readArchive } from "@lockkeeper/archive";
import { toErrorRecord } from "@lockkeeper/core";
import { createWorld, usualStart, worldNames } from "@lockkeeper/detonate";
import type { Detonator, TriggerKind, World } from "@lockkeeper/detonate";
import { readManifest } from "@lockkeeper/facts/manifest";
import type { InspectionTarget, Inspector } from "@lockkeeper/inspect";
import { readLocalPackage } from "@lockkeeper/inspect/local";
import type { FetchedPackage } from "@lockkeeper/inspect/local";

import type { Environment } from "../environment.ts";
import { CliError } from "../errors.ts";
import { readInspectOptions } from "../inspection/inspect-options.ts";
import type { LookFlags } from "../inspection/inspect-options.ts";
import { locateTarget, parseSubject } from "../inspection/subject.ts";
import type { InspectionSubject } from "../inspection/subject.ts";
import type { DetonationReport } from "./detonation-report.ts";
import { fetchDependencies } from "./fetch-dependencies.ts";
import type { FetchTarball } from "./fetch-dependencies.ts";

/** What is detonated, and how. */
export interface DetonateInput {
  readonly words: readonly string[];
  readonly worlds: readonly string[];
  readonly triggers: readonly TriggerKind[];
  readonly isTrace: boolean;
  /** Whether the packages that it depends on are fetched too. */
  readonly withDependencies: boolean;
  readonly look: LookFlags;
  readonly data: string | undefined;
  readonly upstream: string | undefined;
}

interface Tools {
  readonly fetch: (target: InspectionTarget, options: LookOptions) => Promise<FetchedPackage>;
  readonly detonator: Detonator;
}

type LookOptions = Parameters<Inspector["fetch"]>[1];

const drillPrefix = "drill-";

/** Detonates one subject after another. Throws `CLI_USAGE` for words that name nothing. */
export async function* detonateAll(
  input: DetonateInput,
  environment: Environment,
  detonator: Detonator,
): AsyncIterable<DetonationReport> {
  const subjects = input.words.map((word) => parseSubject(word, environment.cwd));
  const source = createPackageSource(input, environment);
  try {
    const options = await readInspectOptions(input.look, environment);
    const worlds = await readWorlds(input.worlds, options.at ?? usualStart);
    if (isRegistryWanted(input, subjects)) await source.open(options.at);
    for (const subject of subjects) {
      yield await detonateOne(
        subject,
        { fetch: source.fetch, detonator },
        {
          look: options,
          triggers: input.triggers,
          withDependencies: input.withDependencies,
          startsAt: options.at ?? usualStart,
          ...(worlds.length === 0 ? {} : { worlds }),
        },
      );
    }
  } finally {
    await source.close();
  }
}

/** Also where nothing is asked of it: a flag that names one is checked. */
function isRegistryWanted(
  { upstream, data, withDependencies }: DetonateInput,
  subjects: readonly InspectionSubject[],
): boolean {
  if (withDependencies || upstream !== undefined || data !== undefined) return true;
  return subjects.some(({ target }) => "kind" in target && target.kind === "spec");
}

interface PackageSource {
  open(at: number | undefined): Promise<Inspector>;
  readonly fetch: Tools["fetch"];
  close(): Promise<void>;
}

/** Packages from the disk, and from a registry once that is wanted: what asks it takes longer to load than a package to run. */
function createPackageSource(input: DetonateInput, environment: Environment): PackageSource {
  let opened: Promise<Inspector> | undefined;
  async function load(at: number | undefined): Promise<Inspector> {
    const { openCommandInspector } = await import("../inspection/open-inspector.ts");
    return (await openCommandInspector({ ...input, at, workers: 1 }, environment)).inspector;
  }
  const open = async (at: number | undefined): Promise<Inspector> => await (opened ??= load(at));
  return {
    open,
    fetch: async (target, options) =>
      target.kind === "spec"
        ? await (await open(options?.at)).fetch(target, options)
        : await readLocalPackage(target),
    close: async () => await (await opened?.catch(() => undefined))?.close(),
  };
}

const unreadable: ReadonlySet<string> = new Set(["package.json is not JSON", "package.json is no object"]);

/** Without its manifest nobody knows what would run, and that is no package of which nothing runs. */
function refuseUnreadable(problems: readonly string[], spec: string): void {
  const why = problems.find((problem) => unreadable.has(problem));
  if (why === undefined) return;
  throw new CliError("CLI_NOT_INSPECTABLE", {
    message: `Cannot detonate "${spec}" as its manifest cannot be read: ${why}`,
    hint: "npm cannot install such a package either. Mend its package.json.",
  });
}

async function detonateOne(
  { spec, target }: InspectionSubject,
  { fetch, detonator }: Tools,
  options: {
    readonly look: LookOptions;
    readonly triggers: readonly TriggerKind[];
    readonly startsAt: number;
    readonly withDependencies: boolean;
    readonly worlds?: readonly World[];
  },
): Promise<DetonationReport> {
  const begin = performance.now();
  const nothing = {
    spec,
    name: undefined,
    version: undefined,
    integrity: undefined,
    detonation: undefined,
    missing: [],
  };
  if (!("kind" in target)) return { ...nothing, durationMs: 0, error: target };
  try {
    const { look, withDependencies, ...rest } = options;
    const { listed, integrity, bytes } = await fetch(await locateTarget(target), look);
    const { entries } = readArchive(bytes);
    const manifest = readManifest(entries);
    refuseUnreadable(manifest.problems, spec);
    const fetchTarball: FetchTarball = async (wanted) =>
      (await fetch({ kind: "spec", spec: wanted }, look)).bytes;
    const { packages, missing } = withDependencies
      ? await fetchDependencies(entries, fetchTarball)
      : { packages: [], missing: [] };
    const detonation = await detonator.detonate({ entries }, { ...rest, dependencies: packages });
    const { name, version } = listed ?? manifest;
    const durationMs = performance.now() - begin;
    return { spec, name, version, integrity, detonation, missing, durationMs, error: undefined };
  } catch (error) {
    return { ...nothing, durationMs: performance.now() - begin, error: toErrorRecord(error) };
  }
}

async function readWorlds(names: readonly string[], startsAt: number): Promise<readonly World[]> {
  const worlds: World[] = [];
  for (const name of names) worlds.push(await readWorld(name, startsAt));
  return worlds;
}

/** The drill's worlds are the others with what inert payloads ask for before they go on. */
async function readWorld(name: string, startsAt: number): Promise<World> {
  const isDrill = name.startsWith(drillPrefix);
  const plain = isDrill ? name.slice(drillPrefix.length) : name;
  const known = worldNames.find((each) => each === plain);
  if (known === undefined) {
    throw new CliError("CLI_USAGE", {
      message: `There is no world "${name.slice(0, 100)}"`,
      hint: `The worlds are ${worldNames.join(", ")}.`,
    });
  }
  const world = createWorld(known, startsAt);
  if (!isDrill) return world;
  const { toDrillWorld } = await import("./drill-worlds.ts");
  return toDrillWorld(world);
}
