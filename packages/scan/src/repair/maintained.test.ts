import { describe, expect, test } from "vitest";

import { knowledgeOf, locked, npmLock, publish, publishAll, stateOf } from "../../test/repair-kit.ts";
import type { Members } from "../../test/repair-kit.ts";
import { listRequests } from "./list-requests.ts";
import { planRepairs } from "./plan-repairs.ts";
import type { Planning } from "./plan-repairs.ts";

const old = { deprecated: "use 1.2" };

function plan(range: string, versions: Readonly<Record<string, Members>>, held?: string): Planning {
  const knowledge = knowledgeOf([]);
  const dependencies = held === undefined ? { lib: range } : { holder: "1.0.0", lib: range };
  const entries = {
    ...(held === undefined
      ? {}
      : { "node_modules/holder": locked("holder", "1.0.0", { dependencies: { lib: held } }) }),
    "node_modules/lib": locked("lib", "1.0.0", old),
  };
  const files = {
    "package.json": JSON.stringify({ name: "planted", version: "1.0.0", private: true, dependencies }),
    "package-lock.json": npmLock({ dependencies }, entries),
  };
  const state = stateOf(files, { file: "package-lock.json", kind: "npm" }, knowledge);
  const { requests } = listRequests(state.findings, new Set(["deprecated"]));
  const published = publishAll([publish("lib", versions), publish("holder", { "1.0.0": {} })]);
  return planRepairs(state, requests, { knowledge, published });
}

function outcomeOf(planning: Planning): readonly string[] {
  if (planning.kind !== "planned") return [planning.kind];
  const { groups, unrepaired } = planning.plan;
  return [...groups.map(({ title }) => title), ...unrepaired.map(({ why }) => why)];
}

describe("a deprecated version", () => {
  test("gives way to the nearest above that is not deprecated", () => {
    const planning = plan("^1.0.0", { "1.0.0": old, "1.1.0": old, "1.2.0": {}, "1.3.0": {}, "2.0.0": {} });

    expect(outcomeOf(planning)).toEqual(["lib 1.0.0 → 1.2.0"]);
  });

  test("has the project's own exact version raised within its main version", () => {
    expect(outcomeOf(plan("1.0.0", { "1.0.0": old, "1.2.0": {} }))).toEqual(["lib 1.0.0 → 1.2.0"]);
  });

  test("is left to people where only another main version is not deprecated", () => {
    expect(outcomeOf(plan("1.0.0", { "1.0.0": old, "2.0.0": {} }))).toEqual([
      "lib@1.0.0: no version that its dependents allow is free of deprecation, the nearest is 2.0.0: use 1.2",
    ]);
  });

  test("is left to people where the whole package is", () => {
    expect(outcomeOf(plan("^1.0.0", { "1.0.0": old, "1.1.0": old }))).toEqual([
      "lib@1.0.0: its maintainers advise against every version that could follow: use 1.2",
    ]);
  });

  test("is forced on nobody who asks for it", () => {
    expect(outcomeOf(plan("1.0.0", { "1.0.0": old, "1.2.0": {} }, "1.0.0"))).toEqual([
      "lib@1.0.0: no version that its dependents allow is free of deprecation, the nearest is 1.2.0: use 1.2",
    ]);
  });
});
