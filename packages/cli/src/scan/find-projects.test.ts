import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";

import { describe, expect, onTestFinished, test } from "vitest";

import { findProjects } from "./find-projects.ts";
import type { SearchLimits } from "./find-projects.ts";

async function makeTree(files: readonly string[]): Promise<string> {
  const top = await mkdtemp(join(tmpdir(), "lockkeeper-scan-"));
  onTestFinished(() => rm(top, { recursive: true, force: true, maxRetries: 5 }));
  for (const file of files) {
    await mkdir(join(top, file, ".."), { recursive: true });
    await writeFile(join(top, file), "{}");
  }
  return top;
}

async function foldersOf(
  top: string,
  { members = [], limits }: { readonly members?: readonly string[]; readonly limits?: SearchLimits } = {},
): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const each of findProjects(top, limits)) {
    found.push(each.kind === "unlisted" ? `unlisted: ${each.code}` : relative(top, each.folder) || ".");
    if (each.kind === "project") each.claim(members.map((member) => join(top, member)));
  }
  return found;
}

describe("findProjects", () => {
  test("findProjects finds projects however deep, outer ones first, and none that is installed or hidden", async () => {
    const top = await makeTree([
      "b/package.json",
      "a/package-lock.json",
      "a/node_modules/x/package.json",
      "a/deep/er/yarn.lock",
      ".cache/c/package.json",
    ]);

    expect(await foldersOf(top)).toEqual(["a", "a/deep/er", "b"]);
  });

  test("findProjects passes over members of a workspace, but for those with a lockfile of their own", async () => {
    const top = await makeTree([
      "package.json",
      "packages/a/package.json",
      "packages/b/package.json",
      "packages/b/pnpm-lock.yaml",
    ]);

    expect(await foldersOf(top, { members: ["packages/a", "packages/b"] })).toEqual([".", "packages/b"]);
  });

  test("findProjects follows no link, so that no loop holds it", async () => {
    const top = await makeTree(["a/package.json"]);
    await symlink(top, join(top, "a", "loop"));

    expect(await foldersOf(top)).toEqual(["a"]);
  });

  test("findProjects says which project a folder lies in, and no repository lies in another", async () => {
    const top = await makeTree([
      "package.json",
      "docs/site/package.json",
      "docs/site/public/index.html",
      "vendor/.git/config",
      "vendor/package.json",
    ]);

    const found: string[] = [];
    for await (const each of findProjects(top)) {
      if (each.kind !== "project") continue;
      const above = each.above === undefined ? "none" : relative(top, each.above) || ".";
      found.push(`${relative(top, each.folder) || "."} in ${above}`);
    }

    expect(found).toEqual([". in none", "docs/site in .", "docs/site/public in docs/site", "vendor in none"]);
  });

  test("findProjects tells where a bound ended the search", async () => {
    const top = await makeTree(["a/package.json", "b/package.json"]);

    const found = await foldersOf(top, { limits: { maxFolders: 2, maxDepth: 10 } });

    expect(found).toEqual(["a", "unlisted: over a bound"]);
  });

  test("findProjects passes over what the system shows of itself, on the way down from the root", async () => {
    const below: string[] = [];

    // One level alone: whatever lies there is over the bound, and is told.
    for await (const each of findProjects("/", { maxFolders: 10_000, maxDepth: 0 }))
      if (each.kind === "unlisted") below.push(each.folder);

    expect(below.length).toBeGreaterThan(0);
    expect(below.filter((folder) => ["/proc", "/sys", "/dev"].includes(folder))).toEqual([]);
  });
});
