import type { GitRequest, GitRunner } from "./git-runner.ts";
import { ExposureError } from "../../errors.ts";
import { readGitText, splitGitOutput } from "./read-text.ts";

/** A name that leads to a commit. The name is foreign. */
export interface GitRef {
  /** `main`, `origin/bot`, `tag v1.2.0`, `stash`, `pull/7/head`, or `HEAD` where no branch is checked out. */
  readonly name: string;
  readonly commit: string;
}

/** What a repository says about itself. */
export interface GitState {
  /** The branch that is checked out first, then branches, those of remotes, tags and the rest. */
  readonly refs: readonly GitRef[];
  /** The commits at which a shallow clone ends. */
  readonly boundary: readonly string[];
  /** Whether objects may be missing because the clone left them out. */
  readonly isPartial: boolean;
}

const maxRefs = 200_000;
const refFormat = "%(objectname) %(objecttype) %(*objectname) %(*objecttype) %(refname)";
const refLine = /^([0-9a-f]{40,64}) (\w+) ([0-9a-f]{40,64})? ?(\w+)? ?(refs\/.+)$/;
const textBytes = 4_000_000;

/** Reads refs, the boundary of a shallow clone, and what kind of clone it is. Throws what the runner throws. */
export async function readGitState(git: GitRunner, gitFolder: string): Promise<GitState> {
  const ask = (...args: readonly string[]): Promise<string> => tryReadText(git, { gitFolder, args });
  const ofPartial = String.raw`^(extensions\.partialclone|remote\..*\.promisor)$`;
  // Each is short, and most of it is the start of a process.
  const [branch, head, partial, shallow] = await Promise.all([
    ask("symbolic-ref", "--quiet", "HEAD"),
    ask("rev-parse", "--verify", "--quiet", "HEAD^{commit}"),
    ask("config", "--get-regexp", ofPartial),
    ask("rev-parse", "--is-shallow-repository"),
  ]);
  const [headBranch, headCommit] = [branch.trim(), head.trim()];
  const found: (readonly [number, GitRef])[] = [];
  if (isHash(headCommit) && headBranch === "") found.push([0, { name: "HEAD", commit: headCommit }]);
  const request = {
    gitFolder,
    args: ["for-each-ref", `--count=${String(maxRefs)}`, `--format=${refFormat}`],
  };
  for await (const lines of splitGitOutput(git, request, "\n")) {
    for (const line of lines) {
      const [, object, type, peeled, peeledType, full] = refLine.exec(line) ?? [];
      const commit = type === "commit" ? object : peeledType === "commit" ? peeled : undefined;
      if (commit === undefined || full === undefined) continue;
      found.push([full === headBranch ? 0 : rankOf(full), { name: shortName(full), commit }]);
    }
  }
  const isShallow = shallow.trim() === "true";
  return {
    refs: found.toSorted(([left], [right]) => left - right).map(([, ref]) => ref),
    boundary: isShallow ? await readBoundary(git, gitFolder) : [],
    isPartial: partial !== "",
  };
}

/** Commits that have parents by their own word and none in this clone. */
async function readBoundary(git: GitRunner, gitFolder: string): Promise<readonly string[]> {
  const roots = await readGitText(
    git,
    { gitFolder, args: ["rev-list", "--all", "--reflog", "--max-parents=0"] },
    textBytes,
  );
  return roots.split("\n").filter(isHash);
}

const maxSubmodules = 1000;

/** The paths of the submodules that the commit checked out names; foreign texts. None where nothing is checked out. */
export async function readSubmodules(git: GitRunner, gitFolder: string): Promise<readonly string[]> {
  const ofModules = [
    "--blob",
    "HEAD:.gitmodules",
    "--null",
    "--get-regexp",
    String.raw`^submodule\..*\.path$`,
  ];
  const text = await tryReadText(git, { gitFolder, args: ["config", ...ofModules] }, [1, 128]);
  const paths = text.split("\0").flatMap((entry) => entry.split("\n")[1] ?? []);
  // A path that leads outside is no submodule.
  return paths.filter((path) => !path.split(/[\\/]/).includes("..")).slice(0, maxSubmodules);
}

/** What git prints; the empty text where it says that there is nothing. */
async function tryReadText(
  git: GitRunner,
  request: GitRequest,
  emptyCodes: readonly number[] = [1],
): Promise<string> {
  try {
    return await readGitText(git, request, textBytes);
  } catch (error) {
    const code = error instanceof ExposureError ? error.details?.["exitCode"] : undefined;
    if (typeof code === "number" && emptyCodes.includes(code)) return "";
    throw error;
  }
}

function isHash(text: string): boolean {
  return /^[0-9a-f]{40,64}$/.test(text);
}

const ranks: readonly (readonly [string, string])[] = [
  ["refs/heads/", ""],
  ["refs/remotes/", ""],
  ["refs/tags/", "tag "],
];

function rankOf(full: string): number {
  const rank = ranks.findIndex(([prefix]) => full.startsWith(prefix));
  return rank < 0 ? ranks.length + 1 : rank + 1;
}

function shortName(full: string): string {
  const [prefix, word] = ranks.find(([start]) => full.startsWith(start)) ?? ["refs/", ""];
  return word + full.slice(prefix.length);
}
