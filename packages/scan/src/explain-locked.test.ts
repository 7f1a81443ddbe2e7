import { describe, expect, test } from "vitest";

import { edge, graphOf, locked } from "../test/project-scene.ts";
import { explainLocked } from "./explain-locked.ts";

const graph = graphOf(
  [
    locked("direct", "1.0.0", {
      dependencies: [edge("leaf", "^1.0.0", 1), { name: "peer", range: "*", group: "peer", to: 2 }],
    }),
    locked("leaf", "1.0.0", { isPatched: true }),
    locked("peer", "3.0.0", { dependencies: [edge("other-name", "npm:leaf@^1", 1)] }),
  ],
  {
    roots: [{ folder: ".", name: "app", version: "1.0.0", dependencies: [edge("direct", "1.0.0", 0)] }],
    overrides: [
      { selector: "direct>leaf@^1", range: "1.0.0" },
      { selector: "**/leaf", range: "1.0.1" },
      { selector: "leaflet", range: "2.0.0" },
    ],
  },
);
const scanned = { file: "package-lock.json", graph };

describe("explainLocked", () => {
  test("names everyone who asks for a package, by which dependency, under which name", () => {
    const [leaf] = explainLocked(scanned, { name: "leaf", version: undefined });

    expect(leaf).toMatchObject({
      place: "node_modules/leaf",
      isPatched: true,
      path: ["app", "direct@1.0.0", "leaf@1.0.0"],
      askedBy: [
        { by: "direct@1.0.0", as: "leaf", range: "^1.0.0", group: "production", isRoot: false },
        { by: "peer@3.0.0", as: "other-name", range: "npm:leaf@^1", group: "production", isRoot: false },
      ],
    });
    expect(leaf?.overrides.map(({ selector }) => selector)).toEqual(["direct>leaf@^1", "**/leaf"]);
  });

  test("finds a package by the name under which somebody imports it, and by its version", () => {
    const namesOf = (name: string, version?: string): readonly string[] =>
      explainLocked(scanned, { name, version }).map((each) => each.name);

    expect(namesOf("other-name")).toEqual(["leaf"]);
    expect(namesOf("leaf", "2.0.0")).toEqual([]);
    expect(namesOf("direct", "1.0.0")).toEqual(["direct"]);
    expect(namesOf("nothing")).toEqual([]);
  });

  test("tells peers, and that the project itself asks", () => {
    const [direct] = explainLocked(scanned, { name: "direct", version: undefined });
    const [peer] = explainLocked(scanned, { name: "peer", version: undefined });

    expect(direct?.askedBy).toEqual([
      { by: "app", isRoot: true, as: "direct", range: "1.0.0", group: "production" },
    ]);
    expect(peer?.askedBy).toMatchObject([{ by: "direct@1.0.0", group: "peer" }]);
  });
});
