import { describe, expect, test } from "vitest";

import type { Observation } from "../observation.ts";
import type { TriggerRun } from "../run/run-trigger.ts";

import { createBaseDisk } from "../disk/base-disk.ts";
import { Disk } from "../disk/disk.ts";
import { detonateLimits } from "../limits.ts";
import { Exploration } from "./exploration.ts";

const base = createBaseDisk({ platform: "linux", startsAt: 0, folders: [], files: [] });

const asked: Observation = {
  kind: "network",
  api: "https.request",
  detail: "",
  data: { url: "https://files.example/a.tgz" },
  decoded: false,
  honey: [],
  location: null,
  atMs: 0,
};

function runOf(statements: readonly number[], observations: readonly Observation[] = []): TriggerRun {
  return {
    notes: new Map(),
    ran: new Map([[0, new Set(statements)]]),
    isRunning: true,
    disk: new Disk(base, detonateLimits, () => 0),
    run: {
      name: "any",
      platform: "linux",
      observations,
      coverage: undefined,
      ended: "rest",
      problem: undefined,
    },
  };
}

/** The worlds that are tried of a trigger whose runs are these, the last one again and again. */
function worldsOf(
  runs: readonly TriggerRun[],
  parts: Partial<ConstructorParameters<typeof Exploration>[0]> = {},
): readonly string[] {
  const exploration = new Exploration({
    isInstall: true,
    hasOptionalPackages: false,
    isAllSeen: () => false,
    ...parts,
  });
  const names: string[] = [];
  for (let name = exploration.next(); name !== undefined; name = exploration.next()) {
    const run = runs[Math.min(names.length, runs.length - 1)];
    if (run === undefined) break;
    names.push(name);
    exploration.add(run);
  }
  return names;
}

describe("Exploration", () => {
  const systems = ["linux-laptop", "darwin-laptop", "win32-laptop"];

  test("tries the systems, and nothing else where nothing was asked for", () => {
    expect(worldsOf([runOf([1])])).toEqual(systems);
  });

  test("tries other times and other chances, unless all has run", () => {
    const waiting: TriggerRun = {
      ...runOf([1]),
      notes: new Map([
        ["time", new Set()],
        ["chance", new Set()],
      ]),
    };

    expect(worldsOf([waiting]).toSorted()).toEqual([...systems, "linux-later", "linux-often"].toSorted());
    expect(worldsOf([waiting], { isAllSeen: () => true })).toEqual(systems);
    expect(worldsOf([waiting], { worlds: ["darwin-laptop", "linux-later"] })).toEqual([
      "linux-laptop",
      "darwin-laptop",
      "linux-later",
    ]);
  });

  test("takes a file that holds a number for one that counts", () => {
    const write = { ...asked, kind: "file", api: "fs.writeFileSync" } as const;

    expect(worldsOf([runOf([1], [{ ...write, data: { path: "/tmp/n", content: "3" } }])])).toContain(
      "linux-often",
    );
    expect(worldsOf([runOf([1], [{ ...write, data: { path: "/tmp/n", content: "text" } }])])).not.toContain(
      "linux-often",
    );
  });

  test("tries circumstances by what any run asked for", () => {
    const growing = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((statement) => runOf([statement], [asked]));

    expect(worldsOf(growing, { hasOptionalPackages: true })).toEqual([
      ...systems,
      "linux-lean",
      "linux-alpine",
      "linux-refused",
    ]);
  });

  test("ends once two circumstances in a row showed nothing new", () => {
    const same = runOf([1], [asked]);

    expect(worldsOf([same], { hasOptionalPackages: true })).toEqual([
      ...systems,
      "linux-lean",
      "linux-alpine",
    ]);
  });

  test("ends once everything ran, and tries no circumstances for what is no install", () => {
    expect(worldsOf([runOf([1], [asked])], { isAllSeen: () => true })).toEqual(systems);
    expect(worldsOf([runOf([1], [asked])], { isInstall: false })).toEqual(systems);
  });

  test("tells the variables that were asked for and not set", () => {
    const exploration = new Exploration({
      isInstall: true,
      hasOptionalPackages: false,
      isAllSeen: () => false,
    });
    const env = (data: Readonly<Record<string, unknown>>): Observation => ({ ...asked, kind: "env", data });

    exploration.add(runOf([1], [env({ name: "A_MIRROR" }), env({ name: "HOME", value: "/home/ada" })]));

    expect([...exploration.unset]).toEqual(["A_MIRROR"]);
  });
});
