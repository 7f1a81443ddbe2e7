import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { findClientCaches } from "./client-cache-reader.ts";
import { createPlaces, findRepositories, isInsideCache } from "./evidence-places.ts";
import { readEvidenceTree } from "./evidence-tree.ts";
import { createGitRunner } from "./git-process.ts";
import { createHistoryCache } from "./history-cache.ts";

let folder = "";

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lockkeeper-readers-"));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function write(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}

function git(...args: readonly string[]): void {
  const identity = ["-c", "user.name=Dev", "-c", "user.email=dev@developer.example"];
  execFileSync("git", [...identity, ...args], {
    cwd: folder,
    env: { PATH: process.env["PATH"], HOME: folder, GIT_CONFIG_NOSYSTEM: "1" },
    stdio: "ignore",
  });
}

function below(path: string): string {
  return path.slice(folder.length + 1);
}

const outside = { env: process.env, platform: process.platform };

async function readAll(output: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of output) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}

describe("findRepositories", () => {
  test("finds working trees and bare repositories, and each history once", async () => {
    git("init", "--quiet", "--initial-branch=main", "app");
    await write({ "app/a.txt": "a" });
    git("-C", "app", "add", ".");
    git("-C", "app", "commit", "--quiet", "--message", "one");
    git("-C", "app", "worktree", "add", "--quiet", "../second");
    git("clone", "--quiet", "--bare", "app", "mirror.git");

    const found = await findRepositories(await readEvidenceTree([folder]));

    expect(found.map((each) => below(each.folder)).toSorted()).toEqual(["app", "mirror.git"]);
  });
});

describe("createPlaces", () => {
  test("takes the repository that something lies in, else the folder itself", async () => {
    await write({ "app/.git/HEAD": "", "app/web/package.json": "", "loose/web/package.json": "" });

    const placeOf = createPlaces(await readEvidenceTree([folder]));

    expect(placeOf(join(folder, "app", "web"))).toEqual({ kind: "repository", id: join(folder, "app") });
    expect(placeOf(join(folder, "loose", "web"))).toEqual({
      kind: "project",
      id: join(folder, "loose", "web"),
    });
  });

  test("takes what lies in a client's cache for nobody's project", () => {
    expect(isInsideCache("/c/axios@1.14.1@@@1/yarn.lock")).toBe(true);
    expect(isInsideCache(`/c/v6/npm-axios-1.14.1-${"0".repeat(40)}-integrity/node_modules/`)).toBe(true);
    expect(isInsideCache("/home/dev/npm-axios-1.14.1/package-lock.json")).toBe(false);
  });
});

describe("findClientCaches", () => {
  test("finds the caches of every client by what they look like", async () => {
    await write({
      "home/.npm/_cacache/index-v5/x": "",
      "home/.npm/_npx/0123/package.json": "",
      "home/share/pnpm/store/v10/index/00/x": "",
      "home/cache/pnpm/metadata-v1.3/registry.example/axios.json": "",
      [`home/yarn/v6/npm-axios-1.14.1-${"0".repeat(40)}-integrity/x`]: "",
      "home/berry/metadata/npm/a3cd44/registry.example/axios.json": "",
      "app/.yarn/cache/axios-npm-1.14.1-0123456789.zip": "",
      "home/berry/cache/axios-npm-1.14.1-0123456789-10.zip": "",
      "home/.bun/install/cache/axios@1.14.1@@@1/package.json": "",
      "app/.pnpm-store/v3/files/00/x-index.json": "",
    });

    const found = await findClientCaches(await readEvidenceTree([folder]));

    expect(found.map((each) => `${each.kind} ${below(each.folder)}`).toSorted()).toEqual([
      "bun home/.bun/install/cache",
      "documents home/berry/metadata/npm/a3cd44",
      "documents home/cache/pnpm/metadata-v1.3",
      "npm home/.npm/_cacache",
      "npx home/.npm/_npx",
      "pnpm-store app/.pnpm-store/v3",
      "pnpm-store home/share/pnpm/store/v10",
      "yarn-berry app/.yarn/cache",
      "yarn-berry home/berry/cache",
      "yarn-classic home/yarn/v6",
    ]);
  });
});

describe("createGitRunner", () => {
  test("hands over what git prints, and its input", async () => {
    git("init", "--quiet", "app");
    const runner = createGitRunner(outside);
    const gitFolder = join(folder, "app", ".git");

    const output = runner.run({ gitFolder, args: ["hash-object", "--stdin"], input: "hello\n" });

    expect(await readAll(output)).toBe("ce013625030ba8dba906f756967f9e9ca394464a\n");
  });

  test("names the exit code where git fails, and the reason where there is no git", async () => {
    const failing = createGitRunner(outside).run({
      gitFolder: join(folder, "none"),
      args: ["rev-parse", "HEAD"],
    });
    const missing = createGitRunner({ env: { PATH: folder }, platform: "linux" });

    await expect(readAll(failing)).rejects.toMatchObject({
      code: "EXPOSURE_GIT_FAILED",
      details: { exitCode: 128 },
    });
    await expect(
      readAll(missing.run({ gitFolder: join(folder, ".git"), args: ["log"] })),
    ).rejects.toMatchObject({
      code: "EXPOSURE_GIT_FAILED",
      message: expect.stringContaining("ENOENT"),
    });
  });

  test("takes no variable of git from its own environment", async () => {
    git("init", "--quiet", "app");
    const env = { ...process.env, GIT_DIR: "/nowhere", GIT_OBJECT_DIRECTORY: "/nowhere", GIT_TRACE: "1" };
    const runner = createGitRunner({ env, platform: process.platform });

    const output = runner.run({ gitFolder: join(folder, "app", ".git"), args: ["rev-parse", "--git-dir"] });

    expect(await readAll(output)).toBe(`${join(folder, "app", ".git")}\n`);
  });

  test("ends a git that is silent for too long", async () => {
    git("init", "--quiet", "app");
    await write({ "bin/git": "#!/bin/sh\nexec sleep 600\n" });
    execFileSync("chmod", ["+x", join(folder, "bin", "git")]);
    const env = { PATH: `${join(folder, "bin")}:/usr/bin:/bin` };
    const runner = createGitRunner({ env, platform: "linux", maxSilenceMs: 50 });

    const output = runner.run({ gitFolder: join(folder, "app", ".git"), args: ["log"] });

    await expect(readAll(output)).rejects.toMatchObject({
      code: "EXPOSURE_GIT_FAILED",
      message: expect.stringContaining("silent"),
    });
  });
});

describe("createHistoryCache", () => {
  test("gives back what it was given, and nothing where it cannot write", async () => {
    await write({ blocked: "a file where a folder would have to be" });
    const cache = createHistoryCache(join(folder, "data"), "/repo/.git");
    const blocked = createHistoryCache(join(folder, "blocked"), "/repo/.git");

    await cache.write(Buffer.from("index"));
    await blocked.write(Buffer.from("index"));

    expect(Buffer.from((await cache.read()) ?? []).toString("utf8")).toBe("index");
    expect(await blocked.read()).toBeUndefined();
  });
});
