import { describe, expect, test } from "vitest";

import { knowledgeOf, locked, npmLock, publish, publishAll, stateOf } from "../../test/repair-kit.ts";
import type { Members, Statement } from "../../test/repair-kit.ts";
import { listRequests } from "./list-requests.ts";
import { planRepairs } from "./plan-repairs.ts";
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

    expect(planning).toEqual({ kind: "wanting", names: ["axios", "plain-crypto"] });
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
