import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

import { describe, expect, onTestFinished, test } from "vitest";

import { readLockfileSubjects } from "./lockfile-subjects.ts";
import type { LockfileSubjects } from "./lockfile-subjects.ts";

const run = promisify(execFile);

function lockfile(versions: Readonly<Record<string, string>>): string {
  const packages = Object.entries(versions).map(([name, version]) => [
    `node_modules/${name}`,
    { version, resolved: `https://registry.example/${name}/-/${name}-${version}.tgz`, integrity: "sha512-a" },
  ]);
  return JSON.stringify(
    {
      lockfileVersion: 3,
      packages: {
        "": { name: "root" },
        ...Object.fromEntries(packages),
        "node_modules/zod/node_modules/own": { version: "1.0.0", inBundle: true },
        "node_modules/repo": { version: "1.0.0", resolved: "git+ssh://git@host.example/a/repo.git#0123" },
      },
    },
    undefined,
    1,
  );
}

async function createFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "lockkeeper-locked-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}

function outside(cwd: string): Parameters<typeof readLockfileSubjects>[1] {
  return { cwd, env: { PATH: process.env["PATH"] }, platform: process.platform };
}

/** A repository with a lockfile of axios 1.14.0 at its first commit, and of 1.14.1 on the disk. */
async function createRepository(): Promise<string> {
  const folder = await createFolder();
  await mkdir(join(folder, "app"));
  const file = join(folder, "app", "package-lock.json");
  const git = (...args: readonly string[]): Promise<unknown> => run("git", [...args], { cwd: folder });
  await git("init", "--quiet", "--initial-branch=main");
  await git(
    "-c",
    "user.name=a",
    "-c",
    "user.email=a@host.example",
    "commit",
    "--quiet",
    "--allow-empty",
    "-m",
    "none",
  );
  await git("tag", "none");
  await writeFile(file, lockfile({ axios: "1.14.0", zod: "4.0.0" }));
  await git("add", ".");
  await git("-c", "user.name=a", "-c", "user.email=a@host.example", "commit", "--quiet", "-m", "first");
  await writeFile(file, lockfile({ axios: "1.14.1", zod: "4.0.0" }));
  return folder;
}

function specsOf({ subjects }: LockfileSubjects): readonly string[] {
  return subjects.map(({ spec }) => spec);
}

describe("readLockfileSubjects()", () => {
  test("readLockfileSubjects() names each version with its line, and what cannot be looked at by name", async () => {
    const folder = await createFolder();
    await writeFile(join(folder, "package-lock.json"), lockfile({ axios: "1.14.1" }));

    const found = await readLockfileSubjects(
      { file: "package-lock.json", onlyNewSince: undefined },
      outside(folder),
    );

    expect(found).toMatchObject({
      ownCount: 1,
      knownCount: 0,
      subjects: [
        {
          spec: "axios@1.14.1",
          target: { kind: "spec", spec: "axios@1.14.1" },
          origin: { file: "package-lock.json", line: 7 },
          pinned: "sha512-a",
        },
        { spec: "repo@1.0.0", target: { code: "CLI_NOT_INSPECTABLE" } },
      ],
    });
  });

  test("readLockfileSubjects() leaves out what a revision of the repository has", async () => {
    const folder = await createRepository();
    const ask = (onlyNewSince: string): Promise<LockfileSubjects> =>
      readLockfileSubjects({ file: "package-lock.json", onlyNewSince }, outside(join(folder, "app")));

    const sinceMain = await ask("main");
    const sinceNone = await ask("none");

    expect(specsOf(sinceMain)).toEqual(["axios@1.14.1"]);
    expect(sinceMain).toMatchObject({ knownCount: 2, isAllNew: false });
    expect(specsOf(sinceNone)).toEqual(["axios@1.14.1", "zod@4.0.0", "repo@1.0.0"]);
    expect(sinceNone.isAllNew).toBe(true);
  });

  test.each(["nosuch", "--output=x", "main:app/package-lock.json", "main..none", "HEAD^{tree}", ""])(
    "readLockfileSubjects() refuses %j, which is no commit",
    async (onlyNewSince) => {
      const folder = await createRepository();

      const asked = readLockfileSubjects({ file: "app/package-lock.json", onlyNewSince }, outside(folder));

      await expect(asked).rejects.toMatchObject({ code: "CLI_USAGE" });
    },
  );

  test("readLockfileSubjects() leaves out what an older copy has, unless its bytes are others", async () => {
    const folder = await createFolder();
    await writeFile(join(folder, "package-lock.json"), lockfile({ axios: "1.14.0", zod: "4.0.0" }));
    const before = lockfile({ axios: "1.14.0", zod: "4.0.0" }).replace("sha512-a", "sha512-b");
    await writeFile(join(folder, "old-lock.json"), before);

    const found = await readLockfileSubjects(
      { file: "package-lock.json", onlyNewSince: "old-lock.json" },
      outside(folder),
    );

    expect(specsOf(found)).toEqual(["axios@1.14.0"]);
  });
});
