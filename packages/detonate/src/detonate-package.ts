import type { ArchiveEntry } from "@lockkeeper/archive";
import type { ManifestFacts } from "@lockkeeper/facts";
import { readManifest } from "@lockkeeper/facts/manifest";

import type {
  DetonateOptions,
  Detonation,
  DetonationInput,
  DetonationTrigger,
  TriggerDetonation,
} from "./detonation.ts";
import { createBaseDisk } from "./disk/base-disk.ts";
import type { BaseDisk } from "./disk/base-disk.ts";
import type { Disk } from "./disk/disk.ts";
import { placesOf } from "./disk/places.ts";
import type { Emulator } from "./emulator.ts";
import { firstWorld } from "./explore/choose-worlds.ts";
import { compareWorlds } from "./explore/compare-worlds.ts";
import { Exploration } from "./explore/exploration.ts";
import type { Observation, Platform, WorldRun } from "./observation.ts";
import { findBehaviours } from "./findings/find-behaviours.ts";
import { readProjectHome } from "./findings/unrelated-sources.ts";
import type { ProjectHome } from "./findings/unrelated-sources.ts";
import { PackageTexts } from "./record/texts-of-package.ts";
import { joinRan, measureCoverage } from "./rewrite/measure-coverage.ts";
import { SourceRewriter } from "./rewrite/source-rewriter.ts";
import { runTrigger } from "./run/run-trigger.ts";
import type { TriggerRun } from "./run/run-trigger.ts";
import { createOffset } from "./run/world-offset.ts";
import { listTriggers } from "./triggers/list-triggers.ts";
import { circumstancesOf } from "./world.ts";
import type { World } from "./world.ts";
import { withAskedVariables } from "./worlds/asked-variables.ts";
import { placeDependencies, readDependencies } from "./worlds/dependency-files.ts";
import type { DependencyFiles } from "./worlds/dependency-files.ts";
import { dependentFiles, hasNeighbours, neighbourFiles } from "./worlds/neighbours.ts";
import { usualStart } from "./worlds/usual-start.ts";
import { oftenRounds, readWantedChances } from "./worlds/rounds.ts";
import { createWorld, worldNames } from "./worlds/worlds.ts";

const entryMaxCount = 4;
/** How many worlds' disks are kept after an install, and how much each may hold. */
const installedMaxCount = 8;
const installedMaxBytes = 8_000_000;
/** Packages with a file of more bytes are not loaded time after time. */
const repeatedMaxBytes = 400_000;
const toldAfterMs = 100;
const toldAfterCount = 50;

/** How far a detonation is: a run begins, tried something, or has ended. */
export type Progress =
  | {
      readonly kind: "begun";
      readonly trigger: DetonationTrigger;
      readonly world: string;
      readonly platform: Platform;
    }
  | { readonly kind: "tried"; readonly observations: readonly Observation[] }
  | { readonly kind: "ended"; readonly trigger: DetonationTrigger; readonly run: WorldRun };

/** What a detonation needs besides the package. */
export interface DetonationTools {
  readonly emulator: Emulator;
  /** Real time, milliseconds from any moment. */
  readonly now: () => number;
  readonly onProgress?: (progress: Progress) => void;
}

/** Pulls the triggers of a package in the worlds that are wanted, one after the other. */
export async function detonatePackage(
  input: DetonationInput,
  options: DetonateOptions,
  tools: DetonationTools,
): Promise<Detonation> {
  const entries = "entries" in input ? input.entries : await readEntries(input.tarball);
  const dependencies = await readDependencies(options.dependencies ?? [], readEntries);
  const subject = new DetonatedPackage(entries, dependencies, { options, tools });
  const triggers = listTriggers(subject.manifest, options.triggers ?? ["install"], {
    paths: entries.map(({ path }) => path),
    entryMaxCount: options.entryMaxCount ?? entryMaxCount,
  });
  const done: TriggerDetonation[] = [];
  for (const trigger of triggers) {
    if (subject.hasWorldsFor(trigger)) done.push(await subject.detonate(trigger));
  }
  return { triggers: done, findings: findBehaviours(done, homeOf(entries)) };
}

function homeOf(entries: readonly ArchiveEntry[]): ProjectHome | undefined {
  const manifest = entries.find(({ path }) => path === "package.json");
  return manifest === undefined ? undefined : readProjectHome(Buffer.from(manifest.bytes).toString());
}

/** What reads archives is loaded where there is one: who read the package already hands over its files. */
async function readEntries(tarball: Uint8Array): Promise<readonly ArchiveEntry[]> {
  const { readArchive } = await import("@lockkeeper/archive");
  return readArchive(tarball).entries;
}

interface Stage {
  readonly base: BaseDisk;
  readonly packageFolder: string;
  readonly offsetOf: () => number;
}

interface RunBounds {
  readonly now: () => number;
  readonly endsAt: number;
}

class DetonatedPackage {
  readonly manifest: ManifestFacts;
  readonly #entries: readonly ArchiveEntry[];
  readonly #options: DetonateOptions;
  readonly #tools: DetonationTools;
  readonly #texts: PackageTexts;
  readonly #dependencies: readonly DependencyFiles[];
  /** In the terms of `tools.now`; the second from the first run on. */
  readonly #end: number;
  #runsEnd: number | undefined;
  readonly #stages: Map<World, Stage> = new Map();
  readonly #worlds: Map<string, World> = new Map();
  /** What an install left in a world: what is loaded afterwards finds it. */
  readonly #installed: Map<string, Disk> = new Map();

  constructor(
    entries: readonly ArchiveEntry[],
    dependencies: readonly DependencyFiles[],
    { options, tools }: { readonly options: DetonateOptions; readonly tools: DetonationTools },
  ) {
    this.manifest = readManifest(entries);
    this.#entries = entries;
    this.#options = options;
    this.#tools = tools;
    this.#dependencies = dependencies;
    const all = [...entries, ...this.#dependencies.flatMap((dependency) => dependency.entries)];
    this.#texts = new PackageTexts(all.map(({ bytes }) => bytes));
    this.#end = tools.now() + (options.budgetMs ?? Infinity);
  }

  async detonate(trigger: DetonationTrigger): Promise<TriggerDetonation> {
    const rewriters = {
      plain: new SourceRewriter(false),
      counting: new SourceRewriter(true, this.#dependencyNames),
    };
    const worlds: World[] = [];
    const runs: TriggerRun[] = [];
    const untried: string[] = [];
    const coverageOf = (): number | undefined =>
      measureCoverage(rewriters.counting.files, joinRan(runs.map(({ ran }) => ran)));
    const exploration = new Exploration({
      isInstall: trigger.kind === "install",
      worlds: worldNames.filter((name) => name !== "linux-often" || this.#isSmall),
      hasOptionalPackages: hasNeighbours(this.manifest, this.#world(firstWorld)),
      isAllSeen: () => coverageOf() === 1,
    });
    const given = this.#worldsFor(trigger)?.values();
    const next = (): World | undefined => {
      if (given !== undefined) return given.next().value;
      const name = exploration.next();
      return name === undefined ? undefined : this.#world(name);
    };
    for (let world = next(); world !== undefined; world = next()) {
      if (this.#isOver) {
        untried.push(world.name);
        continue;
      }
      const asked = withAskedVariables(world, exploration.unset);
      const done = await this.#run(trigger, asked, rewriters);
      worlds.push(asked);
      runs.push(done);
      exploration.add(done);
    }
    const shown = runs.map(({ run }) => run);
    const coverage = coverageOf();
    const differences = compareWorlds(shown, worlds);
    return { trigger, worlds: shown, differences, coverage, ...(untried.length === 0 ? {} : { untried }) };
  }

  /** Whether there is a world for it among those that were asked for. */
  hasWorldsFor(trigger: DetonationTrigger): boolean {
    return this.#worldsFor(trigger)?.length !== 0;
  }

  /** The worlds that are told beforehand; none where the first run says which ones are worth trying. */
  #worldsFor({ isForPages = false }: DetonationTrigger): readonly World[] | undefined {
    const { worlds } = this.#options;
    if (!isForPages) return worlds;
    return worlds?.filter(({ runtime }) => runtime === "page") ?? [this.#world("win32-page")];
  }

  get #dependencyNames(): ReadonlySet<string> {
    return new Set(this.#dependencies.map(({ name }) => name).filter((name) => name !== this.manifest.name));
  }

  get #isOver(): boolean {
    return this.#tools.now() >= Math.min(this.#end, this.#runsEnd ?? Infinity);
  }

  /** The run itself is of the sources as they are; what is counted is a second one, of which nothing else is kept. */
  async #run(
    trigger: DetonationTrigger,
    world: World,
    { plain, counting }: { readonly plain: SourceRewriter; readonly counting: SourceRewriter },
  ): Promise<TriggerRun> {
    const { emulator, onProgress } = this.#tools;
    const stage = this.#stage(world);
    const before = trigger.kind === "install" ? undefined : await this.#installedIn(world, plain);
    const fixed = { trigger, manifest: this.manifest, world, ...stage, texts: this.#texts, before };
    const parts = (): RunBounds & typeof fixed => ({ ...fixed, ...this.#runBounds() });
    const first = await emulator.use((running) => {
      onProgress?.({ kind: "begun", trigger, world: world.name, platform: world.platform });
      return runTrigger({ ...parts(), rewriter: plain, onObservation: this.#teller() }, running);
    });
    const counted =
      this.#options.isCoverageWanted === false || this.#isOver || !first.isRunning
        ? first
        : await emulator.use((running) => runTrigger({ ...parts(), rewriter: counting }, running));
    if (trigger.kind === "install") this.#keepInstalled(world, first.disk);
    const run = { ...first.run, coverage: counted.run.coverage };
    const done = { ...first, run, ran: counted.ran };
    onProgress?.({ kind: "ended", trigger, run: done.run });
    return done;
  }

  #keepInstalled({ name }: World, disk: Disk): void {
    if (this.#installed.size >= installedMaxCount || disk.writtenBytes > installedMaxBytes) return;
    this.#installed.set(name, disk);
  }

  /** What an install leaves in a world; where nobody asked for that one, it is run for this alone. */
  async #installedIn(world: World, rewriter: SourceRewriter): Promise<Disk | undefined> {
    const known = this.#installed.get(world.name);
    const [trigger] = listTriggers(this.manifest, ["install"], { paths: [], entryMaxCount: 0 });
    if (known !== undefined || trigger === undefined || world.runtime === "page") return known;
    if (this.#isInstallAsked || this.#isOver) return undefined;
    const fixed = { trigger, manifest: this.manifest, world, ...this.#stage(world), texts: this.#texts };
    const { disk } = await this.#tools.emulator.use((running) =>
      runTrigger({ ...fixed, ...this.#runBounds(), rewriter }, running),
    );
    this.#keepInstalled(world, disk);
    return disk;
  }

  /** Then it was tried in the worlds that it asked for. */
  get #isInstallAsked(): boolean {
    return (this.#options.triggers ?? ["install"]).includes("install");
  }

  /** A run has half of what is left of the package's time. */
  #runBounds(): RunBounds {
    const { emulator, now } = this.#tools;
    const begins = now();
    this.#runsEnd ??= begins + emulator.limits.packageMaxMs;
    return { now, endsAt: begins + (this.#runsEnd - begins) / 2 };
  }

  /** Tells of what a run tries once it takes long: a run that has to be ended from outside leaves that behind. */
  #teller(): ((observation: Observation) => void) | undefined {
    const { now, onProgress } = this.#tools;
    if (onProgress === undefined) return undefined;
    const began = now();
    let untold: Observation[] = [];
    return (observation) => {
      untold.push(observation);
      if (now() - began < toldAfterMs && untold.length < toldAfterCount) return;
      onProgress({ kind: "tried", observations: untold });
      untold = [];
    };
  }

  #world(name: Parameters<typeof createWorld>[0]): World {
    const known = this.#worlds.get(name) ?? this.#made(name);
    this.#worlds.set(name, known);
    return known;
  }

  #made(name: Parameters<typeof createWorld>[0]): World {
    const world = createWorld(name, this.#options.startsAt ?? usualStart);
    if (name !== "linux-often") return world;
    const wanted = this.#entries.flatMap(({ path, bytes }) =>
      /\.[cm]?[jt]s$/.test(path) ? readWantedChances(Buffer.from(bytes).toString("latin1")) : [],
    );
    return { ...world, circumstances: { ...circumstancesOf(world), rounds: oftenRounds(wanted) } };
  }

  /** What is large takes long each time that it is loaded. */
  get #isSmall(): boolean {
    return this.#entries.every(({ bytes }) => bytes.length < repeatedMaxBytes);
  }

  /** The package as npm has just extracted it into the project of a world. */
  #stage(world: World): Stage {
    const known = this.#stages.get(world);
    if (known !== undefined) return known;
    const places = placesOf(world.platform);
    const packageFolder = places.join(
      places.join(world.project, "node_modules"),
      this.manifest.name ?? "package",
    );
    const base = createBaseDisk({
      platform: world.platform,
      startsAt: world.installedAt ?? world.startsAt,
      folders: [world.home, world.temporaryFolder, packageFolder],
      files: [
        ...world.files,
        ...dependentFiles(this.manifest, world),
        ...neighbourFiles(this.manifest, world),
        ...placeDependencies(this.#dependencies, world),
        ...this.#entries.map(({ path, bytes }) => [places.join(packageFolder, path), bytes] as const),
      ],
    });
    const stage = { base, packageFolder, offsetOf: createOffset(world) };
    this.#stages.set(world, stage);
    return stage;
  }
}
