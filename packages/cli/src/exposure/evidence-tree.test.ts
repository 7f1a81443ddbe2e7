import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";

import { describe, expect, onTestFinished, test } from "vitest";

import { readEvidenceTree } from "./evidence-tree.ts";

async function plant(...files: readonly string[]): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), "lockkeeper-tree-"));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  for (const file of files) {
    await mkdir(join(root, file, ".."), { recursive: true });
    await writeFile(join(root, file), "");
  }
  return root;
}

describe("readEvidenceTree", () => {
  test("readEvidenceTree names files below a folder and does not enter what is installed, cached or git's", async () => {
    const root = await plant(
      "shop/package-lock.json",
      "shop/node_modules/axios/package.json",
      "shop/.git/HEAD",
      "home/.npm/_cacache/index-v5/aa",
      ".github/workflows/ci.yml",
    );

    const tree = await readEvidenceTree([root]);

    const names = (entries: readonly { readonly path: string }[]): readonly string[] =>
      entries.map(({ path }) => relative(root, path)).toSorted();
    expect(names(tree.files)).toEqual([".github/workflows/ci.yml", "shop/package-lock.json"]);
    expect(names(tree.closed)).toEqual(["home/.npm/_cacache", "shop/.git", "shop/node_modules"]);
    expect(tree.unlisted).toEqual([]);
  });

  test("readEvidenceTree follows no link, takes a file by itself, and names what is not there", async () => {
    const root = await plant("a/x.log");
    await symlink(root, join(root, "a", "loop"));

    const tree = await readEvidenceTree([join(root, "a"), join(root, "a", "x.log"), join(root, "gone")]);

    expect(tree.files.map(({ name }) => name)).toEqual(["x.log", "x.log"]);
    expect(tree.unlisted).toEqual([{ path: join(root, "gone"), code: "ENOENT" }]);
  });

  test("readEvidenceTree takes what a link out of the folders leads to, and names a project that it does not enter", async () => {
    const root = await plant(
      "asked/x",
      "other/package-lock.json",
      "other/node_modules/a/b",
      "shop/package.json",
    );
    await symlink(join(root, "other", "package-lock.json"), join(root, "asked", "package-lock.json"));
    await symlink(join(root, "other", "node_modules"), join(root, "asked", "node_modules"));
    await symlink(join(root, "shop"), join(root, "asked", "shop"));
    await symlink(join(root, "other", "node_modules", "a"), join(root, "asked", "a"));

    const tree = await readEvidenceTree([join(root, "asked")]);

    expect(tree.files.map(({ name }) => name).toSorted()).toEqual(["package-lock.json", "x"]);
    expect(tree.closed.map(({ name }) => name)).toEqual(["node_modules"]);
    expect(tree.unlisted).toEqual([
      { path: join(root, "asked", "shop"), code: "a link out of these folders" },
    ]);
  });

  test("readEvidenceTree finds the repository around a folder, once", async () => {
    const root = await plant("shop/.git/HEAD", "shop/packages/web/x", "shop/packages/api/y");
    const [web, api] = [join(root, "shop/packages/web"), join(root, "shop/packages/api")];

    const inside = await readEvidenceTree([web, api]);
    const whole = await readEvidenceTree([join(root, "shop")]);

    expect(inside.closed.map(({ path }) => relative(root, path))).toEqual(["shop/.git"]);
    expect(whole.closed.map(({ path }) => relative(root, path))).toEqual(["shop/.git"]);
  });

  test("readEvidenceTree says where a bound ended it", async () => {
    const root = await plant("a/b/c/d.txt", "e.txt");

    const deep = await readEvidenceTree([root], { maxEntries: 100, maxDepth: 1 });
    const many = await readEvidenceTree([root], { maxEntries: 2, maxDepth: 10 });

    expect(deep.unlisted).toEqual([{ path: join(root, "a", "b"), code: "over a bound" }]);
    expect(many.unlisted).toHaveLength(1);
  });
});
