import { describe, expect, test } from "vitest";

import type { DependencyGraph } from "@lockkeeper/lockfile";

import { examine, graphOf, locked, projectOf } from "../../test/project-scene.ts";
import type { InstalledFile, InstalledPackage, InstalledTree } from "../installed-tree.ts";
import type { ScanFinding } from "../scan-finding.ts";

const installedAt = Date.parse("2026-03-01T00:00:00Z");
const sources = ["npm", "pnpm", "yarn-classic", "yarn-berry", "bun"] as const;

function fileOf(path: string, facts: Partial<InstalledFile> = {}): InstalledFile {
  return { path, modifiedAt: installedAt, changedAt: installedAt, links: 1, ...facts };
}

function onDisk(facts: Partial<InstalledPackage> = {}): InstalledPackage {
  return {
    place: "node_modules/fine",
    name: "fine",
    records: [{ name: "fine", version: "1.0.0" }],
    isRecordedHere: true,
    packages: [0],
    isTop: true,
    manifest: { name: "fine", version: "1.0.0" },
    installScripts: new Map(),
    files: [fileOf("package.json"), fileOf("index.js"), fileOf("LICENSE")],
    folderAt: installedAt,
    missing: [],
    changed: undefined,
    ...facts,
  };
}

function treeOf(packages: readonly InstalledPackage[], facts: Partial<InstalledTree> = {}): InstalledTree {
  return {
    source: "npm",
    recordedIn: "node_modules/.package-lock.json",
    packages,
    absent: [],
    unplaced: [],
    strangers: [],
    archives: [],
    ...facts,
  };
}

const fine = graphOf([locked("fine", "1.0.0")]);

function diskFaults(tree: InstalledTree, graph: DependencyGraph = fine): readonly ScanFinding[] {
  const source = { ...graph, source: tree.source };
  return examine(projectOf(source, { installed: tree })).filter(({ kind }) => kind === "disk");
}

function idsOf(tree: InstalledTree, graph?: DependencyGraph): readonly string[] {
  return diskFaults(tree, graph).map(({ id, severity }) => `${severity} ${id}`);
}

describe("findDiskFaults", () => {
  test.each(sources)("of %s has nothing against a tree that is as it was installed", (source) => {
    expect(idsOf(treeOf([onDisk()], { source }))).toEqual([]);
  });

  test.each(sources)("of %s tells a manifest that the client did not install", (source) => {
    const swapped = onDisk({ manifest: { name: "fine", version: "0.9.9" } });

    expect(idsOf(treeOf([swapped], { source }))).toEqual(["critical manifest-swapped"]);
  });

  test("a tree that was not installed again is stale, not tampered with", () => {
    const stale = onDisk({
      manifest: { name: "fine", version: "0.9.0" },
      records: [{ name: "fine", version: "0.9.0" }],
    });

    expect(idsOf(treeOf([stale]))).toEqual(["moderate installed-differs"]);
    expect(idsOf(treeOf([{ ...stale, isRecordedHere: false }]))).toEqual(["moderate installed-differs"]);
    expect(idsOf(treeOf([{ ...stale, isRecordedHere: false, records: [] }]))).toEqual([
      "moderate installed-differs",
    ]);
  });

  test("without a record, a manifest of another version that came after the other files was exchanged", () => {
    const later = fileOf("package.json", { modifiedAt: installedAt + 90_000 });
    const swapped = onDisk({
      manifest: { name: "fine", version: "0.9.0" },
      records: [],
      isRecordedHere: false,
      files: [later, fileOf("index.js"), fileOf("LICENSE")],
    });

    expect(idsOf(treeOf([swapped], { source: "bun", recordedIn: undefined }))).toEqual([
      "critical manifest-swapped",
    ]);
  });

  test("of several locked versions of a name one is enough", () => {
    const graph = graphOf([locked("fine", "1.0.0"), locked("fine", "2.0.0", { place: "other" })]);
    const second = onDisk({
      packages: [0, 1],
      records: [
        { name: "fine", version: "1.0.0" },
        { name: "fine", version: "2.0.0" },
      ],
      isRecordedHere: false,
      manifest: { name: "fine", version: "2.0.0" },
    });

    expect(idsOf(treeOf([second], { source: "yarn-classic" }), graph)).toEqual([]);
  });

  test("tells what nobody locked at the top, and leaves alone what a package brings along", () => {
    const stranger = onDisk({
      place: "node_modules/strange",
      name: "strange",
      packages: [],
      records: [],
      isRecordedHere: false,
      manifest: { name: "strange", version: "1.0.0" },
    });

    expect(idsOf(treeOf([stranger]))).toEqual(["moderate not-in-lockfile"]);
    expect(idsOf(treeOf([{ ...stranger, isTop: false }]))).toEqual([]);
  });

  test("tells a recorded package that is gone, and of many only once", () => {
    const packages = ["a", "b", "c", "d"].map((name) => locked(name, "1.0.0"));
    const absent = packages.map(({ name }, index) => ({
      place: `node_modules/${name}`,
      record: { name, version: "1.0.0" },
      packages: [index],
    }));

    expect(idsOf(treeOf([], { absent: absent.slice(0, 1) }), graphOf(packages))).toEqual([
      "moderate installed-missing",
    ]);
    expect(idsOf(treeOf([], { absent }), graphOf(packages))).toEqual(["low installed-missing"]);
  });

  test("an optional package may be gone", () => {
    const graph = graphOf([locked("fine", "1.0.0", { isOptional: true })]);
    const absent = [
      { place: "node_modules/fine", record: { name: "fine", version: "1.0.0" }, packages: [0] },
    ];

    expect(idsOf(treeOf([], { absent }), graph)).toEqual([]);
  });

  test("tells an install script that the lockfile says is not there", () => {
    const scripted = onDisk({ installScripts: new Map([["postinstall", "node collect.js"]]) });

    expect(idsOf(treeOf([scripted]))).toEqual(["high script-added"]);
    expect(
      idsOf(treeOf([scripted]), graphOf([locked("fine", "1.0.0", { hasInstallScript: undefined })])),
    ).toEqual([]);
  });

  test("tells what Yarn's map and archives have otherwise", () => {
    const tree = treeOf([], {
      source: "yarn-berry",
      strangers: [{ name: "fine", version: "6.6.6", location: "./elsewhere/" }],
      archives: [{ file: ".yarn/cache/fine-npm-1.0.0-0123456789-10c0.zip", package: 0 }],
    });

    expect(idsOf(tree)).toEqual(["critical archive-differs", "high plugged-differs"]);
  });
});

describe("files that came after the others", () => {
  const later = installedAt + 90_000;

  test("a manifest that was written later is told, and one whose time was put back as well", () => {
    const written = onDisk({
      files: [fileOf("package.json", { modifiedAt: later, changedAt: later }), fileOf("index.js")],
    });
    const putBack = onDisk({ files: [fileOf("package.json", { changedAt: later }), fileOf("index.js")] });

    expect(idsOf(treeOf([written]))).toEqual(["moderate manifest-newer"]);
    expect(idsOf(treeOf([putBack]))).toEqual(["high manifest-newer"]);
  });

  test("in a tree that is linked to a store, a file without a second name came from elsewhere", () => {
    const [two, one] = [{ links: 2 }, { links: 1 }];
    const files = (
      manifest: Partial<InstalledFile>,
      added: Partial<InstalledFile>,
    ): readonly InstalledFile[] => [
      fileOf("package.json", manifest),
      fileOf("LICENSE", two),
      fileOf("index.js", two),
      fileOf("added.js", added),
    ];
    const neighbours = ["b", "c", "d"].map((name) =>
      onDisk({
        place: `node_modules/${name}`,
        files: [fileOf("package.json", two), fileOf("index.js", two)],
      }),
    );
    const linked = (each: readonly InstalledFile[]): readonly string[] =>
      idsOf(treeOf([onDisk({ files: each }), ...neighbours], { source: "pnpm" }));

    expect(linked(files(two, two))).toEqual([]);
    expect(linked(files(one, two))).toEqual(["high manifest-newer"]);
    expect(linked(files(two, one))).toEqual(["low file-newer"]);
  });

  test("contents that packages share tell nothing once the store is gone", () => {
    const shared = onDisk({
      files: [fileOf("package.json", { modifiedAt: later }), fileOf("LICENSE", { links: 5 })],
    });

    expect(idsOf(treeOf([shared], { source: "pnpm" }))).toEqual([]);
  });

  test("notes that somebody leaves, and what a package's own script makes, are passed over", () => {
    const files = [fileOf("package.json"), fileOf("index.js"), fileOf("late.md", { modifiedAt: later })];
    const made = [fileOf("package.json"), fileOf("index.js"), fileOf("made.js", { modifiedAt: later })];
    const graph = graphOf([locked("fine", "1.0.0", { hasInstallScript: true })]);
    const installScripts = new Map([["install", "node-gyp rebuild"]]);

    expect(idsOf(treeOf([onDisk({ files })]))).toEqual([]);
    expect(idsOf(treeOf([onDisk({ files: made, installScripts })]), graph)).toEqual([]);
  });
});
