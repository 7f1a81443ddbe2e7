import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";

import { showEdges, showMarks } from "../test/show-graph.ts";
import { lockfileLimits } from "./locked-package.ts";
import {
  readDependencyGraph,
  readDependencyGraphs,
  readInstalledGraph,
  readManifestGraph,
} from "./read-graphs.ts";

async function createFolder(
  files: Readonly<Record<string, string | object>>,
  links: Readonly<Record<string, string>> = {},
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "lockkeeper-graphs-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), typeof content === "string" ? content : JSON.stringify(content));
  }
  for (const [path, target] of Object.entries(links)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await symlink(target, join(folder, path));
  }
  return folder;
}

const yarnLock = 'a@1:\n  version "1.0.0"\n';

describe("readDependencyGraphs()", () => {
  test("readDependencyGraphs() joins lockfiles with the manifests of the workspace", async () => {
    const folder = await createFolder({
      "package.json": {
        name: "app",
        workspaces: { packages: ["packages/{one,two}*", "!packages/one-not", "deep/**"] },
        dependencies: { a: "1" },
      },
      "packages/one/package.json": { name: "one", version: "1.0.0", devDependencies: { a: "1" } },
      "packages/one-not/package.json": { name: "not" },
      "packages/two/package.json": { name: "two" },
      "packages/empty/readme.md": "",
      "deep/er/est/package.json": { name: "deepest" },
      "deep/node_modules/x/package.json": { name: "x" },
      "yarn.lock": yarnLock,
    });

    const { graphs, manifests, unreadable } = await readDependencyGraphs(folder);

    expect(manifests.map(({ folder: place }) => place)).toEqual([
      ".",
      "deep/er/est",
      "packages/one",
      "packages/two",
    ]);
    expect(graphs.map(({ kind }) => kind)).toEqual(["yarn-classic"]);
    expect(graphs.flatMap(({ graph }) => graph.roots.map(({ name }) => name))).toEqual([
      "app",
      "deepest",
      "one",
      "two",
    ]);
    expect(unreadable).toEqual([]);
  });

  test("readDependencyGraphs() names the file and the line of what it cannot read, and reads the rest", async () => {
    const folder = await createFolder({
      "package.json": '{\n "name": "app",\n}',
      "package-lock.json": '{\n"lockfileVersion": 3,\n"packages": {"node_modules/a": 1}\n}',
      "pnpm-lock.yaml": "lockfileVersion: '99.0'\n",
      "pnpm-workspace.yaml": "packages: [a\n",
      "yarn.lock": yarnLock,
    });

    const { graphs, unreadable } = await readDependencyGraphs(folder);

    expect(graphs.map(({ kind }) => kind)).toEqual(["yarn-classic"]);
    const messages = unreadable.map(({ error }) => error.message.replace(folder, "."));
    expect(messages).toEqual([
      'Cannot read "./package-lock.json" as it is not what its client writes: line 3: an entry is no object',
      'Cannot read "./pnpm-lock.yaml" as it is not what its client writes: its version "99.0" is not known',
      'Cannot read "./package.json" as it is not what its client writes: line 3: it is not valid JSON',
      expect.stringContaining(
        'Cannot read "./pnpm-workspace.yaml" as it is not what its client writes: line 2:',
      ),
    ]);
  });

  test("readDependencyGraphs() rejects for a folder that is not there", async () => {
    await expect(readDependencyGraphs(join(tmpdir(), "lockkeeper-missing"))).rejects.toMatchObject({
      code: "LOCKFILE_UNREADABLE",
    });
  });
});

describe("readDependencyGraph()", () => {
  test("readDependencyGraph() gives the hidden lockfile the roots of its project", async () => {
    const hidden = { lockfileVersion: 3, packages: { "node_modules/a": { version: "1.0.0" } } };
    const folder = await createFolder({
      "package.json": { name: "app", devDependencies: { a: "^1" } },
      "node_modules/.package-lock.json": hidden,
    });

    const { graph, kind } = await readDependencyGraph(join(folder, "node_modules", ".package-lock.json"));

    expect([kind, showEdges(graph), showMarks(graph)]).toEqual([
      "npm",
      ["[.] -development-> a@^1 = node_modules/a"],
      ["node_modules/a a@1.0.0 development"],
    ]);
  });

  test("readDependencyGraph() rejects with the file's name", async () => {
    const folder = await createFolder({ "yarn.lock": "a@1:\n" });

    await expect(readDependencyGraph(join(folder, "yarn.lock"))).rejects.toThrow(
      `Cannot read "${join(folder, "yarn.lock")}" as`,
    );
  });
});

describe("readInstalledGraph()", () => {
  test("readInstalledGraph() walks nested packages, scopes, links of the workspace, and what is no package", async () => {
    const folder = await createFolder(
      {
        "package.json": {
          name: "app",
          workspaces: ["lib"],
          dependencies: { a: "^1", lib: "*" },
          devDependencies: { "@s/d": "1" },
        },
        "lib/package.json": { name: "lib", version: "0.1.0", dependencies: { inner: "1" } },
        "lib/node_modules/inner/package.json": { name: "inner", version: "1.0.0" },
        "node_modules/.bin/tool": "",
        "node_modules/a/package.json": {
          name: "a",
          version: "1.0.0",
          dependencies: { b: "2" },
          scripts: { postinstall: "node x" },
        },
        "node_modules/a/node_modules/b/package.json": {
          name: "b",
          version: "2.0.0",
          dependencies: { a: "*" },
        },
        "node_modules/b/package.json": { name: "b", version: "1.0.0" },
        "node_modules/@s/d/package.json": {
          name: "@s/d",
          version: "1.0.0",
          optionalDependencies: { b: "1", gone: "1" },
          dependencies: { gone: "1" },
        },
        "node_modules/leftover/readme.md": "",
        "node_modules/broken/package.json": "{",
      },
      { "node_modules/lib": "../lib", "node_modules/circle": "circle", "node_modules/nothing": "missing" },
    );

    const reading = await readInstalledGraph(folder);

    expect(reading === undefined ? [] : showEdges(reading.graph)).toEqual([
      "[.] -production-> a@^1 = node_modules/a",
      "[.] -production-> lib@* = lib",
      "[.] -development-> @s/d@1 = node_modules/@s/d",
      "[lib] -production-> inner@1 = lib/node_modules/inner",
      "node_modules/@s/d -optional-> gone@1 = nothing",
      "node_modules/@s/d -optional-> b@1 = node_modules/b",
      "node_modules/a -production-> b@2 = node_modules/a/node_modules/b",
      "node_modules/a/node_modules/b -production-> a@* = node_modules/a",
      "lib -production-> inner@1 = lib/node_modules/inner",
    ]);
    expect(reading === undefined ? [] : showMarks(reading.graph)).toEqual([
      "node_modules/@s/d @s/d@1.0.0 development",
      "node_modules/a a@1.0.0 script",
      "node_modules/b b@1.0.0 development optional",
      "node_modules/a/node_modules/b b@2.0.0",
      "lib lib@0.1.0 workspace",
      "lib/node_modules/inner inner@1.0.0",
    ]);
    expect(reading?.unreadable.map(({ file }) => file)).toEqual([
      join(folder, "node_modules/broken/package.json"),
    ]);
  });

  test("readInstalledGraph() walks the layout of pnpm, where packages reach others by links", async () => {
    const folder = await createFolder(
      {
        "package.json": { dependencies: { a: "1" } },
        "node_modules/.pnpm/a@1.0.0/node_modules/a/package.json": {
          name: "a",
          version: "1.0.0",
          dependencies: { b: "1", c: "1" },
        },
        "node_modules/.pnpm/b@1.0.0/node_modules/b/package.json": {
          name: "b",
          version: "1.0.0",
          dependencies: { a: "1" },
        },
        "node_modules/.pnpm/c@1.0.0/node_modules/c/package.json": { name: "c", version: "1.0.0" },
      },
      {
        "node_modules/a": ".pnpm/a@1.0.0/node_modules/a",
        "node_modules/.pnpm/a@1.0.0/node_modules/b": "../../b@1.0.0/node_modules/b",
        "node_modules/.pnpm/b@1.0.0/node_modules/a": "../../a@1.0.0/node_modules/a",
        "node_modules/.pnpm/node_modules/c": "../c@1.0.0/node_modules/c",
      },
    );

    const reading = await readInstalledGraph(folder);

    const store = (name: string): string => `node_modules/.pnpm/${name}@1.0.0/node_modules/${name}`;
    expect(reading === undefined ? [] : showEdges(reading.graph)).toEqual([
      `[.] -production-> a@1 = ${store("a")}`,
      `${store("a")} -production-> b@1 = ${store("b")}`,
      `${store("a")} -production-> c@1 = ${store("c")}`,
      `${store("b")} -production-> a@1 = ${store("a")}`,
    ]);
  });

  test("readInstalledGraph() answers undefined where nothing is installed, and holds to the bound", async () => {
    const empty = await createFolder({ "package.json": {} });
    const full = await createFolder({ "node_modules/a/package.json": {}, "node_modules/b/package.json": {} });

    expect(await readInstalledGraph(empty)).toBeUndefined();
    await expect(readInstalledGraph(full, { ...lockfileLimits, maxEntries: 1 })).rejects.toMatchObject({
      code: "LOCKFILE_TOO_LARGE",
    });
  });
});

describe("readManifestGraph()", () => {
  test("readManifestGraph() gives ranges and nothing locked", async () => {
    const folder = await createFolder({
      "package.json": { name: "app", dependencies: { a: "^1" }, overrides: { b: "2" } },
    });

    const reading = await readManifestGraph(folder);

    expect(reading?.graph).toMatchObject({
      source: "manifest",
      packages: [],
      overrides: [{ selector: "b", range: "2" }],
    });
    expect(reading === undefined ? [] : showEdges(reading.graph)).toEqual([
      "[.] -production-> a@^1 = nothing",
    ]);
    expect(await readManifestGraph(join(folder, "missing"))).toBeUndefined();
  });
});
