import { access, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import type { ProjectRoots } from "./project-roots.ts";
import { findProjectRoots } from "./project-roots.ts";

/** The roots of a folder in a tree of files, relative to the tree; `home` is the tree's own root. */
async function rootsOf(folder: string, files: Readonly<Record<string, string>>): Promise<ProjectRoots> {
  const root = await mkdtemp(join(tmpdir(), "lockkeeper-roots-"));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  await mkdir(join(root, folder), { recursive: true });
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, name)), { recursive: true });
    await writeFile(join(root, name), text);
  }
  const { workspaceRoot, npmRoot, pnpmRoot } = await findProjectRoots(join(root, folder), root, exists);
  return {
    workspaceRoot: relative(root, workspaceRoot),
    npmRoot: relative(root, npmRoot),
    pnpmRoot: relative(root, pnpmRoot),
  };
}

async function exists(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  );
}

const workspaces = (patterns: readonly string[]): string => JSON.stringify({ workspaces: patterns });

describe("findProjectRoots", () => {
  test("a folder alone is its own root", async () => {
    expect(await rootsOf("app", { "app/package.json": "{}" })).toEqual({
      workspaceRoot: "app",
      npmRoot: "app",
      pnpmRoot: "app",
    });
  });

  test.each([["packages/*"], ["./packages/a/"], ["packages/**"], ["pack*/a"], ["{packages,apps}/*"]])(
    "npm's root is the folder that names this one: %s",
    async (pattern) => {
      const roots = await rootsOf("repo/packages/a", {
        "repo/package.json": workspaces(["other", pattern]),
        "repo/packages/a/package.json": "{}",
      });

      expect(roots).toMatchObject({ npmRoot: "repo", workspaceRoot: "repo" });
    },
  );

  test.each([["packages/b"], ["apps/*"], ["packages"], ["*"]])(
    "npm's root stays where no folder above names this one: %s",
    async (pattern) => {
      const roots = await rootsOf("repo/packages/a", {
        "repo/package.json": workspaces([pattern]),
        "repo/packages/a/package.json": "{}",
      });

      expect(roots.npmRoot).toBe(join("repo", "packages", "a"));
    },
  );

  test("npm's root of a folder without a manifest is the next above that has one", async () => {
    expect((await rootsOf("app/src/deep", { "app/package.json": "{}" })).npmRoot).toBe("app");
  });

  test("pnpm's root is where the workspace's file lies", async () => {
    const roots = await rootsOf("repo/packages/a", {
      "repo/pnpm-workspace.yaml": "packages: []\n",
      "repo/packages/a/package.json": "{}",
    });

    expect(roots).toMatchObject({ pnpmRoot: "repo", npmRoot: join("repo", "packages", "a") });
  });

  test("the top is where the repository begins, and nothing above it is looked at", async () => {
    const roots = await rootsOf("outer/repo/app", {
      "outer/yarn.lock": "",
      "outer/repo/.git/HEAD": "",
      "outer/repo/app/package.json": "{}",
    });

    expect(roots.workspaceRoot).toBe(join("outer", "repo"));
  });

  test("the home folder belongs to no project below it", async () => {
    const roots = await rootsOf("app", {
      "package.json": workspaces(["app"]),
      "yarn.lock": "",
      "app/package.json": "{}",
    });

    expect(roots).toEqual({ workspaceRoot: "app", npmRoot: "app", pnpmRoot: "app" });
  });

  test("a manifest that cannot be read names nobody", async () => {
    const roots = await rootsOf("repo/a", { "repo/package.json": "{", "repo/a/package.json": "{}" });

    expect(roots.npmRoot).toBe(join("repo", "a"));
  });
});
