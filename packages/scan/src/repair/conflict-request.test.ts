import { describe, expect, test } from "vitest";

import { hashOf, knowledgeOf, locked, npmLock, stateOf } from "../../test/repair-kit.ts";
import type { Members } from "../../test/repair-kit.ts";
import { planRepairs } from "./plan-repairs.ts";
import type { Planning } from "./plan-repairs.ts";

/** What git leaves where the whole of two files differs. */
function conflict(ours: string, theirs: string): string {
  return `<<<<<<< HEAD\n${ours}=======\n${theirs}>>>>>>> feature\n`;
}

interface Question {
  readonly file: string;
  readonly text: string;
  readonly dependencies: Readonly<Record<string, string>>;
}

function plan({ file, text, dependencies }: Question): Planning {
  const knowledge = knowledgeOf([]);
  const manifest = JSON.stringify({ name: "planted", version: "1.0.0", dependencies });
  const empty = npmLock({}, {});
  const state = stateOf(
    { "package.json": manifest, "package-lock.json": empty },
    { file: "package-lock.json", kind: "npm" },
    knowledge,
  );
  const texts = new Map([
    ["package.json", manifest],
    [file, text],
  ]);
  const project = { ...state.project, graphs: [], hasUnreadLockfile: true };
  return planRepairs(
    { project, texts, findings: [] },
    [{ kind: "lockfile", wish: { kind: "conflict", file }, findings: [] }],
    { knowledge, published: new Map() },
  );
}

function npm(
  dependencies: Readonly<Record<string, string>>,
  others: Readonly<Record<string, Members>> = {},
): string {
  const entries = Object.entries(dependencies).map(
    ([name, version]) => [`node_modules/${name}`, locked(name, version)] as const,
  );
  return npmLock({ dependencies }, { ...Object.fromEntries(entries), ...others });
}

function yarn(...labels: readonly string[]): string {
  const entries = labels.map((label) => {
    const [name = "", version = ""] = label.split("@");
    return `${label}:\n  version "${version}"\n  resolved "https://registry.example/${name}/-/${name}-${version}.tgz"\n  integrity ${hashOf(name, version)}\n`;
  });
  return `# yarn lockfile v1\n\n\n${entries.join("\n")}`;
}

function pnpm(...labels: readonly string[]): string {
  const split = labels.map((label) => label.split("@"));
  const asked = split.map(
    ([name, version]) => `      ${name}:\n        specifier: ${version}\n        version: ${version}\n`,
  );
  const packages = split.map(
    ([name = "", version = ""]) =>
      `  ${name}@${version}:\n    resolution: {integrity: ${hashOf(name, version)}}\n`,
  );
  const snapshots = split.map(([name, version]) => `  ${name}@${version}: {}\n`);
  return `lockfileVersion: '9.0'\n\nimporters:\n\n  .:\n    dependencies:\n${asked.join("")}\npackages:\n\n${packages.join("\n")}\nsnapshots:\n\n${snapshots.join("\n")}`;
}

function outcome(planning: Planning, file: string): string | undefined {
  if (planning.kind !== "planned") return planning.kind;
  const [group] = planning.plan.groups;
  return group === undefined
    ? planning.plan.unrepaired[0]?.why
    : group.changes.find((each) => each.file === file)?.after;
}

const both = { one: "1.0.0", two: "1.0.0" };

describe("workConflict", () => {
  test.each([
    {
      file: "package-lock.json",
      ours: npm({ one: "1.0.0" }),
      theirs: npm({ two: "1.0.0" }),
      merged: npm(both),
    },
    {
      file: "yarn.lock",
      ours: yarn("one@1.0.0"),
      theirs: yarn("two@1.0.0"),
      merged: yarn("one@1.0.0", "two@1.0.0"),
    },
    {
      file: "pnpm-lock.yaml",
      ours: pnpm("one@1.0.0"),
      theirs: pnpm("two@1.0.0"),
      merged: pnpm("one@1.0.0", "two@1.0.0"),
    },
  ])("puts together what both sides of $file brought, where the manifest asks for both", (scene) => {
    const { file, ours, theirs, merged } = scene;

    const planning = plan({ file, text: conflict(ours, theirs), dependencies: both });

    const lines = (text = ""): readonly string[] => text.split("\n").toSorted();
    expect(lines(outcome(planning, file))).toEqual(lines(merged));
    expect(planning).toMatchObject({
      plan: { groups: [{ title: `end the merge in ${file} with both sides together` }] },
    });
  });

  test("takes the side that the manifest asks for", () => {
    const [ours, theirs] = [yarn("one@1.0.0"), yarn("one@2.0.0")];
    const file = "yarn.lock";

    const planning = plan({ file, text: conflict(ours, theirs), dependencies: { one: "2.0.0" } });

    expect(outcome(planning, file)).toBe(theirs);
  });

  test("takes the side whose versions are those that are asked for", () => {
    const dependencies = { one: "1.0.0" };
    const lock = (version: string): string =>
      npmLock({ dependencies }, { "node_modules/one": locked("one", version) });
    const file = "package-lock.json";

    const planning = plan({ file, text: conflict(lock("0.9.0"), lock("1.0.0")), dependencies });

    expect(outcome(planning, file)).toBe(lock("1.0.0"));
  });

  test("does not choose between two that fit", () => {
    const dependencies = { one: "^1.0.0" };
    const lock = (version: string): string =>
      npmLock({ dependencies }, { "node_modules/one": locked("one", version) });
    const file = "package-lock.json";

    const planning = plan({ file, text: conflict(lock("1.0.0"), lock("1.1.0")), dependencies });

    expect(outcome(planning, file)).toBe(
      "package-lock.json holds the marks of a merge: our side and their side fit package.json both",
    );
  });

  test("takes in nothing that a side has otherwise, such as a hash", () => {
    const ours = npm({ one: "1.0.0" }, { "node_modules/shared": locked("shared", "1.0.0") });
    const other = locked("shared", "1.0.0", { integrity: hashOf("shared", "6.6.6") });
    const theirs = npm({ two: "1.0.0" }, { "node_modules/shared": other });
    const file = "package-lock.json";

    const planning = plan({ file, text: conflict(ours, theirs), dependencies: both });

    expect(outcome(planning, file)).toContain(
      "neither side nor both together are what package.json asks for",
    );
  });

  test("leaves a side that is no lockfile by itself", () => {
    const file = "package-lock.json";
    const text = '{\n  "lockfileVersion": 3,\n<<<<<<< a\n  "packages": {\n=======\n>>>>>>> b\n}\n';

    expect(outcome(plan({ file, text, dependencies: {} }), file)).toContain("is no lockfile by itself");
  });
});
