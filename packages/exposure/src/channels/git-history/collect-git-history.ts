import type { ChannelStatement, EvidenceItem, ExposedPlace, Observation } from "../../observation.ts";
import type { ExposureQuestion, ExposureWindow } from "../../question.ts";
import { createTargetSet } from "../../targets/target-set.ts";
import { windowFor } from "../../weigh-evidence.ts";
import { ExposureError } from "../../errors.ts";
import { updateHistoryIndex } from "./build-index.ts";
import { toGitObservations } from "./git-observations.ts";
import type { GitRunner } from "./git-runner.ts";
import type { HistoryGap, HistoryIndex } from "./history-index.ts";
import { packIndex, tryUnpackIndex } from "./history-index.ts";
import { findOpenRanges } from "./open-ranges.ts";
import { isManifest } from "./pin-reader.ts";
import type { Pin } from "./pin-reader.ts";
import { findPinStays, timeOf } from "./pin-stays.ts";
import type { PinStay } from "./pin-stays.ts";

/** What the git history of lockfiles can and cannot show. */
export const gitHistoryStatement: ChannelStatement = {
  channel: "git-history",
  shows:
    "which versions lockfiles pinned at any time on any branch, tag, remote branch, stash or fetched pull request, with the commits of both ends, also where a branch was never merged or only the reflog remembers it; and ranges of manifests while no lockfile was there",
  cannotShow:
    "whether anybody installed from such a commit, branches that were deleted and forgotten or never fetched, commits before the boundary of a shallow clone, submodules, and locks that were never committed; commit dates are those of their authors' clocks",
};

/** A repository to look into. */
export interface GitRepository {
  readonly git: GitRunner;
  /** The `.git` folder or file, or a bare repository. */
  readonly gitFolder: string;
  readonly where: ExposedPlace;
  /** Where the index of an earlier look is kept; it may fail, and then everything is read anew. */
  readonly cache: HistoryCache;
  /** Whether the submodule at a path is here as a repository, which is looked into by itself. */
  readonly hasModule: (path: string) => Promise<boolean>;
  readonly onProgress?: (done: number, all: number) => void;
}

/** Keeps one repository's index. Neither may throw. */
export interface HistoryCache {
  read(): Promise<Uint8Array | undefined>;
  write(bytes: Uint8Array): Promise<void>;
}

/** Yields what the history of a repository's lockfiles shows. */
export async function* collectGitHistory(
  question: ExposureQuestion,
  repository: GitRepository,
): AsyncIterable<EvidenceItem> {
  const { where, gitFolder } = repository;
  const unreadable = (code: string, message: string, ref = gitFolder): EvidenceItem => ({
    kind: "unreadable",
    unreadable: { channel: "git-history", where, ref, code, message },
  });
  let index: HistoryIndex;
  try {
    index = await openIndex(repository);
  } catch (error) {
    if (!(error instanceof ExposureError)) throw error;
    yield unreadable(error.code, error.message);
    return;
  }
  const gaps: (HistoryGap & { readonly ref?: string })[] = [...index.gaps, ...listUnread(index, question)];
  const shallow = describeShallow(index, question);
  if (shallow !== undefined) gaps.push({ code: "shallow", message: shallow });
  for (const { code, message, ref } of gaps) yield unreadable(code, message, ref);
  for (const path of index.submodules) {
    if (await repository.hasModule(path)) continue;
    yield unreadable("submodule", "this submodule is a repository of its own that is not here", path);
  }
  const found = observe(index, question, where);
  for (const observation of found) yield { kind: "observation", observation };
  if (found.length === 0 && gaps.length === 0 && index.commits.length > 0) yield clean(index, where);
}

async function openIndex({ git, gitFolder, cache, onProgress }: GitRepository): Promise<HistoryIndex> {
  const kept = await cache.read();
  const earlier = kept === undefined ? undefined : tryUnpackIndex(kept);
  const request = { git, gitFolder, earlier, ...(onProgress === undefined ? {} : { onProgress }) };
  const index = await updateHistoryIndex(request);
  if (index !== earlier && index.gaps.length === 0) await cache.write(packIndex(index));
  return index;
}

function observe(
  index: HistoryIndex,
  question: ExposureQuestion,
  where: ExposedPlace,
): readonly Observation[] {
  const targets = createTargetSet(question.targets);
  const isMeant = ([name, version]: Pin): boolean => targets.ofVersion(name, version).length > 0;
  // A range may look like a version that is asked about.
  const stays = findPinStays(index, isMeant).filter(({ path }) => !isManifest(path));
  const locked = toGitObservations(stays, where, new Set(index.boundary));
  return [...locked, ...findOpenRanges(index, where, targets)];
}

function clean({ commits, refs }: HistoryIndex, where: ExposedPlace): EvidenceItem {
  const detail = `none of ${String(commits.length)} commits that changed a lockfile or a manifest locks it, on ${String(refs.length)} branches and tags`;
  const undated = { since: undefined, until: undefined } as const;
  const about = { channel: "git-history", where, name: "", version: undefined, ref: "", detail } as const;
  return { kind: "observation", observation: { ...about, ...undated, kind: "clean" } };
}

/** A lockfile that nobody can read hides something only as long as it was there in a window that was asked about. */
function listUnread(
  index: HistoryIndex,
  question: ExposureQuestion,
): readonly (HistoryGap & { readonly ref: string })[] {
  const windows = question.targets.map((target) => windowFor(question, target));
  const stays = findPinStays(index, ([name, reason]) => name === "" && reason !== "").filter((stay) =>
    touchesAny(stay, windows),
  );
  const byFile = new Map<string, PinStay[]>();
  for (const stay of stays) {
    const key = JSON.stringify([stay.path, stay.pin[1]]);
    byFile.set(key, [...(byFile.get(key) ?? []), stay]);
  }
  return [...byFile.values()].flatMap(([first, ...others]) => {
    if (first === undefined) return [];
    const more = others.length === 0 ? "" : ` and ${String(others.length)} more times`;
    const { path, pin, entered } = first;
    const message = `the file cannot be read as it was committed by ${entered.hash.slice(0, 12)}${more}: ${pin[1]}`;
    return [{ ref: `${entered.hash.slice(0, 12)}:${path}`, code: pin[1], message }];
  });
}

function touchesAny({ entered, left, refs }: PinStay, windows: readonly ExposureWindow[]): boolean {
  const from = Math.min(entered.author.at, entered.committer.at) * 1000;
  const to = left === undefined || refs.length > 0 ? Number.POSITIVE_INFINITY : timeOf(left) * 1000;
  return windows.some(
    ({ since, until }) => (since === undefined || to >= since) && (until === undefined || from <= until),
  );
}

/** What a shallow clone begins with is known; what came before matters where the window begins earlier. */
function describeShallow(index: HistoryIndex, question: ExposureQuestion): string | undefined {
  const { boundary, commits } = index;
  if (boundary.length === 0) return undefined;
  const ends = new Set(boundary);
  const begins = commits.filter(({ hash }) => ends.has(hash)).map(({ committer }) => committer.at * 1000);
  const windows = question.targets.map((target) => windowFor(question, target));
  const earliest = begins.length === 0 ? Number.POSITIVE_INFINITY : Math.max(...begins);
  const isHidden = windows.some(({ since }) => since === undefined || since < earliest);
  return isHidden
    ? "this clone is shallow: commits before its boundary are not here; fetch them with git fetch --unshallow --all"
    : undefined;
}
