import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { systemErrorCode } from "@lockkeeper/core";
import type { RepairGroup } from "@lockkeeper/scan";

import { startChild } from "../child-process.ts";
import type { Environment } from "../environment.ts";
import { CliError } from "../errors.ts";
import { resolveProgram } from "../run-program.ts";

type Outside = Pick<Environment, "env" | "platform">;

/** Makes a branch for each group, without touching working tree or index. */
export interface GitBranches {
  /**
   * Commits what the group's files hold now, upon the branches of the groups that it builds on; answers the branch's
   * name. Throws `CLI_BAD_FILE`.
   */
  add(group: RepairGroup, buildsOn: readonly string[]): Promise<string>;
}

const timeoutMs = 60_000;

/** Opens the repository that a folder lies in. Throws `CLI_USAGE` when there is none, or its tree is not clean. */
export async function openGitBranches(folder: string, outside: Outside): Promise<GitBranches> {
  const git = (args: readonly string[], index?: string): Promise<string> =>
    runGit(folder, args, { outside, index });
  const status = await git(["status", "--porcelain", "--untracked-files=no"]);
  if (status.trim() !== "") {
    throw new CliError("CLI_USAGE", {
      message: "Cannot make branches as the working tree has changes that are not committed",
      hint: "Commit or stash them first, or leave --branch away.",
    });
  }
  const base = (await git(["rev-parse", "--verify", "HEAD"])).trim();
  const prefix = (await git(["rev-parse", "--show-prefix"])).trim();
  const author = await authorOf(git);
  const branches = new Map<string, Branch>();
  return {
    async add(group, buildsOn) {
      const below = buildsOn.flatMap((id) => branches.get(id) ?? []);
      const tree = await writeTree(git, { base, prefix, group });
      const parents = below.length === 0 ? [base] : below.map(({ commit }) => commit);
      const names = below.map(({ name }) => name).join(", ");
      const message = `Repair: ${safeTitle(group.title)}${names === "" ? "" : `\n\nBuilds on ${names}.`}`;
      const links = parents.flatMap((parent) => ["-p", parent]);
      const commit = (await git([...author, "commit-tree", tree, ...links, "-m", message])).trim();
      const name = await makeBranch(git, group.id, commit);
      branches.set(group.id, { name, commit });
      return name;
    },
  };
}

interface Branch {
  readonly name: string;
  readonly commit: string;
}

type Git = (args: readonly string[], index?: string) => Promise<string>;

/** A pipeline's git often knows nobody; the commits are then Lockkeeper's. */
async function authorOf(git: Git): Promise<readonly string[]> {
  try {
    await git(["var", "GIT_COMMITTER_IDENT"]);
    return [];
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    return ["-c", "user.name=Lockkeeper", "-c", "user.email=lockkeeper@localhost"];
  }
}

interface TreeParts {
  readonly base: string;
  /** Of the folder in its repository. */
  readonly prefix: string;
  readonly group: RepairGroup;
}

async function writeTree(git: Git, { base, prefix, group }: TreeParts): Promise<string> {
  // A repository's own index is the user's; this one is thrown away.
  const scratch = await mkdtemp(join(tmpdir(), "lockkeeper-index-"));
  const index = join(scratch, "index");
  try {
    await git(["read-tree", base], index);
    for (const { file, after } of group.changes) {
      const path = `${prefix}${file}`;
      if (after === undefined) {
        await git(["update-index", "--force-remove", "--", file], index);
        continue;
      }
      const blob = (await git(["hash-object", "-w", "--no-filters", "--", file])).trim();
      await git(["update-index", "--add", "--cacheinfo", `100644,${blob},${path}`], index);
    }
    return (await git(["write-tree"], index)).trim();
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function makeBranch(git: Git, id: string, commit: string): Promise<string> {
  const known = new Set((await git(["for-each-ref", "--format=%(refname:short)", "refs/heads"])).split("\n"));
  let name = `lockkeeper/${id}`;
  for (let count = 2; known.has(name); count += 1) name = `lockkeeper/${id}-${String(count)}`;
  await git(["branch", "--no-track", name, commit]);
  return name;
}

/** Names of packages are foreign; a message needs no more than their plain part. */
function safeTitle(title: string): string {
  return title.replace(/[^\w@/.+→ -]/g, "?").slice(0, 120);
}

async function runGit(
  cwd: string,
  args: readonly string[],
  { outside, index }: { readonly outside: Outside; readonly index: string | undefined },
): Promise<string> {
  const program = await resolveProgram(["git", ...args], { ...outside, cwd });
  const child = startChild(program.file, program.args, {
    cwd,
    env: {
      ...outside.env,
      GIT_TERMINAL_PROMPT: "0",
      GIT_OPTIONAL_LOCKS: "0",
      ...(index === undefined ? {} : { GIT_INDEX_FILE: index }),
    },
    stdio: "capture",
    isVerbatim: program.isVerbatim,
  });
  const timer = setTimeout(() => child.kill("SIGKILL"), timeoutMs);
  try {
    const { code, output } = await child.ended;
    if (code === 0) return output;
    throw gitFailed(`git ${args[0] ?? ""} says: ${output.trim().slice(0, 300)}`, undefined);
  } catch (cause) {
    if (cause instanceof CliError) throw cause;
    throw gitFailed(`git cannot be started: ${systemErrorCode(cause) ?? String(cause)}`, cause);
  } finally {
    clearTimeout(timer);
  }
}

function gitFailed(why: string, cause: unknown): CliError {
  return new CliError("CLI_USAGE", {
    message: `Cannot make branches as ${why}`,
    hint: "Run it in a git repository with at least one commit, or leave --branch away.",
    cause,
  });
}
