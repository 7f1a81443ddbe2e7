import { describe, expect, test } from "vitest";

import { hashOf, knowledgeOf, stateOf } from "../../test/repair-kit.ts";
import { listRequests } from "./list-requests.ts";
import { planRepairs } from "./plan-repairs.ts";

const lock = `{
  "name": "planted",
  "version": "1.0.0",
  "lockfileVersion": 3,
  "packages": {
    "": { "name": "planted", "version": "1.0.0", "dependencies": { "lib": "1.0.0" } },
    "node_modules/lib": {
      "version": "0.9.0",
      "version": "1.0.0",
      "resolved": "https://registry.example/lib/-/lib-1.0.0.tgz",
      "integrity": "${hashOf("lib", "1.0.0")}"
    }
  }
}
`;

describe("workDuplicates", () => {
  test("takes out the entry that does not count, and nothing else moves", () => {
    const knowledge = knowledgeOf([]);
    const manifest = JSON.stringify({ name: "planted", version: "1.0.0", dependencies: { lib: "1.0.0" } });
    const files = { "package.json": manifest, "package-lock.json": lock };
    const state = stateOf(files, { file: "package-lock.json", kind: "npm" }, knowledge);
    const { requests } = listRequests(state.findings, new Set(["lockfile"]));

    const planning = planRepairs(state, requests, { knowledge, published: new Map() });

    expect(planning).toMatchObject({
      kind: "planned",
      plan: { groups: [{ repaired: [{ id: "duplicate-entry" }] }], unrepaired: [] },
    });
    expect(planning.kind === "planned" && planning.end.texts.get("package-lock.json")).toBe(
      lock.replace('"version": "0.9.0",\n      ', ""),
    );
  });
});
