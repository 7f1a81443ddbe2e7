import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, describe, expect, test } from "vitest";

import { createTestRepository, createTestRunner, npmLockfile } from "../../../test/git-kit.ts";
import type { TestRepository } from "../../../test/git-kit.ts";
import type { EvidenceItem, Observation, UnreadableEvidence } from "../../observation.ts";
import type { ExposureQuestion } from "../../question.ts";
import type { HistoryCache } from "./collect-git-history.ts";
import { collectGitHistory } from "./collect-git-history.ts";
import type { GitRunner } from "./git-runner.ts";

const where = { kind: "repository", id: "app" } as const;
const opened: TestRepository[] = [];

afterEach(async () => {
  for (const each of opened.splice(0)) await each.remove();
});

async function openRepository(): Promise<TestRepository> {
  const repository = await createTestRepository();
  opened.push(repository);
  return repository;
}

function questionOf(
  versions: Readonly<Record<string, readonly string[]>>,
  window: ExposureQuestion["window"] = { since: undefined, until: undefined },
): ExposureQuestion {
  const targets = Object.entries(versions).map(([name, each]) => ({
    name,
    versions: each,
    except: [],
    range: undefined,
    window: { since: undefined, until: undefined },
    integrity: [],
    source: "test",
  }));
  return { targets, window, now: 1_800_000_000_000 };
}

interface Asked {
  readonly observations: readonly Observation[];
  readonly unreadable: readonly UnreadableEvidence[];
}

interface AskOptions {
  readonly git?: GitRunner;
  readonly cache?: HistoryCache;
  readonly gitFolder?: string;
}

async function ask(
  repository: TestRepository,
  question: ExposureQuestion,
  {
    git = createTestRunner(),
    cache = createMemoryCache(),
    gitFolder = repository.gitFolder,
  }: AskOptions = {},
): Promise<Asked> {
  const items: EvidenceItem[] = [];
  const hasModule = (): Promise<boolean> => Promise.resolve(false);
  const source = { git, gitFolder, where, cache, hasModule };
  for await (const item of collectGitHistory(question, source)) items.push(item);
  return {
    observations: items.flatMap((item) => (item.kind === "observation" ? [item.observation] : [])),
    unreadable: items.flatMap((item) => (item.kind === "unreadable" ? [item.unreadable] : [])),
  };
}

function createMemoryCache(): HistoryCache & { kept: Uint8Array | undefined } {
  const cache = {
    kept: undefined as Uint8Array | undefined, // the type of a member that is set later
    read: () => Promise.resolve(cache.kept),
    write: (bytes: Uint8Array) => {
      cache.kept = bytes;
      return Promise.resolve();
    },
  };
  return cache;
}

const axios = questionOf({ axios: ["1.14.1"] });
const [first, second, third, fourth] = ["1774900000", "1774910000", "1774920000", "1774930000"];

describe("collectGitHistory", () => {
  test("tells when a version was locked and when it went, with both commits and the zone", async () => {
    const repository = await openRepository();
    await repository.commit({ "package-lock.json": npmLockfile({ axios: "1.14.0" }) }, `${first} +0000`);
    const entered = await repository.commit(
      { "package-lock.json": npmLockfile({ axios: "1.14.1" }) },
      `${second} +0200`,
    );
    await repository.commit({ "README.md": "nothing" }, `${third} +0000`);
    const left = await repository.commit(
      { "package-lock.json": npmLockfile({ axios: "1.14.0" }) },
      `${fourth} +0000`,
    );

    const { observations, unreadable } = await ask(repository, axios);

    expect(unreadable).toEqual([]);
    expect(observations).toEqual([
      {
        channel: "git-history",
        where,
        kind: "locked",
        name: "axios",
        version: "1.14.1",
        since: { at: 1_774_910_000_000, basis: "commit-date", toleranceMs: 0 },
        until: { at: 1_774_930_000_000, basis: "commit-date", toleranceMs: 0 },
        ref: `${entered.slice(0, 12)}:package-lock.json`,
        detail: `locked by commit ${entered.slice(0, 12)}, committed 2026-03-30 22:33 UTC (+02:00 there); gone with ${left.slice(0, 12)}, committed 2026-03-31 04:06 UTC`,
      },
    ]);
  });

  test("says that nothing was found of a repository that pinned another version", async () => {
    const repository = await openRepository();
    await repository.commit({ "package-lock.json": npmLockfile({ axios: "1.14.0" }) }, `${first} +0000`);

    const { observations } = await ask(repository, axios);

    expect(observations.map(({ kind, name }) => [kind, name])).toEqual([["clean", ""]]);
  });

  test("finds a branch of a bot that was never merged, also on a remote", async () => {
    const repository = await openRepository();
    await repository.commit({ "package-lock.json": npmLockfile({ axios: "1.14.0" }) }, `${first} +0000`);
    repository.git("checkout", "--quiet", "-b", "bot/axios");
    const tip = await repository.commit(
      { "package-lock.json": npmLockfile({ axios: "1.14.1" }) },
      `${second} +0000`,
    );
    repository.git("checkout", "--quiet", "main");
    repository.git("update-ref", "refs/remotes/origin/bot/axios", tip);
    repository.git("branch", "--quiet", "-D", "bot/axios");

    const { observations } = await ask(repository, axios);

    expect(observations.map(({ until, ref }) => [until, ref])).toEqual([
      [undefined, `${tip.slice(0, 12)}:package-lock.json`],
    ]);
    expect(observations[0]?.detail).toContain("still on origin/bot/axios");
  });

  test("finds what a branch had that only the reflog remembers", async () => {
    const repository = await openRepository();
    await repository.commit({ "package-lock.json": npmLockfile({ axios: "1.14.0" }) }, `${first} +0000`);
    await repository.commit({ "package-lock.json": npmLockfile({ axios: "1.14.1" }) }, `${second} +0000`);
    repository.git("reset", "--quiet", "--hard", "HEAD~1");

    const { observations } = await ask(repository, axios);

    expect(observations.map(({ kind }) => kind)).toEqual(["locked"]);
    expect(observations[0]?.detail).toContain("only the reflog still knows that commit");
  });

  test("finds what was stashed", async () => {
    const repository = await openRepository();
    await repository.commit({ "package-lock.json": npmLockfile({ axios: "1.14.0" }) }, `${first} +0000`);
    await writeFile(join(repository.folder, "package-lock.json"), npmLockfile({ axios: "1.14.1" }));
    repository.git("stash");

    const { observations } = await ask(repository, axios);

    expect(observations.map(({ kind, version }) => [kind, version])).toContainEqual(["locked", "1.14.1"]);
    expect(observations.some(({ detail }) => detail.includes("stash"))).toBe(true);
  });

  test("tells of a merge, of its branch, and of the tag that keeps the version", async () => {
    const repository = await openRepository();
    await repository.commit({ "package-lock.json": npmLockfile({ axios: "1.14.0" }) }, `${first} +0000`);
    repository.git("checkout", "--quiet", "-b", "update");
    const onBranch = await repository.commit(
      { "package-lock.json": npmLockfile({ axios: "1.14.1" }) },
      `${second} +0000`,
    );
    repository.git("checkout", "--quiet", "main");
    await repository.commit({ "README.md": "meanwhile" }, `${second} +0000`);
    repository.git("merge", "--quiet", "--no-ff", "--message", "merge", "update");
    repository.git("branch", "--quiet", "-d", "update");
    repository.git("tag", "v1.2.0");
    const merge = repository.git("rev-parse", "HEAD").trim();
    await repository.commit({ "package-lock.json": npmLockfile({ axios: "1.14.0" }) }, `${fourth} +0000`);

    const { observations } = await ask(repository, axios);

    const told = observations.map(({ ref, until, detail }) => [
      ref.slice(0, 12),
      until !== undefined,
      detail.replace(/^.*; /, "").replace(/ [0-9a-f]{12}, .*/, ""),
    ]);
    expect(told).toEqual([
      [merge.slice(0, 12), true, "gone with"],
      [merge.slice(0, 12), false, "still on tag v1.2.0"],
      [onBranch.slice(0, 12), true, "its branch was merged by"],
    ]);
  });

  test("tells of branches together that left while the version was locked, and dropped it nowhere", async () => {
    const repository = await openRepository();
    await repository.commit({ "package-lock.json": npmLockfile({ axios: "1.14.1" }) }, `${first} +0000`);
    for (let number = 0; number < 12; number += 1) repository.git("branch", `old-${String(number)}`);
    await repository.commit({ "package-lock.json": npmLockfile({ axios: "1.14.0" }) }, `${second} +0000`);

    const { observations } = await ask(repository, axios);

    expect(observations).toHaveLength(2);
    expect(observations[1]?.detail).toContain("old-0, old-1, old-10");
    expect(observations[1]?.detail).toContain("and 4 more");
  });

  test("reads lockfiles in folders, also with odd names, but not in node_modules", async () => {
    const repository = await openRepository();
    const lockfile = npmLockfile({ axios: "1.14.1" });
    const files = {
      "apps/wëb \n1/package-lock.json": lockfile,
      "node_modules/x/package-lock.json": lockfile,
      "apps/api/yarn.lock": '# yarn lockfile v1\n\n\naxios@^1:\n  version "1.14.1"\n',
      "apps/pnpm/pnpm-lock.yaml":
        "lockfileVersion: '9.0'\n\npackages:\n\n  axios@1.14.1:\n    resolution: {integrity: sha512-a}\n",
    };
    await repository.commit(files, `${first} +0000`);

    const { observations } = await ask(repository, axios);

    expect(observations.map(({ ref }) => ref.slice(13)).toSorted()).toEqual([
      "apps/api/yarn.lock",
      "apps/pnpm/pnpm-lock.yaml",
      "apps/wëb \n1/package-lock.json",
    ]);
  });

  test("widens the time of a commit that was written earlier than it was committed", async () => {
    const repository = await openRepository();
    await repository.commit(
      { "package-lock.json": npmLockfile({ axios: "1.14.1" }) },
      `${third} +0000`,
      `${second} +0000`,
    );

    const { observations } = await ask(repository, axios);

    expect(observations[0]?.since).toEqual({
      at: 1_774_920_000_000,
      basis: "commit-date",
      toleranceMs: 10_000_000,
    });
    expect(observations[0]?.detail).toContain("written 2026-03-30 22:33 UTC");
  });

  test("calls a lockfile in conflict unreadable as long as it was there, and keeps what it had", async () => {
    const repository = await openRepository();
    await repository.commit({ "package-lock.json": npmLockfile({ axios: "1.14.1" }) }, `${first} +0000`);
    const broken = await repository.commit(
      { "package-lock.json": "<<<<<<< ours\n{}\n=======\n>>>>>>> theirs\n" },
      `${second} +0000`,
    );
    await repository.commit({ "package-lock.json": npmLockfile({ axios: "1.14.0" }) }, `${third} +0000`);

    const during = await ask(
      repository,
      questionOf({ axios: ["1.14.1"] }, { since: 1_774_915_000_000, until: undefined }),
    );
    const after = await ask(
      repository,
      questionOf({ axios: ["1.14.1"] }, { since: 1_774_925_000_000, until: undefined }),
    );

    expect(during.unreadable.map(({ code, ref }) => [code, ref])).toEqual([
      ["LOCKFILE_BAD_FORMAT", `${broken.slice(0, 12)}:package-lock.json`],
    ]);
    expect(during.observations.map(({ until }) => until?.at)).toEqual([1_774_920_000_000]);
    expect(after.unreadable).toEqual([]);
  });

  test("says of a shallow clone what it cannot know", async () => {
    const repository = await openRepository();
    await repository.commit({ "package-lock.json": npmLockfile({ axios: "1.14.1" }) }, `${first} +0000`);
    await repository.commit({ "README.md": "more" }, `${second} +0000`);
    const clone = join(repository.folder, "clone");
    repository.git("clone", "--quiet", "--depth=1", `file://${repository.folder}`, clone);

    const early = await ask(repository, axios, { gitFolder: join(clone, ".git") });
    const late = await ask(
      repository,
      questionOf({ axios: ["1.14.1"] }, { since: 1_774_915_000_000, until: undefined }),
      { gitFolder: join(clone, ".git") },
    );

    expect(early.unreadable.map(({ code }) => code)).toEqual(["shallow"]);
    expect(early.observations.map(({ kind, since }) => [kind, since])).toEqual([["locked", undefined]]);
    expect(early.observations[0]?.detail).toContain("where this shallow clone begins");
    expect(late.unreadable).toEqual([]);
  });

  test("calls files unreadable that a partial clone left out, and fetches nothing", async () => {
    const repository = await openRepository();
    await repository.commit({ "package-lock.json": npmLockfile({ axios: "1.14.1" }) }, `${first} +0000`);
    await repository.commit({ "package-lock.json": npmLockfile({ axios: "1.14.0" }) }, `${second} +0000`);
    repository.git("config", "uploadpack.allowFilter", "true");
    const clone = join(repository.folder, "clone");
    repository.git(
      "clone",
      "--quiet",
      "--filter=blob:none",
      "--no-checkout",
      `file://${repository.folder}`,
      clone,
    );

    const { observations, unreadable } = await ask(repository, axios, { gitFolder: join(clone, ".git") });

    expect(unreadable.map(({ code }) => code)).toEqual(["missing"]);
    expect(observations).toEqual([]);
  });

  test("tells of a range that nothing pinned at the time, though a lockfile pins it now", async () => {
    const repository = await openRepository();
    const manifest = JSON.stringify({ dependencies: { axios: "^1.14.0" } });
    const asked = await repository.commit({ "tools/package.json": manifest }, `${first} +0000`);
    await repository.commit(
      { "tools/package-lock.json": npmLockfile({ axios: "1.14.0" }) },
      `${third} +0000`,
    );

    const { observations } = await ask(repository, axios);

    expect(
      observations.map(({ kind, version, since, until, ref }) => [kind, version, since?.at, until?.at, ref]),
    ).toEqual([
      ["accepts", "1.14.1", 1_774_900_000_000, 1_774_920_000_000, `${asked.slice(0, 12)}:tools/package.json`],
    ]);
  });

  test("takes a range for no lock, and leaves it alone where a lockfile is beside it or above", async () => {
    const repository = await openRepository();
    const exact = JSON.stringify({ dependencies: { axios: "1.14.1" } });
    const files = {
      "package-lock.json": npmLockfile({ axios: "1.14.0" }),
      "package.json": exact,
      "packages/api/package.json": exact,
      "broken/package.json": "{",
    };
    await repository.commit(files, `${first} +0000`);
    await repository.commit({ "packages/api/package.json": "<<<<<<< ours" }, `${second} +0000`);

    const { observations, unreadable } = await ask(repository, axios);

    expect(unreadable).toEqual([]);
    expect(observations.map(({ kind }) => kind)).toEqual(["clean"]);
  });

  test("names submodules that are not here", async () => {
    const repository = await openRepository();
    const modules =
      '[submodule "lib"]\n\tpath = vendor/lib\n\turl = https://git.example/lib\n[submodule "x"]\n\tpath = ../x\n';
    await repository.commit({ ".gitmodules": modules }, `${first} +0000`);

    const { unreadable } = await ask(repository, axios);

    expect(unreadable.map(({ code, ref }) => [code, ref])).toEqual([["submodule", "vendor/lib"]]);
  });

  test("answers another question from the index, and looks only at what is new", async () => {
    const repository = await openRepository();
    const cache = createMemoryCache();
    await repository.commit(
      { "package-lock.json": npmLockfile({ axios: "1.14.1", ms: "2.0.0" }) },
      `${first} +0000`,
    );
    await ask(repository, axios, { cache });
    const again = createTestRunner();
    const grown = createTestRunner();

    const other = await ask(repository, questionOf({ ms: ["2.0.0"] }), { cache, git: again });
    await repository.commit({ "package-lock.json": npmLockfile({ axios: "1.14.0" }) }, `${second} +0000`);
    const later = await ask(repository, axios, { cache, git: grown });
    const anew = await ask(repository, axios);

    expect(other.observations.map(({ name }) => name)).toEqual(["ms"]);
    expect(again.asked).not.toContain("log");
    expect(grown.asked).toContain("log");
    expect(later.observations).toEqual(anew.observations);
    expect(later.observations.map(({ until }) => until?.at)).toEqual([1_774_910_000_000]);
  });

  test("remembers what a rewritten history threw away, and makes a broken index anew", async () => {
    const repository = await openRepository();
    const cache = createMemoryCache();
    await repository.commit({ "package-lock.json": npmLockfile({ axios: "1.14.1" }) }, `${first} +0000`);
    await ask(repository, axios, { cache });
    repository.git("checkout", "--quiet", "--orphan", "fresh");
    await repository.commit({ "package-lock.json": npmLockfile({ axios: "1.14.0" }) }, `${second} +0000`);
    repository.git("branch", "--quiet", "-D", "main");
    repository.git("reflog", "expire", "--expire=all", "--all");
    repository.git("gc", "--quiet", "--prune=now");

    const rewritten = await ask(repository, axios, { cache });
    cache.kept = Buffer.from("no index");
    const anew = await ask(repository, axios, { cache });

    expect([...rewritten.unreadable, ...anew.unreadable]).toEqual([]);
    expect(rewritten.observations.map(({ kind }) => kind)).toEqual(["locked"]);
    expect(rewritten.observations[0]?.detail).toContain("an earlier look saw that commit");
    expect(anew.observations.map(({ kind }) => kind)).toEqual(["clean"]);
  });

  test("runs nothing that a repository's settings name", async () => {
    const repository = await openRepository();
    await repository.commit({ "package-lock.json": npmLockfile({ axios: "1.14.1" }) }, `${first} +0000`);
    const outside = await mkdtemp(join(tmpdir(), "lockkeeper-trap-"));
    const [trap, mark] = [join(outside, "trap.sh"), join(outside, "mark")];
    await writeFile(trap, `#!/bin/sh\ntouch "${mark}"\n`);
    await chmod(trap, 0o755);
    for (const key of ["core.fsmonitor", "gpg.program", "diff.external", "core.pager", "core.sshCommand"]) {
      repository.git("config", key, trap);
    }
    repository.git("config", "log.showSignature", "true");
    repository.git("config", "core.hooksPath", outside);

    const { observations } = await ask(repository, axios);

    expect(observations.map(({ kind }) => kind)).toEqual(["locked"]);
    expect(existsSync(mark)).toBe(false);
    await rm(outside, { recursive: true });
  });

  test("calls what is no repository unreadable", async () => {
    const repository = await openRepository();

    const { observations, unreadable } = await ask(repository, axios, {
      gitFolder: join(repository.folder, "nothing"),
    });

    expect(observations).toEqual([]);
    expect(unreadable.map(({ code }) => code)).toEqual(["EXPOSURE_GIT_FAILED"]);
  });

  test("has nothing to say of a repository without commits", async () => {
    const repository = await openRepository();

    const { observations, unreadable } = await ask(repository, axios);

    expect([...observations, ...unreadable]).toEqual([]);
  });
});
