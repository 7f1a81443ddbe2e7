import { gunzipSync, gzipSync } from "node:zlib";

import type { Chain, PlacedRef } from "./branch-chains.ts";
import type { CommitTime } from "./lockfile-changes.ts";
import type { Pin } from "./pin-reader.ts";

/** What a commit did to one lockfile, as numbers of paths and pins. */
export interface PinChange {
  readonly path: number;
  readonly added: readonly number[];
  readonly removed: readonly number[];
}

/** A commit that changed lockfiles. */
export interface IndexedCommit {
  readonly hash: string;
  readonly author: CommitTime;
  readonly committer: CommitTime;
  readonly changes: readonly PinChange[];
}

/**
 * Everything that a repository's lockfiles ever pinned and its manifests asked for, as what each commit changed: one index
 * answers every question.
 */
export interface HistoryIndex {
  /** What the index was made of: refs with their commits, and the boundary of a shallow clone. */
  readonly tips: readonly string[];
  readonly boundary: readonly string[];
  readonly paths: readonly string[];
  readonly pins: readonly Pin[];
  /** Those of a later look first, each look newest first. */
  readonly commits: readonly IndexedCommit[];
  readonly chains: readonly Chain[];
  readonly refs: readonly PlacedRef[];
  /** Paths of repositories inside this one, as the branch that is checked out names them. Foreign texts. */
  readonly submodules: readonly string[];
  /** What could not be seen of the whole history; sentences with their codes. */
  readonly gaps: readonly HistoryGap[];
}

/** Something that the history of a repository does not show. */
export interface HistoryGap {
  readonly code: string;
  readonly message: string;
}

// Another number, and every index is made anew.
const formatNumber = 2;
const maxPackedBytes = 50_000_000;
const maxTextBytes = 400_000_000;

/** Packs an index for the disk. */
export function packIndex(index: HistoryIndex): Uint8Array {
  const commits = index.commits.map(({ hash, author, committer, changes }) => [
    hash,
    [author.at, author.zone, committer.at, committer.zone],
    changes.map(({ path, added, removed }) => [path, toSteps(added), toSteps(removed)]),
  ]);
  return gzipSync(JSON.stringify({ ...index, format: formatNumber, commits }), { level: 6 });
}

/** Reads a packed index; `undefined` for one of another version, or one that is not what was packed: it is made anew. */
export function tryUnpackIndex(bytes: Uint8Array): HistoryIndex | undefined {
  if (bytes.length > maxPackedBytes) return undefined;
  try {
    const text = gunzipSync(bytes, { maxOutputLength: maxTextBytes }).toString("utf8");
    return tryReadIndex(JSON.parse(text));
  } catch {
    // Whatever is wrong with a cache, the repository itself is asked again.
    return undefined;
  }
}

/** Ascending numbers are written as the steps between them, which are short. */
function toSteps(numbers: readonly number[]): readonly number[] {
  return numbers.map((number, index) => number - (numbers[index - 1] ?? 0));
}

function fromSteps(steps: readonly number[]): readonly number[] {
  let sum = 0;
  return steps.map((step) => (sum += step));
}

type Packed = Omit<HistoryIndex, "commits"> & {
  readonly format: number;
  readonly commits: readonly (readonly [
    string,
    readonly [number, number, number, number],
    readonly (readonly [number, readonly number[], readonly number[]])[],
  ])[];
};

function tryReadIndex(value: unknown): HistoryIndex | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  // Written by this code into the user's own data folder; what does not fit throws above.
  const packed = value as Packed;
  if (packed.format !== formatNumber) return undefined;
  const { tips, boundary, paths, pins, chains, refs, submodules, gaps } = packed;
  const commits = packed.commits.map(([hash, [at, zone, committedAt, committedZone], changes]) => ({
    hash,
    author: { at, zone },
    committer: { at: committedAt, zone: committedZone },
    changes: changes.map(([path, added, removed]) => ({
      path,
      added: fromSteps(added),
      removed: fromSteps(removed),
    })),
  }));
  return { tips, boundary, paths, pins, commits, chains, refs, submodules, gaps };
}
