import type { TriggerDetonation, TriggerKind } from "../src/detonation.ts";
import { findBehaviours } from "../src/findings/find-behaviours.ts";
import type { Observation, WorldPlaces } from "../src/observation.ts";

export const places: WorldPlaces = {
  home: "/home/ada",
  temporaryFolder: "/tmp",
  project: "/home/ada/code/app",
  packageFolder: "/home/ada/code/app/node_modules/lib",
};

export function tried(parts: Partial<Observation> & Pick<Observation, "kind" | "api">): Observation {
  return { detail: parts.api, data: {}, decoded: false, honey: [], location: null, atMs: 0, ...parts };
}

export function triggerWith(
  observations: readonly Observation[],
  kind: TriggerKind = "install",
): TriggerDetonation {
  return {
    trigger: { kind, name: "postinstall", starts: ["node setup.js"] },
    worlds: [
      {
        name: "linux-laptop",
        platform: "linux",
        places,
        observations,
        coverage: 1,
        ended: "rest",
        problem: undefined,
      },
    ],
    differences: [],
    coverage: 1,
  };
}

export function idsOf(observation: Observation, kind?: "install" | "import"): readonly string[] {
  return findBehaviours([triggerWith([observation], kind)]).map(({ id }) => id);
}

export const file = (api: string, path: string, to?: string, facts: object = {}): Observation =>
  tried({ kind: "file", api: `fs.${api}`, data: { path, ...(to === undefined ? {} : { to }), ...facts } });
export const download = (facts: object): Observation =>
  tried({
    kind: "code",
    api: "tool",
    honey: ["download"],
    data: { path: `${places.packageFolder}/bin/tool`, text: "\u007FELF", arguments: ["--version"], ...facts },
  });
export const addon = (path: string): Observation =>
  tried({ kind: "code", api: "process.dlopen", honey: ["download"], data: { path, text: "\u007FELF" } });
export const program = (api: string, path: string, more: object = {}): Observation =>
  tried({ kind: "file", api, data: { path, ...more } });
export const command = (line: string, decoded = false): Observation =>
  tried({ kind: "process", api: "child_process.exec", data: { command: line }, decoded });

/** What arrived from the network, written to a program. */
export const fed = (name: string): Observation =>
  tried({
    kind: "process",
    api: "child_process.stdin",
    honey: ["download"],
    data: { program: name, text: "id" },
  });
export const plantedVariable: Observation = tried({
  kind: "env",
  api: "environment",
  data: { name: "NODE_OPTIONS", value: "--require /tmp/a.js", program: "npm" },
});
