import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";

import { lockfileLimits } from "./locked-package.ts";
import { parseNamedLockfile, readLockedPackages, readLockfile } from "./read-lockfiles.ts";

async function createFolder(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "lockkeeper-lockfile-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  return folder;
}

const npmLock = '{"lockfileVersion":3,"packages":{"node_modules/a":{"version":"1.0.0"}}}';
const pnpmLock = "lockfileVersion: '9.0'\n";

describe("readLockedPackages()", () => {
  test("readLockedPackages() reads every lockfile of a folder and knows them by name and content", async () => {
    const folder = await createFolder({
      "package-lock.json": npmLock,
      "npm-shrinkwrap.json": npmLock,
      "pnpm-lock.yaml": pnpmLock,
      "pnpm-lock.feature.yaml": pnpmLock,
      "yarn.lock": 'a@1:\n  version "1.0.0"\n',
      "bun.lock": '{"lockfileVersion":1}',
      "bun.lockb": "binary",
      "package.json": "{}",
    });

    const { files, unreadable } = await readLockedPackages(folder);

    expect(files.map(({ file, kind, packages }) => [basename(file), kind, packages.length])).toEqual([
      ["bun.lock", "bun", 0],
      ["npm-shrinkwrap.json", "npm", 1],
      ["package-lock.json", "npm", 1],
      ["pnpm-lock.feature.yaml", "pnpm", 0],
      ["pnpm-lock.yaml", "pnpm", 0],
      ["yarn.lock", "yarn-classic", 1],
    ]);
    expect(unreadable).toEqual([]);
  });

  test("readLockedPackages() knows the lockfile of a later Yarn", async () => {
    const folder = await createFolder({ "yarn.lock": "# text\n\n__metadata:\n  version: 8\n" });

    const { files } = await readLockedPackages(folder);

    expect(files).toMatchObject([{ kind: "yarn-berry", packages: [] }]);
  });

  test("readLockedPackages() reports what it cannot read, and reads the others", async () => {
    const folder = await createFolder({ "bun.lockb": "binary", "pnpm-lock.yaml": "[", "yarn.lock": "" });
    await mkdir(join(folder, "package-lock.json"));

    const { files, unreadable } = await readLockedPackages(folder);

    expect(files.map(({ kind }) => kind)).toEqual(["yarn-classic"]);
    expect(unreadable.map(({ file, error }) => [basename(file), error.code])).toEqual([
      ["bun.lockb", "LOCKFILE_BAD_FORMAT"],
      ["package-lock.json", "LOCKFILE_BAD_FORMAT"],
      ["pnpm-lock.yaml", "LOCKFILE_BAD_FORMAT"],
    ]);
  });

  test("readLockedPackages() tells lockfiles of clients that it does not understand", async () => {
    const folder = await createFolder({ "deno.lock": '{"version":"5"}', "vlt-lock.json": "{}" });

    const { files, unreadable } = await readLockedPackages(folder);

    expect(files).toEqual([]);
    expect(unreadable.map(({ error }) => /a lockfile of \w+/.exec(error.message)?.[0])).toEqual([
      "a lockfile of Deno",
      "a lockfile of vlt",
    ]);
  });

  test("readLockedPackages() does not read a file over the bound", async () => {
    const folder = await createFolder({ "package-lock.json": npmLock });

    const { files, unreadable } = await readLockedPackages(folder, { ...lockfileLimits, maxBytes: 20 });

    expect(files).toEqual([]);
    expect(unreadable.map(({ error }) => error.code)).toEqual(["LOCKFILE_TOO_LARGE"]);
  });

  test("readLockedPackages() rejects for a folder that is not there", async () => {
    const folder = await createFolder({});

    await expect(readLockedPackages(join(folder, "missing"))).rejects.toMatchObject({
      code: "LOCKFILE_UNREADABLE",
    });
  });
});

describe("readLockfile()", () => {
  test("readLockfile() reads one file, also a copy under a name of one's own", async () => {
    const folder = await createFolder({
      "before-lock.json": npmLock,
      "yarn.lock": 'a@1:\n  version "1.0.0"\n',
    });

    const copy = await readLockfile(join(folder, "before-lock.json"));
    const yarn = await readLockfile(join(folder, "yarn.lock"));

    expect([copy.kind, copy.packages.length, yarn.kind]).toEqual(["npm", 1, "yarn-classic"]);
  });

  test("readLockfile() rejects for what is not there, is a folder, or has the name of nothing", async () => {
    const folder = await createFolder({ "notes.txt": "a" });

    await expect(readLockfile(join(folder, "yarn.lock"))).rejects.toMatchObject({
      code: "LOCKFILE_UNREADABLE",
    });
    await expect(readLockfile(folder)).rejects.toMatchObject({ code: "LOCKFILE_BAD_FORMAT" });
    await expect(readLockfile(join(folder, "notes.txt"))).rejects.toMatchObject({
      code: "LOCKFILE_BAD_FORMAT",
    });
    expect(() => parseNamedLockfile("bun.lockb", new Uint8Array())).toThrow("as only Bun knows its form");
  });
});
