import type { Dirent } from "node:fs";

import type { Clock } from "@lockkeeper/core";

import type { SweepCheckpoint } from "./checkpoint.ts";
import { isNetworkMount, isPseudoMount, parseMountInfo, parseMountOutput } from "./disk/mounts.ts";
import { readText, valueOf } from "./disk/read-disk.ts";
import { defaultSweepLimits } from "./disk/sweep-limits.ts";
import type { SweepLimits } from "./disk/sweep-limits.ts";
import { walkTree } from "./disk/walk-tree.ts";
import type { FolderVisitor, Walk } from "./disk/walk-tree.ts";
import { DropVisitor } from "./files/drop-visitor.ts";
import { FileMatcher } from "./files/file-matcher.ts";
import type { SweepHost } from "./host.ts";
import { indexIndicators } from "./indicator-index.ts";
import type { IndicatorIndex } from "./indicator-index.ts";
import type { SweepIndicator } from "./indicator.ts";
import { collectInventory } from "./packages/collect-inventory.ts";
import type { KnownPackages } from "./packages/known-packages.ts";
import { PackageSpotter } from "./packages/package-spotter.ts";
import { collectAutoruns } from "./persistence/collect-autoruns.ts";
import { AutorunJudge } from "./persistence/judge-autorun.ts";
import type { SweepHeader, SweepLine } from "./report.ts";
import { RepositoryVisitor } from "./repository/repository-visitor.ts";
import { askMounts, sweepHostsFile, sweepLive } from "./sweep-live.ts";
import { SweepSink } from "./sweep-sink.ts";
import type { SystemPort } from "./system-port.ts";

/** Files of credentials in a home, and folders of it that could not be listed. */
export interface FoundCredentials {
  readonly files: readonly { readonly path: string; readonly what: string }[];
  readonly unread: readonly string[];
}

/** What a sweep looks at, and with what. */
export interface SweepInput {
  readonly host: SweepHost;
  readonly indicators: readonly SweepIndicator[];
  /** Folders to walk, absolute. */
  readonly folders: readonly string[];
  /** Whether these are the usual places, and not only folders that somebody named. */
  readonly isWhole: boolean;
  /** Whether folders of other machines are walked too. */
  readonly followsNetwork: boolean;
  readonly system: SystemPort;
  /** Where Linux shows processes. */
  readonly proc: string;
  /** The number of the process that sweeps, which is left out with its ancestors. */
  readonly ownPid?: number | undefined;
  /** What advisories call malware, beside the campaigns. */
  readonly knownPackages?: KnownPackages | undefined;
  /** Names the well-known files of credentials in a home, by paths in it; without it none are told. */
  readonly findCredentials?: ((home: string) => Promise<FoundCredentials>) | undefined;
  readonly clock: Clock;
  readonly program: string;
  readonly limits?: SweepLimits | undefined;
  /** Where an interrupted sweep of the same question stood. */
  readonly checkpoint?: SweepCheckpoint | undefined;
  /** Called now and then with where the walk stands. */
  readonly onProgress?: ((at: SweepCheckpoint) => Promise<void> | void) | undefined;
  /** Ends the sweep between two folders when it says so. */
  readonly isStopped?: (() => boolean) | undefined;
}

/**
 * Looks at a host without changing anything: what indicators of campaigns match, what an attack gives away without any, and
 * what could not be read. The first line is the header, the last one the summary; without a summary it was cut off.
 */
export async function* sweepHost(input: SweepInput): AsyncGenerator<SweepLine> {
  const { clock, checkpoint } = input;
  const startedAt = clock.now();
  const sweep = createSweep(input);
  const { sink, index } = sweep;
  yield headerOf(input, index, startedAt);
  await lookAtSystem(input, sweep);
  // Apart from what is new, the interrupted sweep has told it.
  for (const line of sink.drain()) if (checkpoint === undefined || line.kind === "match") yield line;
  const walk = beginWalk(input);
  const isComplete = yield* walkFolders(input, sweep, walk);
  yield {
    kind: "summary",
    isComplete,
    ...sink.counts,
    entries: walk.entries,
    folders: walk.folders,
    durationMs: clock.now() - startedAt,
  };
}

/** What is looked at, and with which knowledge. */
export function headerOf(input: SweepInput, index: IndicatorIndex, now: number): SweepHeader {
  const { host, program, isWhole, folders, checkpoint } = input;
  return {
    kind: "sweep",
    host: host.name,
    platform: host.platform,
    isLive: host.isLive,
    startedAt: checkpoint?.startedAt ?? now,
    program,
    isWhole,
    folders,
    campaigns: index.campaigns,
    indicators: index.size,
  };
}

/** The parts of a sweep, connected. They are kept for the next look of a watch. */
export interface Sweep {
  readonly index: IndicatorIndex;
  readonly sink: SweepSink;
  readonly limits: SweepLimits;
  readonly judge: AutorunJudge;
  readonly files: FileMatcher;
  readonly drops: DropVisitor;
  readonly packages: PackageSpotter;
  readonly repositories: RepositoryVisitor;
}

/** Connects the parts of a sweep. */
export function createSweep({
  host,
  indicators,
  limits = defaultSweepLimits,
  checkpoint,
  knownPackages,
}: SweepInput): Sweep {
  const index = indexIndicators(indicators, host);
  const sink = new SweepSink(limits, checkpoint?.told ?? []);
  sink.counts.packages = checkpoint?.packages ?? 0;
  const judge = new AutorunJudge(index, sink);
  const files = new FileMatcher(index, sink, limits);
  return {
    index,
    sink,
    limits,
    judge,
    files,
    drops: new DropVisitor(host, sink, files),
    packages: new PackageSpotter({ index, sink, files }, knownPackages),
    repositories: new RepositoryVisitor({ index, sink, judge }, limits),
  };
}

/** Looks at what is not found by walking; what is installed for the whole machine is listed when it is asked to. */
export async function lookAtSystem(input: SweepInput, sweep: Sweep, isListing = true): Promise<void> {
  const { host, system, proc, ownPid } = input;
  const { sink } = sweep;
  if (host.isLive) await sweepLive({ host, system, proc, ownPid, ...sweep });
  else sink.skip("processes and connections", "the disk of another machine tells nothing of what runs there");
  sweepHostsFile({ host, ...sweep });
  sweep.files.matchAnchored();
  collectAutoruns({ host, ...sweep });
  for (const home of host.homes) sweep.repositories.visitHome(home);
  if (!isListing) return;
  collectInventory(host, sink);
  for (const home of host.homes) await listCredentials(home, input, sink);
}

async function listCredentials(home: string, input: SweepInput, sink: SweepSink): Promise<void> {
  const found = await input.findCredentials?.(home);
  for (const { path, what } of found?.files ?? []) sink.credential(`${home}/${path}`, what);
  for (const path of found?.unread ?? []) sink.unreadable(`${home}/${path}`, "EACCES");
}

function beginWalk({ folders, checkpoint }: SweepInput): Walk {
  if (checkpoint !== undefined)
    return { pending: [...checkpoint.pending], entries: checkpoint.entries, folders: checkpoint.folders };
  return { pending: [...outermost(folders)].toReversed(), entries: 0, folders: 0 };
}

/** Walks the folders that wait and tells what is found; answers whether everything was looked at. */
export async function* walkFolders(
  input: SweepInput,
  { sink, limits, ...sweep }: Sweep,
  walk: Walk,
): AsyncGenerator<SweepLine, boolean> {
  const visitor = await createVisitor(input, { sink, limits, ...sweep });
  for await (const state of walkTree(walk, visitor, limits)) {
    yield* sink.drain();
    if (state === "done") return true;
    if (state === "full") {
      sink.skip(
        "the rest",
        `a bound was met: ${limits.maxEntries} entries or ${limits.maxPending} waiting folders`,
      );
      yield* sink.drain();
      return false;
    }
    await input.onProgress?.(positionOf(input, walk, sink));
    if (input.isStopped?.() === true) return false;
  }
  return true;
}

function positionOf(input: SweepInput, walk: Walk, sink: SweepSink): SweepCheckpoint {
  return {
    question: questionOf(input),
    startedAt: input.checkpoint?.startedAt ?? input.clock.now(),
    entries: walk.entries,
    folders: walk.folders,
    packages: sink.counts.packages,
    pending: walk.pending,
    told: sink.told(),
  };
}

/** What makes two sweeps ask the same: where they look, and for what. */
export function questionOf({
  host,
  folders,
  indicators,
  followsNetwork,
}: Pick<SweepInput, "host" | "folders" | "indicators" | "followsNetwork">): string {
  const campaigns = [...new Set(indicators.map(({ campaign }) => campaign))].toSorted();
  return JSON.stringify([host.name, host.root, folders, followsNetwork, indicators.length, campaigns]);
}

/** What looks at the folders of a walk. */
export async function createVisitor(input: SweepInput, sweep: Sweep): Promise<FolderVisitor> {
  const { sink, files, drops, packages, repositories } = sweep;
  const skipped = await mountsToSkip(input);
  return {
    visit: (folder: string, entries: readonly Dirent[]) => {
      for (const entry of entries) {
        if (!entry.isDirectory() && !entry.isSymbolicLink()) files.matchEntry(folder, entry.name);
      }
      drops.visit(folder, entries);
      packages.visit(folder, entries);
      repositories.visit(folder, entries);
    },
    skips: (folder) => {
      const why = skipped.get(folder);
      if (why === undefined) return isBulk(folder);
      if (why !== "") sink.skip(folder, why);
      return true;
    },
    unreadable: (folder, code) => sink.unreadable(folder, code),
    tooDeep: (folder) =>
      sink.skip(folder, `folders more than ${sweep.limits.maxDepth} deep are not looked into`),
  };
}

/** The objects of a repository are packed texts without names: nothing of them runs, or can be recognised. */
function isBulk(folder: string): boolean {
  return folder.endsWith("/.git/objects") || folder.endsWith("/.git/lfs");
}

/** Where other machines' files, and files of nobody, are mounted; with the reason where it is worth telling. */
async function mountsToSkip(input: SweepInput): Promise<ReadonlyMap<string, string>> {
  const { host, followsNetwork, proc } = input;
  const text =
    host.platform === "linux"
      ? valueOf(readText(`${proc}/self/mountinfo`, 4_000_000))
      : await askMounts(input);
  const mounts = host.platform === "linux" ? parseMountInfo(text ?? "") : parseMountOutput(text ?? "");
  const skipped = new Map<string, string>();
  for (const mount of mounts) {
    if (isPseudoMount(mount)) skipped.set(mount.point, "");
    else if (isNetworkMount(mount) && !followsNetwork)
      skipped.set(mount.point, `another machine's file system (${mount.type}); --network looks there too`);
  }
  return skipped;
}

/** Folders that lie in another one of the list are walked with it. */
function outermost(folders: readonly string[]): readonly string[] {
  const all = [...new Set(folders.map((folder) => (folder === "/" ? folder : folder.replace(/\/+$/, ""))))];
  return all.filter((folder) => !all.some((other) => other !== folder && isBelow(folder, other)));
}

function isBelow(folder: string, other: string): boolean {
  return folder.startsWith(other === "/" ? other : `${other}/`);
}
