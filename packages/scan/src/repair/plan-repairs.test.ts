import fc from "fast-check";
import { satisfies } from "semver";
import { describe, expect, test } from "vitest";

import {
  knowledgeOf,
  locked,
  npmLock,
  publish,
  publishAll,
  registry,
  stateOf,
} from "../../test/repair-kit.ts";
import type { Members, Statement } from "../../test/repair-kit.ts";
import { scanSeverities } from "../scan-finding.ts";
import type { ScanFinding } from "../scan-finding.ts";
import { listRequests } from "./list-requests.ts";
import { planRepairs } from "./plan-repairs.ts";
import { edgesOf, readNpmTree, resolvePlace, versionAt } from "./npm-tree.ts";
import type { Planning } from "./plan-repairs.ts";
import type { PublishedPackage } from "./published-package.ts";
import type { RepairState } from "./repair-state.ts";

interface Scenario {
  readonly manifest: Members;
  readonly entries: Readonly<Record<string, Members>>;
  readonly known: readonly Statement[];
  readonly published: readonly PublishedPackage[];
}

function plan({ manifest, entries, known, published }: Scenario): {
  readonly state: RepairState;
  readonly planning: Planning;
} {
  const knowledge = knowledgeOf(known);
  const files = {
    "package.json": `${JSON.stringify({ name: "planted", version: "1.0.0", private: true, ...manifest }, undefined, 2)}\n`,
    "package-lock.json": npmLock(manifest, entries),
  };
  const state = stateOf(files, { file: "package-lock.json", kind: "npm" }, knowledge);
  const { requests } = listRequests(state.findings, new Set(["malware", "vulnerability"]));
  const planning = planRepairs(state, requests, { knowledge, published: publishAll(published) });
  return { state, planning };
}

function textAfter(planning: Planning, file: string): unknown {
  if (planning.kind !== "planned") return undefined;
  return JSON.parse(planning.end.texts.get(file) ?? "null");
}

const axios: Scenario = {
  manifest: { dependencies: { axios: "^1.14.0" } },
  entries: {
    "node_modules/axios": locked("axios", "1.14.1", {
      license: "MIT",
      dependencies: { "follow-it": "^1.15.0", "plain-crypto": "^4.2.1" },
    }),
    "node_modules/follow-it": locked("follow-it", "1.15.0", { license: "MIT" }),
    "node_modules/plain-crypto": locked("plain-crypto", "4.2.1", { hasInstallScript: true }),
  },
  known: [
    { name: "axios", range: "1.14.1", kind: "malware" },
    { name: "plain-crypto", range: "4.2.1", kind: "malware" },
  ],
  published: [
    publish("axios", {
      "1.13.0": { license: "MIT", dependencies: { "follow-it": "^1.15.0" } },
      "1.14.0": { license: "MIT", dependencies: { "follow-it": "^1.15.0" } },
      "1.14.1": { license: "MIT", dependencies: { "follow-it": "^1.15.0", "plain-crypto": "^4.2.1" } },
    }),
    publish("follow-it", { "1.15.0": { license: "MIT" } }),
    publish("plain-crypto", { "4.2.1": { scripts: { postinstall: "node setup.js" } } }),
  ],
};

describe("planRepairs", () => {
  test("takes the release before a poisoned one, and what it brought goes with it", () => {
    const { state, planning } = plan(axios);

    expect(planning).toMatchObject({
      kind: "planned",
      plan: {
        groups: [{ title: "axios 1.14.1 → 1.14.0", risk: "low", id: "axios-1-14-1-1-14-0" }],
        unrepaired: [],
      },
    });
    const before = state.texts.get("package-lock.json")?.split("\n") ?? [];
    const after =
      planning.kind === "planned" ? (planning.end.texts.get("package-lock.json")?.split("\n") ?? []) : [];
    expect(after.filter((line) => !before.includes(line))).toEqual([
      expect.stringContaining('"version": "1.14.0"'),
      expect.stringContaining("axios-1.14.0.tgz"),
      expect.stringContaining('"integrity": "sha512-'),
      expect.stringContaining('"follow-it": "^1.15.0"'),
    ]);
    expect(after.join("\n")).not.toContain("plain-crypto");
    expect(
      planning.kind === "planned" && planning.end.findings.filter(({ kind }) => kind === "malware"),
    ).toEqual([]);
  });

  test("asks for packages that it does not know yet", () => {
    const { planning } = plan({ ...axios, published: [] });

    expect(planning).toEqual({
      kind: "wanting",
      archives: [],
      urls: [],
      arrivals: [],
      names: ["axios", "plain-crypto"],
    });
  });

  test("raises the project's own range for a fix that it does not allow", () => {
    const { planning } = plan({
      manifest: { dependencies: { lib: "~1.0.0" } },
      entries: { "node_modules/lib": locked("lib", "1.0.1") },
      known: [{ name: "lib", range: "<1.2.0", kind: "vulnerability" }],
      published: [publish("lib", { "1.0.1": {}, "1.1.0": {}, "1.2.0": {}, "1.3.0": {}, "2.0.0": {} })],
    });

    expect(textAfter(planning, "package.json")).toMatchObject({ dependencies: { lib: "~1.2.0" } });
    expect(textAfter(planning, "package-lock.json")).toMatchObject({
      packages: { "": { dependencies: { lib: "~1.2.0" } }, "node_modules/lib": { version: "1.2.0" } },
    });
  });

  test("forces a fix on a package that does not allow it, and calls that risky", () => {
    const { planning } = plan({
      manifest: { dependencies: { top: "^1.0.0" } },
      entries: {
        "node_modules/low": locked("low", "1.0.0"),
        "node_modules/top": locked("top", "1.0.0", { dependencies: { low: "~1.0.0" } }),
      },
      known: [{ name: "low", range: "<1.1.0", kind: "vulnerability" }],
      published: [publish("low", { "1.0.0": {}, "1.1.0": {} })],
    });

    expect(textAfter(planning, "package.json")).toMatchObject({ overrides: { low: "1.1.0" } });
    expect(planning).toMatchObject({ plan: { groups: [{ risk: "high" }] } });
  });

  test("forces nothing on a package that gives way to a better release itself", () => {
    const { planning } = plan({
      manifest: { dependencies: { top: "^1.0.0" } },
      entries: {
        "node_modules/low": locked("low", "1.0.0"),
        "node_modules/top": locked("top", "1.0.0", { dependencies: { low: "~1.0.0" } }),
      },
      known: [
        { name: "low", range: "<1.1.0", kind: "vulnerability", severity: "critical" },
        { name: "top", range: "<1.1.0", kind: "vulnerability", severity: "low" },
      ],
      published: [
        publish("low", { "1.0.0": {}, "1.1.0": {} }),
        publish("top", {
          "1.0.0": { dependencies: { low: "~1.0.0" } },
          "1.1.0": { dependencies: { low: "^1.1.0" } },
        }),
      ],
    });

    expect(planning).toMatchObject({ plan: { groups: [{ title: "top 1.0.0 → 1.1.0" }], unrepaired: [] } });
    expect(textAfter(planning, "package.json")).not.toHaveProperty("overrides");
  });

  test("exchanges who brings a package of which no version may be taken", () => {
    const { planning } = plan({
      manifest: { dependencies: { top: "^1.0.0" } },
      entries: {
        "node_modules/bad": locked("bad", "1.0.0"),
        "node_modules/top": locked("top", "1.1.0", { dependencies: { bad: "^1.0.0" } }),
      },
      known: [{ name: "bad", range: "*", kind: "malware" }],
      published: [
        publish("bad", { "1.0.0": {} }),
        publish("top", { "1.0.0": {}, "1.1.0": { dependencies: { bad: "^1.0.0" } } }),
      ],
    });

    expect(planning).toMatchObject({ plan: { groups: [{ title: "top 1.1.0 → 1.0.0" }], unrepaired: [] } });
    expect(textAfter(planning, "package-lock.json")).not.toHaveProperty(["packages", "node_modules/bad"]);
  });

  test("adds what a new version needs, below it where the top is taken by another version", () => {
    const { planning } = plan({
      manifest: { dependencies: { lib: "^1.0.0", dep: "1.0.0" } },
      entries: {
        "node_modules/dep": locked("dep", "1.0.0"),
        "node_modules/lib": locked("lib", "1.0.0"),
      },
      known: [{ name: "lib", range: "1.0.0", kind: "vulnerability" }],
      published: [
        publish("lib", { "1.0.0": {}, "1.0.1": { dependencies: { dep: "^2.0.0", other: "^1.0.0" } } }),
        publish("dep", { "1.0.0": {}, "2.0.0": {}, "2.1.0": {} }),
        publish("other", { "1.0.0": { bin: "./cli.js" } }),
      ],
    });

    expect(textAfter(planning, "package-lock.json")).toMatchObject({
      packages: {
        "node_modules/dep": { version: "1.0.0" },
        "node_modules/lib": { version: "1.0.1" },
        "node_modules/lib/node_modules/dep": { version: "2.1.0" },
        "node_modules/other": { version: "1.0.0", bin: { other: "cli.js" } },
      },
    });
  });

  test("keeps to the registry that the lockfile is of, whichever was asked", () => {
    const firewall = "https://firewall.example/npm/";
    const { planning } = plan({
      manifest: { dependencies: { lib: "^1.0.0" } },
      entries: { "node_modules/lib": locked("lib", "1.0.0") },
      known: [{ name: "lib", range: "1.0.0", kind: "vulnerability" }],
      published: [
        publish("lib", { "1.0.0": {}, "1.0.1": { dependencies: { other: "^1.0.0" } } }, firewall),
        publish("other", { "1.0.0": {} }, firewall),
      ],
    });

    expect(textAfter(planning, "package-lock.json")).toMatchObject({
      packages: {
        "node_modules/lib": { resolved: `${registry}lib/-/lib-1.0.1.tgz` },
        "node_modules/other": { resolved: `${registry}other/-/other-1.0.0.tgz` },
      },
    });
  });

  test("takes no version that the policy withholds, and says so", () => {
    const { planning } = plan({
      manifest: { dependencies: { lib: "^1.0.0" } },
      entries: { "node_modules/lib": locked("lib", "1.0.0") },
      known: [{ name: "lib", range: "1.0.0", kind: "vulnerability" }],
      published: [publish("lib", { "1.0.0": {}, "1.0.1": { at: "2026-10-31T23:00:00.000Z" } })],
    });

    expect(planning).toMatchObject({
      plan: {
        groups: [],
        unrepaired: [{ why: expect.stringMatching(/no version is known that may be taken.*1\.0\.1/) }],
      },
    });
  });
});

const names = ["a", "b", "c", "d"] as const;
const versions = ["1.0.0", "1.1.0", "1.2.0", "2.0.0"] as const;

/** What each version of each package depends on: packages further down, so that no circle forms. */
const dependencies = fc.record(
  Object.fromEntries(
    names.map((name, index) => {
      const below = names
        .slice(index + 1)
        .map((each) => [each, fc.constantFrom("^1.0.0", "*", "~1.1.0")] as const);
      const one = fc.record(Object.fromEntries(below), { requiredKeys: [] });
      return [name, fc.tuple(one, one, one, one)] as const;
    }),
  ),
);

const statements = fc.array(
  fc.record({
    name: fc.constantFrom(...names),
    range: fc.constantFrom("1.2.0", "<1.2.0", ">=1.1.0", "*", "2.0.0"),
    kind: fc.constantFrom("malware" as const, "vulnerability" as const),
  }),
  { maxLength: 4 },
);

/** Locks everything below whoever asks for it, the highest version that fits. */
function lockAll(
  published: readonly PublishedPackage[],
  asked: Readonly<Record<string, string>>,
): Record<string, Members> {
  const entries: Record<string, Members> = {};
  const waiting = Object.entries(asked).map(([name, range]) => ({
    place: `node_modules/${name}`,
    name,
    range,
  }));
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { place, name, range } = next;
    const release = published
      .find(({ history }) => history.name === name)
      ?.history.releases.findLast(({ version }) => satisfies(version, range));
    const own = release?.dependencies["dependencies"] ?? {};
    entries[place] = locked(name, release?.version ?? "", { dependencies: own });
    for (const [below, wanted] of Object.entries(own))
      waiting.push({ place: `${place}/node_modules/${below}`, name: below, range: wanted });
  }
  return entries;
}

function isWhole(text: string, forced: Readonly<Record<string, unknown>>): boolean {
  const tree = readNpmTree(text) ?? new Map<string, never>();
  return [...tree].every(([place, entry]) =>
    edgesOf(place, entry).every(({ name, range }) => {
      const target = resolvePlace(tree, place, name);
      const isForced = JSON.stringify(forced).includes(`"${name}"`);
      return target !== undefined && (isForced || satisfies(versionAt(tree.get(target)), range));
    }),
  );
}

/** Texts in the order of how bad a project is: by how many of the worst it has, then by those of the next severity. */
function weigh(findings: readonly ScanFinding[]): string {
  return scanSeverities
    .map((severity) => String(findings.filter((each) => each.severity === severity).length).padStart(4, "0"))
    .join(" ");
}

describe("any plan", () => {
  test("leaves nothing worse than before, nor more of the worst, and a lockfile in which everybody gets what they ask for", () => {
    fc.assert(
      fc.property(dependencies, statements, (declared, known) => {
        const published = names.map((name) =>
          publish(
            name,
            Object.fromEntries(
              versions.map((version, at) => [version, { dependencies: declared[name]?.[at] ?? {} }]),
            ),
          ),
        );
        const asked = { a: "^1.0.0", b: "*" };
        const { state, planning } = plan({
          manifest: { dependencies: asked },
          entries: lockAll(published, asked),
          known,
          published,
        });

        if (planning.kind !== "planned") throw new Error(`it wants ${planning.names.join()}`);
        const { end } = planning;
        expect(weigh(end.findings) <= weigh(state.findings)).toBe(true);
        const manifest: unknown = textAfter(planning, "package.json");
        const forced =
          typeof manifest === "object" && manifest !== null && "overrides" in manifest
            ? manifest.overrides
            : {};
        expect(isWhole(end.texts.get("package-lock.json") ?? "", { forced })).toBe(true);
        for (const { repaired, changes } of planning.plan.groups) {
          expect(repaired.length).toBeGreaterThan(0);
          expect(changes.length).toBeGreaterThan(0);
        }
      }),
      { numRuns: 40 },
    );
  });
});
