import { describe, expect, test } from "vitest";

import { knowledgeOf, locked, npmLock, publish, publishAll, stateOf } from "../../test/repair-kit.ts";
import { listRequests } from "./list-requests.ts";
import { createPlanMemory } from "./plan-memory.ts";
import { planRepairs } from "./plan-repairs.ts";
import type { Planning } from "./plan-repairs.ts";
import type { PublishedPackages } from "./published-package.ts";

const names = ["one", "two", "three"] as const;

/** Rounds until a plan is there: what a round wants is known in the next. */
function planInRounds(weights: readonly boolean[], hasMemory: boolean): Planning {
  const dependencies = Object.fromEntries(names.map((name) => [name, "^1.0.0"]));
  const knowledge = knowledgeOf(
    names.flatMap((name, index) =>
      weights[index] ? [{ name, range: "<1.1.0", kind: "vulnerability" } as const] : [],
    ),
  );
  const files = {
    "package.json": JSON.stringify({ name: "planted", version: "1.0.0", private: true, dependencies }),
    "package-lock.json": npmLock(
      { dependencies },
      Object.fromEntries(names.map((name) => [`node_modules/${name}`, locked(name, "1.0.0")])),
    ),
  };
  const all = publishAll([
    publish("one", { "1.0.0": {}, "1.1.0": { dependencies: { extra: "^1.0.0" } } }),
    publish("two", { "1.0.0": {}, "1.1.0": { dependencies: { one: "^1.0.0" } } }),
    publish("three", { "1.0.0": {}, "1.1.0": { dependencies: { extra: "^1.0.0" } } }),
    publish("extra", { "1.0.0": {} }),
  ]);
  const state = stateOf(files, { file: "package-lock.json", kind: "npm" }, knowledge);
  const { requests } = listRequests(state.findings, new Set(["vulnerability"]));
  const memory = hasMemory ? createPlanMemory() : undefined;
  const published = new Map<string, ReturnType<PublishedPackages["get"]>>();
  for (;;) {
    const planning = planRepairs(state, requests, { knowledge, published, memory });
    if (planning.kind === "planned") return planning;
    for (const name of planning.names) published.set(name, all.get(name));
  }
}

const subsets = Array.from({ length: 8 }, (_, bits) =>
  names.map((_name, index) => (bits & (1 << index)) !== 0),
);

describe("createPlanMemory", () => {
  test.each(subsets)("changes nothing about the plan that comes out (%s, %s, %s)", (...weights) => {
    const remembered = planInRounds(weights, true);

    const anew = planInRounds(weights, false);

    expect(remembered).toEqual(anew);
  });
});
