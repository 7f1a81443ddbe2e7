import { parseDependencyGraph } from "@lockkeeper/lockfile";
import { describe, expect, test } from "vitest";

import { knowledgeOf, locked, npmLock, stateOf } from "../../test/repair-kit.ts";
import { planRepairs } from "./plan-repairs.ts";
import type { Planning } from "./plan-repairs.ts";
import type { RepairState } from "./repair-state.ts";
import { workSurplus } from "./surplus-request.ts";

const dependencies = { lib: "1.0.0" };
const yarn = `# yarn lockfile v1


lib@1.0.0:
  version "1.0.0"
  resolved "https://registry.example/lib/-/lib-1.0.0.tgz#${"0".repeat(40)}"
  integrity ${String(locked("lib", "1.0.0")["integrity"])}
`;

function twins(manifest: object, pipelines: Readonly<Record<string, string>> = {}): RepairState {
  const files = {
    "package.json": JSON.stringify({ name: "planted", version: "1.0.0", dependencies, ...manifest }),
    "package-lock.json": npmLock({ dependencies }, { "node_modules/lib": locked("lib", "1.0.0") }),
    "yarn.lock": yarn,
  };
  const state = stateOf(files, { file: "package-lock.json", kind: "npm" }, knowledgeOf([]));
  const graph = parseDependencyGraph("yarn-classic", Buffer.from(yarn));
  return {
    ...state,
    project: {
      ...state.project,
      graphs: [...state.project.graphs, { file: "yarn.lock", graph }],
      pipelines: Object.entries(pipelines).map(([file, text]) => ({ file, text })),
    },
  };
}

function plan(state: RepairState): Planning {
  const request = { kind: "lockfile" as const, wish: { kind: "surplus" as const }, findings: [] };
  return planRepairs(state, [request], { knowledge: knowledgeOf([]), published: new Map() });
}

describe("workSurplus", () => {
  test("takes away the lockfile of the client that package.json does not name", () => {
    const state = twins({ packageManager: "yarn@1.22.22" });

    expect(workSurplus(state)).toMatchObject({
      kind: "worked",
      title: "take package-lock.json away",
      changes: [{ file: "package-lock.json", before: expect.any(String), after: undefined }],
    });
  });

  test("leaves a project of one lockfile when it was made", () => {
    const planning = plan(twins({ devEngines: { packageManager: { name: "npm" } } }));

    expect(planning).toMatchObject({ kind: "planned", plan: { groups: [{ title: "take yarn.lock away" }] } });
    const end = planning.kind === "planned" ? planning.end : undefined;
    expect(end?.project.graphs.map(({ file }) => file)).toEqual(["package-lock.json"]);
    expect(end?.texts.has("yarn.lock")).toBe(false);
  });

  test.each([
    ["npm ci", "yarn.lock"],
    ["- run: npm ci --ignore-scripts", "yarn.lock"],
    ["RUN npm install && npm test", "yarn.lock"],
    ["  yarn install --immutable", "package-lock.json"],
    ['run: "yarn --frozen-lockfile"', "package-lock.json"],
  ])("reads %j in a pipeline", (line, gone) => {
    const state = twins({}, { ".github/workflows/ci.yml": `steps:\n  ${line}\n` });

    expect(workSurplus(state)).toMatchObject({ kind: "worked", title: `take ${gone} away` });
  });

  test.each([
    ["says nothing", {}],
    ["installs a tool of the machine's", { "ci.yml": "npm install -g something" }],
    ["adds a package", { "ci.yml": "npm install lodash" }],
    ["has it in a remark", { "ci.yml": "  # npm ci" }],
    ["says two things", { "ci.yml": "npm ci", "release.yml": "yarn install" }],
    ["names a client without a lockfile", { "ci.yml": "pnpm install" }],
  ])("leaves it to people where a pipeline %s", (_, pipelines) => {
    expect(workSurplus(twins({}, pipelines))).toMatchObject({ kind: "refused" });
  });

  test("leaves it to people where manifest and pipeline differ", () => {
    const state = twins({ packageManager: "yarn@1.22.22" }, { ".gitlab-ci.yml": "npm ci" });

    expect(workSurplus(state)).toMatchObject({
      kind: "refused",
      why: 'there are lockfiles of several clients: "packageManager" of package.json says yarn, and .gitlab-ci.yml says npm',
    });
  });
});
