import type { GitRunner } from "./git-runner.ts";
import { splitGitOutput } from "./read-text.ts";

/** All commits of a repository, children before their parents. Indexes are stable for one reading. */
export interface CommitGraph {
  readonly hashes: readonly string[];
  readonly indexes: ReadonlyMap<string, number>;
  /** When each was committed, in seconds since the epoch. */
  readonly times: Float64Array;
  /** The parents of each that are there, the first one first. */
  readonly parents: readonly (readonly number[])[];
  /** Whether the bound was reached: older commits are missing. */
  readonly isCut: boolean;
}

/** More than any repository of packages has; those of a whole company's code have about a million. */
const maxCommits = 2_000_000;
const maxParents = 1000;
const commitLine = /^(-?\d{1,15}) ([0-9a-f]{40,64})((?: [0-9a-f]{40,64})*)$/;

/** Reads every commit that a ref or a reflog leads to. Throws what the runner throws. */
export async function readCommitGraph(git: GitRunner, gitFolder: string): Promise<CommitGraph> {
  const hashes: string[] = [];
  const times: number[] = [];
  const parentHashes: (readonly string[])[] = [];
  const args = ["rev-list", "--all", "--reflog", "--topo-order", "--parents", "--timestamp"];
  const request = { gitFolder, args: [...args, `--max-count=${String(maxCommits)}`] };
  for await (const lines of splitGitOutput(git, request, "\n")) {
    for (const line of lines) {
      const [, time, hash, parents = ""] = commitLine.exec(line) ?? [];
      if (time === undefined || hash === undefined) continue;
      hashes.push(hash);
      times.push(Number(time));
      parentHashes.push(parents === "" ? [] : parents.slice(1).split(" ", maxParents));
    }
  }
  const indexes = new Map(hashes.map((hash, index) => [hash, index]));
  return {
    hashes,
    indexes,
    times: Float64Array.from(times),
    parents: parentHashes.map((each) => each.flatMap((hash) => indexes.get(hash) ?? [])),
    isCut: hashes.length >= maxCommits,
  };
}
