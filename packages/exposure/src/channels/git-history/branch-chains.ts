import type { CommitGraph } from "./commit-graph.ts";
import type { GitRef } from "./git-refs.ts";

/**
 * A line of development: commits that follow one another by their first parents, from where it left an earlier line (or
 * from a root) to its end. Every commit lies on exactly one. Only commits that changed a lockfile are listed.
 */
export interface Chain {
  /**
   * What the line was begun from: a ref, a merge that took it in, a reflog, which remembers what refs have left, or an
   * earlier look, which saw commits that the repository has since thrown away.
   */
  readonly origin: "ref" | "merge" | "reflog" | "earlier-look";
  /** The line that it left, and after how many of that line's listed commits; `undefined` from a root. Always an earlier one. */
  readonly base: ChainPosition | undefined;
  /** Listed commits, oldest first, as indexes that the caller gives. */
  readonly commits: readonly number[];
  /** The merge that took it in, where it was begun from one; seconds since the epoch. */
  readonly merge: { readonly hash: string; readonly time: number } | undefined;
}

/** A place on a line: after so many of its listed commits. */
export interface ChainPosition {
  readonly chain: number;
  readonly position: number;
}

/** A ref and where it stands. */
export interface PlacedRef extends ChainPosition {
  readonly name: string;
}

/** All lines of a repository. */
export interface ChainLayout {
  readonly chains: readonly Chain[];
  readonly refs: readonly PlacedRef[];
}

/**
 * Divides commits into lines: the refs' own in the order given, then those that merges took in, then what reflogs alone
 * remember, then one of what an earlier look saw. `listed` says which commits count, by hash, oldest look first.
 */
export function layOutChains(
  graph: CommitGraph,
  refs: readonly GitRef[],
  listed: ReadonlyMap<string, number>,
): ChainLayout {
  const walk = new ChainWalk(graph, listed);
  for (const { commit } of refs) walk.begin(graph.indexes.get(commit), "ref", undefined);
  walk.followMerges();
  for (const index of graph.hashes.keys()) {
    walk.begin(index, "reflog", undefined);
    walk.followMerges();
  }
  const forgotten = [...listed].filter(([hash]) => !graph.indexes.has(hash)).map(([, commit]) => commit);
  // New commits come first, so that the other way round is the order in which they were made, as far as is known.
  if (forgotten.length > 0) walk.remember(forgotten.toReversed());
  const placed = refs.flatMap(({ name, commit }) => {
    const place = walk.placeOf(graph.indexes.get(commit));
    return place === undefined ? [] : [{ name, ...place }];
  });
  return { chains: walk.chains, refs: placed };
}

class ChainWalk {
  readonly chains: Chain[] = [];
  readonly #graph: CommitGraph;
  readonly #listed: ReadonlyMap<string, number>;
  /** By commit: its line, plus one; and how many listed commits its line has up to it. */
  readonly #chainOf: Int32Array;
  readonly #positionOf: Int32Array;
  readonly #merges: number[] = [];
  #followed = 0;

  constructor(graph: CommitGraph, listed: ReadonlyMap<string, number>) {
    this.#graph = graph;
    this.#listed = listed;
    this.#chainOf = new Int32Array(graph.hashes.length);
    this.#positionOf = new Int32Array(graph.hashes.length);
  }

  placeOf(commit: number | undefined): ChainPosition | undefined {
    const chain = commit === undefined ? 0 : (this.#chainOf[commit] ?? 0);
    if (commit === undefined || chain === 0) return undefined;
    return { chain: chain - 1, position: this.#positionOf[commit] ?? 0 };
  }

  /** Follows first parents from a commit that lies on no line yet. */
  begin(tip: number | undefined, origin: Chain["origin"], merge: Chain["merge"]): void {
    if (tip === undefined || this.#chainOf[tip] !== 0) return;
    const path: number[] = [];
    let next: number | undefined = tip;
    while (next !== undefined && this.#chainOf[next] === 0) {
      path.push(next);
      this.#chainOf[next] = this.chains.length + 1;
      const parents: readonly number[] = this.#graph.parents[next] ?? [];
      if (parents.length > 1) this.#merges.push(next);
      next = parents[0];
    }
    const base = this.placeOf(next);
    const commits: number[] = [];
    for (const commit of path.toReversed()) {
      const listed = this.#listed.get(this.#graph.hashes[commit] ?? "");
      if (listed !== undefined) commits.push(listed);
      this.#positionOf[commit] = commits.length;
    }
    this.chains.push({ origin, base, commits, merge });
  }

  /** A line of commits that are no longer there. */
  remember(commits: readonly number[]): void {
    this.chains.push({ origin: "earlier-look", base: undefined, commits, merge: undefined });
  }

  /** Begins the lines that the merges seen so far took in, and those that these took in themselves. */
  followMerges(): void {
    for (; this.#followed < this.#merges.length; this.#followed += 1) {
      const merge = this.#merges[this.#followed] ?? 0;
      const end = { hash: this.#graph.hashes[merge] ?? "", time: this.#graph.times[merge] ?? 0 };
      for (const parent of (this.#graph.parents[merge] ?? []).slice(1)) this.begin(parent, "merge", end);
    }
  }
}
