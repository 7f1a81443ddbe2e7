import { stat } from "node:fs/promises";
import { basename, dirname } from "node:path";

import { systemErrorCode } from "@lockkeeper/core";
import type { ReadLockfile } from "@lockkeeper/lockfile";
import { lockfileLimits, parseNamedLockfile, readLockfile } from "@lockkeeper/lockfile";

import { startChild } from "../child-process.ts";
import type { ChildEnd } from "../child-process.ts";
import type { Environment } from "../environment.ts";
import { CliError } from "../errors.ts";
import { resolveProgram } from "../run-program.ts";

type Outside = Pick<Environment, "env" | "platform">;

const timeoutMs = 30_000;
const lockfileEnding = /\.(?:json|yaml|lock|lockb)$/i;
// Security: no option, and nothing that names a path or a range of revisions.
const revisionForm = /^(?!-)[\p{L}\p{N}_@./~^{}+#=,-]{1,200}$/u;

/**
 * The lockfile as it was before: `before` is the path of an older copy, or a revision of the git repository that the
 * lockfile lies in. `undefined` when that revision has no such file. Throws `CLI_USAGE` for what is no revision,
 * `CLI_BAD_FILE` when git cannot be asked, and LOCKFILE_* errors.
 */
export async function readEarlierLockfile(
  lockfile: string,
  before: string,
  outside: Outside,
): Promise<ReadLockfile | undefined> {
  if (lockfileEnding.test(before) && (await isFile(before))) return await readLockfile(before);
  const text = await readEarlierText(lockfile, before, outside);
  return text === undefined ? undefined : parseNamedLockfile(basename(lockfile), Buffer.from(text, "utf8"));
}

/**
 * A file's text at a revision of the git repository that it lies in; `undefined` when that revision has no such file.
 * Throws `CLI_USAGE` for what is no revision, and `CLI_BAD_FILE` when git cannot be asked.
 */
export async function readEarlierText(
  file: string,
  before: string,
  outside: Outside,
): Promise<string | undefined> {
  if (!revisionForm.test(before) || before.includes("..")) throw badRevision(before);
  const git = (...args: readonly string[]): Promise<ChildEnd> => askGit(args, dirname(file), outside);
  const revision = await git("rev-parse", "--verify", "--quiet", `${before}^{commit}`);
  const commit = revision.output.trim();
  const isCommit = revision.code === 0 && /^[0-9a-f]{40,64}$/.test(commit);
  if (!isCommit && before === "HEAD" && (await isUnborn(git))) return undefined;
  if (!isCommit) throw badRevision(before);
  const content = await git("cat-file", "blob", `${commit}:./${basename(file)}`);
  if (content.code === 0) return content.output;
  const former = await findFormerPath(git, commit, basename(file));
  const moved = former === undefined ? undefined : await git("cat-file", "blob", `${commit}:${former}`);
  return moved?.code === 0 ? moved.output : undefined;
}

/** Whether a repository has no commit yet, so that nothing was before. */
async function isUnborn(git: (...args: readonly string[]) => Promise<ChildEnd>): Promise<boolean> {
  const branch = await git("symbolic-ref", "--quiet", "HEAD");
  const commits = await git("rev-list", "--max-count=1", "--all");
  return branch.code === 0 && commits.code === 0 && commits.output.trim() === "";
}

/**
 * Where a file was that moved since, as git tells renames; one that git does not track yet is none of them. Security:
 * the index alone is compared, since looking at the working tree may start what the repository's settings name.
 */
async function findFormerPath(
  git: (...args: readonly string[]) => Promise<ChildEnd>,
  commit: string,
  name: string,
): Promise<string | undefined> {
  const prefix = await git("rev-parse", "--show-prefix");
  const renames = await git(
    "diff-index",
    "--cached",
    "--find-renames",
    "--diff-filter=R",
    "--name-status",
    "-z",
    commit,
  );
  if (prefix.code !== 0 || renames.code !== 0) return undefined;
  const path = `${prefix.output.replace(/\n$/, "")}${name}`;
  const words = renames.output.split("\0");
  for (let at = 0; at + 2 < words.length; at += 3) if (words[at + 2] === path) return words[at + 1];
  return undefined;
}

async function askGit(args: readonly string[], cwd: string, { env, platform }: Outside): Promise<ChildEnd> {
  const program = await resolveProgram(["git", ...args], { platform, cwd, env });
  const child = startChild(program.file, program.args, {
    cwd,
    // Nothing but what is on this disk: no network for missing objects, no question for a password.
    env: { ...env, GIT_NO_LAZY_FETCH: "1", GIT_TERMINAL_PROMPT: "0", GIT_OPTIONAL_LOCKS: "0" },
    stdio: "capture",
    keepsErrors: false,
    // One more than is allowed, so that a cut is seen.
    maxOutputBytes: lockfileLimits.maxBytes + 1,
    isVerbatim: program.isVerbatim,
  });
  const timer = setTimeout(() => child.kill("SIGKILL"), timeoutMs);
  try {
    return await child.ended;
  } catch (cause) {
    throw new CliError("CLI_BAD_FILE", {
      message: `Cannot read an earlier lockfile as git cannot be started: ${systemErrorCode(cause) ?? String(cause)}`,
      hint: "Install git, or give the path of an older copy of the lockfile.",
      cause,
    });
  } finally {
    clearTimeout(timer);
  }
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch (error) {
    if (systemErrorCode(error) === undefined) throw error;
    return false;
  }
}

function badRevision(before: string): CliError {
  return new CliError("CLI_USAGE", {
    message: `Cannot use ${JSON.stringify(before.slice(0, 120))} as what was before as it is neither a commit of the lockfile's repository nor an older lockfile`,
    hint: "Write a branch, a tag or a commit such as origin/main; a shallow clone may have to fetch it first.",
  });
}
