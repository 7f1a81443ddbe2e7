import type { GitRunner } from "./git-runner.ts";
import { splitGitOutput } from "./read-text.ts";

/** A commit's two times. */
export interface CommitTime {
  /** Seconds since the epoch, by the clock of whoever wrote it. */
  readonly at: number;
  /** Minutes east of UTC. */
  readonly zone: number;
}

/** What a commit did to one file, compared with its first parent. Blobs are hashes; `undefined` where there is none. */
export interface FileChange {
  /** Foreign text, with forward slashes. */
  readonly path: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** A commit that changed lockfiles or manifests. */
export interface ChangingCommit {
  readonly hash: string;
  readonly author: CommitTime;
  readonly committer: CommitTime;
  readonly changes: readonly FileChange[];
}

const fileNames = [
  "package-lock.json",
  "npm-shrinkwrap.json",
  "pnpm-lock.yaml",
  "pnpm-lock.*.yaml",
  "yarn.lock",
  "bun.lock",
  "bun.lockb",
  "package.json",
];

/** How git is asked for the changes of all lockfiles and manifests, except what earlier tips lead to. */
export function changesRequest(
  gitFolder: string,
  knownTips: readonly string[],
): Parameters<GitRunner["run"]>[0] {
  const flags = [
    "--all",
    "--reflog",
    "--full-history",
    // Without this, merges are left out that took a side's lockfile as it was.
    "--parents",
    "--diff-merges=first-parent",
    "--raw",
    "--no-abbrev",
    "--no-renames",
    "--no-ext-diff",
    "--no-textconv",
    "--no-color",
    "--no-notes",
    "--no-decorate",
    "--date=raw",
    "-z",
    "--format=commit %H %ad %cd",
  ];
  const paths = fileNames.map((name) => `:(glob)**/${name}`);
  const known = knownTips.map((tip) => `^${tip}\n`).join("");
  return { gitFolder, args: ["log", "--ignore-missing", "--stdin", ...flags, "--", ...paths], input: known };
}

/** Reads which commits changed which lockfiles and manifests, newest first. Throws what the runner throws. */
export async function* readLockfileChanges(
  git: GitRunner,
  gitFolder: string,
  knownTips: readonly string[],
): AsyncIterable<ChangingCommit> {
  const parser = new ChangeParser();
  for await (const tokens of splitGitOutput(git, changesRequest(gitFolder, knownTips), "\0")) {
    for (const token of tokens) {
      const done = parser.take(token);
      if (done !== undefined) yield done;
    }
  }
  const last = parser.end();
  if (last !== undefined) yield last;
}

const commitToken = /^\n?commit ([0-9a-f]{40,64}) (.*)$/s;
const timeWords = /^(-?\d{1,15}) ([+-])(\d\d)(\d\d)$/;
const recordToken = /^\n?:(\d{6}) (\d{6}) ([0-9a-f]{40,64}) ([0-9a-f]{40,64}) [A-Z]\d{0,3}$/;
const maxChanges = 50_000;

/** Takes the parts of `git log --raw -z` apart: a commit, then pairs of a record and a path. */
export class ChangeParser {
  #open: (ChangingCommit & { readonly changes: FileChange[] }) | undefined;
  #record: readonly [string | undefined, string | undefined] | undefined;

  /** Takes one part in; answers with the commit that it ends, when that changed anything. */
  take(token: string): ChangingCommit | undefined {
    if (this.#record !== undefined) {
      // Whatever stands behind a record is a path, also one that looks like a commit.
      this.#addChange(token, this.#record);
      this.#record = undefined;
      return undefined;
    }
    const record = recordToken.exec(token);
    if (record !== null) {
      this.#record = [blobOf(record[1], record[3]), blobOf(record[2], record[4])];
      return undefined;
    }
    const commit = commitToken.exec(token);
    if (commit === null) return undefined;
    const done = this.end();
    const [author = "", committer = ""] = splitTimes(commit[2] ?? "");
    this.#open = {
      hash: commit[1] ?? "",
      author: parseTime(author),
      committer: parseTime(committer),
      changes: [],
    };
    return done;
  }

  /** The commit that is still open, when it changed anything. */
  end(): ChangingCommit | undefined {
    const open = this.#open;
    this.#open = undefined;
    return open === undefined || open.changes.length === 0 ? undefined : open;
  }

  #addChange(path: string, [before, after]: readonly [string | undefined, string | undefined]): void {
    const changes = this.#open?.changes;
    // What lies in node_modules belongs to the packages there.
    if (changes === undefined || changes.length >= maxChanges || isInstalled(path)) return;
    changes.push({ path, before, after });
  }
}

function isInstalled(path: string): boolean {
  return path.startsWith("node_modules/") || path.includes("/node_modules/");
}

/** Files alone: a link or a submodule of that name pins nothing. */
function blobOf(mode: string | undefined, hash: string | undefined): string | undefined {
  return mode?.startsWith("100") === true ? hash : undefined;
}

function splitTimes(words: string): readonly string[] {
  const [at, zone, ...rest] = words.trim().split(" ");
  return [`${at ?? ""} ${zone ?? ""}`, rest.join(" ")];
}

/** A time that git itself could not read counts as the beginning of time: long ago. */
function parseTime(words: string): CommitTime {
  const [, at = "0", sign = "+", hours = "0", minutes = "0"] = timeWords.exec(words) ?? [];
  const zone = Number(hours) * 60 + Number(minutes);
  return { at: Number(at), zone: sign === "-" ? -zone : zone };
}
