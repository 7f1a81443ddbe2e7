import { lockfileLimits } from "@lockkeeper/lockfile";

import { ExposureError } from "../../errors.ts";
import { readBlobs, readLocalObjects } from "./blob-batch.ts";
import type { ReadBlob } from "./blob-batch.ts";
import { layOutChains } from "./branch-chains.ts";
import { readCommitGraph } from "./commit-graph.ts";
import type { GitState } from "./git-refs.ts";
import { readGitState, readSubmodules } from "./git-refs.ts";
import type { GitRunner } from "./git-runner.ts";
import type { HistoryGap, HistoryIndex, IndexedCommit } from "./history-index.ts";
import { readLockfileChanges } from "./lockfile-changes.ts";
import type { ChangingCommit } from "./lockfile-changes.ts";
import { PinLedger } from "./pin-ledger.ts";

/** A repository and what is known of it already. */
export interface IndexRequest {
  readonly git: GitRunner;
  readonly gitFolder: string;
  /** The index of an earlier look. */
  readonly earlier: HistoryIndex | undefined;
  /** Called with how many lockfiles were read, of how many. */
  readonly onProgress?: (done: number, all: number) => void;
}

/** More versions of lockfiles than this are not read; a gap says so. */
const maxBlobs = 400_000;

/**
 * Brings the index of a repository up to date: only commits that the earlier index does not know are looked at. Answers
 * with the same object when nothing has changed. Throws `EXPOSURE_GIT_FAILED` when the repository cannot be read at all.
 */
export async function updateHistoryIndex(request: IndexRequest): Promise<HistoryIndex> {
  const { git, gitFolder } = request;
  const state = await readGitState(git, gitFolder);
  const tips = state.refs.map(({ name, commit }) => `${commit} ${name}`);
  const usable = isUsable(request.earlier, state) ? request.earlier : undefined;
  if (usable !== undefined && isSame(usable.tips, tips)) return usable;
  const gaps: HistoryGap[] = [];
  const graph = await readCommitGraph(git, gitFolder);
  if (graph.isCut) gaps.push({ code: "too-many-commits", message: "older commits are over a bound" });
  const found = await readNewCommits(request, usable, gaps);
  const ledger = new PinLedger(found, usable);
  await readPins(request, state, { ledger, gaps });
  const commits = [...ledger.commits(), ...(usable?.commits ?? [])];
  const listed = new Map(commits.map(({ hash }: IndexedCommit, index) => [hash, index]));
  const layout = layOutChains(graph, state.refs, listed);
  const { paths, pins } = ledger;
  const submodules = await readSubmodules(git, gitFolder);
  return { tips, boundary: state.boundary, paths, pins, commits, ...layout, submodules, gaps };
}

/** An index with gaps is made anew, as is that of a clone that was deepened. */
function isUsable(earlier: HistoryIndex | undefined, state: GitState): earlier is HistoryIndex {
  return earlier !== undefined && earlier.gaps.length === 0 && isSame(earlier.boundary, state.boundary);
}

function isSame(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((each, index) => each === right[index]);
}

async function readNewCommits(
  { git, gitFolder }: IndexRequest,
  usable: HistoryIndex | undefined,
  gaps: HistoryGap[],
): Promise<readonly ChangingCommit[]> {
  const known = new Set(usable?.commits.map(({ hash }) => hash));
  const tips = new Set(usable?.tips.map((tip) => tip.slice(0, tip.indexOf(" "))));
  const found: ChangingCommit[] = [];
  try {
    for await (const commit of readLockfileChanges(git, gitFolder, [...tips])) {
      if (!known.has(commit.hash)) found.push(commit);
    }
  } catch (error) {
    gaps.push(gapOf(error, "the history is cut short"));
  }
  return found;
}

async function readPins(
  { git, gitFolder, onProgress }: IndexRequest,
  { isPartial }: GitState,
  { ledger, gaps }: { readonly ledger: PinLedger; readonly gaps: HistoryGap[] },
): Promise<void> {
  const wanted = ledger.wantedBlobs();
  const all = wanted.slice(0, maxBlobs);
  if (wanted.length > all.length)
    gaps.push({ code: "too-many-lockfiles", message: "older lockfiles are over a bound" });
  try {
    const local = isPartial ? await readLocalObjects(git, gitFolder) : undefined;
    const hashes = all.filter((hash) => local?.has(hash) !== false);
    let done = 0;
    for await (const blob of readBlobs(git, gitFolder, { hashes, maxBytes: lockfileLimits.maxBytes })) {
      takeBlob(ledger, blob);
      done += 1;
      onProgress?.(done, hashes.length);
    }
  } catch (error) {
    gaps.push(gapOf(error, "not every lockfile of the history could be read"));
  }
}

function takeBlob(ledger: PinLedger, { hash, bytes, problem }: ReadBlob): void {
  if (bytes === undefined) ledger.refuse(hash, problem ?? "missing");
  else ledger.take(hash, bytes);
}

function gapOf(error: unknown, what: string): HistoryGap {
  if (!(error instanceof ExposureError)) throw error;
  return { code: error.code, message: `${what}: ${error.message}` };
}
