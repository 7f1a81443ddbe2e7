import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { ExposureError } from "../src/errors.ts";
import type { GitRequest, GitRunner } from "../src/channels/git-history/git-runner.ts";
import { gitSafeguards } from "../src/channels/git-history/git-runner.ts";

/** A repository that tests write commits into. */
export interface TestRepository {
  readonly folder: string;
  readonly gitFolder: string;
  /** Runs git as a developer would; throws when it fails. */
  git(...args: readonly string[]): string;
  /** Writes files and commits them; times are seconds since the epoch with a zone. Answers with the commit. */
  commit(files: Readonly<Record<string, string>>, time: string, authorTime?: string): Promise<string>;
  remove(): Promise<void>;
}

const identity = [
  "-c",
  "user.name=Dev",
  "-c",
  "user.email=dev@developer.example",
  "-c",
  "commit.gpgSign=false",
];

/** Makes an empty repository in a temporary folder. */
export async function createTestRepository(): Promise<TestRepository> {
  const folder = await mkdtemp(join(tmpdir(), "lockkeeper-git-"));
  const git = (...args: readonly string[]): string => runGit(folder, args, {});
  git("init", "--quiet", "--initial-branch=main");
  return {
    folder,
    gitFolder: join(folder, ".git"),
    git,
    async commit(files, time, authorTime = time) {
      for (const [path, text] of Object.entries(files)) {
        await mkdir(dirname(join(folder, path)), { recursive: true });
        await writeFile(join(folder, path), text);
      }
      git("add", "--all");
      const env = { GIT_AUTHOR_DATE: authorTime, GIT_COMMITTER_DATE: time };
      runGit(folder, ["commit", "--quiet", "--allow-empty", "--message", "change"], env);
      return git("rev-parse", "HEAD").trim();
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

function runGit(folder: string, args: readonly string[], env: Readonly<Record<string, string>>): string {
  const ended = spawnSync("git", [...identity, ...args], {
    cwd: folder,
    env: { PATH: process.env["PATH"], HOME: folder, GIT_CONFIG_NOSYSTEM: "1", ...env },
    encoding: "utf8",
    maxBuffer: 100_000_000,
  });
  if (ended.status !== 0) throw new Error(`git ${args.join(" ")}: ${ended.stderr}`);
  return ended.stdout;
}

/** Runs git with the product's safeguards, and notes what was asked. Output comes in pieces of an odd size. */
export function createTestRunner(pieceSize = 997): GitRunner & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    async *run({ gitFolder, args, input = "" }: GitRequest) {
      asked.push(args[0] ?? "");
      const guards = gitSafeguards(gitFolder, "/dev/null");
      const ended = spawnSync("git", [...guards.args, ...args], {
        cwd: dirname(gitFolder),
        env: { PATH: process.env["PATH"], ...guards.env },
        input,
        maxBuffer: 100_000_000,
      });
      for (let at = 0; at < ended.stdout.length; at += pieceSize) {
        yield ended.stdout.subarray(at, at + pieceSize);
      }
      if (ended.status === 0) return;
      throw new ExposureError("EXPOSURE_GIT_FAILED", {
        message: `Cannot run git as it failed: ${ended.stderr.toString("utf8")}`,
        details: { exitCode: ended.status },
      });
    },
  };
}

/** A lockfile of npm that pins these versions, as npm lays it out. */
export function npmLockfile(versions: Readonly<Record<string, string>>): string {
  const entries = Object.entries(versions).map(([name, version]) => [
    `node_modules/${name}`,
    { version, resolved: `https://registry.example/${name}/-/${name}-${version}.tgz` },
  ]);
  const packages: unknown = Object.fromEntries([["", { name: "app", version: "1.0.0" }], ...entries]);
  return `${JSON.stringify({ name: "app", version: "1.0.0", lockfileVersion: 3, requires: true, packages }, null, 2)}\n`;
}
