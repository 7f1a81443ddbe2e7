import { describe, expect, test } from "vitest";

import { graphOf, showEdges, showMarks } from "../test/show-graph.ts";

describe("parseBunGraph()", () => {
  test("parseBunGraph() finds what each package gets, with members of the workspace by their names", () => {
    const text = `{
  "lockfileVersion": 1,
  "workspaces": {
    "": { "name": "app", "dependencies": { "a": "^1", "@app/lib": "1.0.0", "alias": "npm:b@^1" }, "devDependencies": { "d": "^1" } },
    "packages/lib": { "name": "@app/lib", "version": "1.0.0", "dependencies": { "b": "^2" }, "devDependencies": { "a": "^1" } },
  },
  "overrides": { "p": "1.0.0" },
  "patchedDependencies": { "b@2.0.0": "patches/b.patch" },
  "packages": {
    "@app/lib": ["@app/lib@workspace:packages/lib"],
    "@app/lib/b": ["b@2.0.0", "", {}, "sha512-AA=="],
    "@s/e": ["@s/e@1.0.0", "", { "dependencies": { "a": "^2", "b": "^1" } }, "sha512-BB=="],
    "@s/e/a": ["a@2.0.0", "", { "dependencies": { "b": "^1" } }, "sha512-CC=="],
    "a": ["a@1.0.0", "", { "dependencies": { "@s/e": "^1" }, "optionalDependencies": { "o": "1", "gone": "1" }, "peerDependencies": { "p": "*", "q": "*" }, "optionalPeers": ["q"] }, "sha512-DD=="],
    "alias": ["b@1.1.0", "", {}, "sha512-EE=="],
    "b": ["b@1.0.0", "", {}, "sha512-FF=="],
    "d": ["d@1.0.0", "", { "dependencies": { "b": "1" } }, "sha512-GG=="],
    "o": ["o@1.0.0", "", {}, "sha512-HH=="],
    "p": ["p@1.0.0", "", {}, "sha512-II=="],
  }
}`;

    const graph = graphOf("bun", text);

    expect(graph).toMatchObject({ formatVersion: "1", overrides: [{ selector: "p", range: "1.0.0" }] });
    expect(showEdges(graph)).toEqual([
      "[.] -production-> a@^1 = a",
      "[.] -production-> @app/lib@1.0.0 = @app/lib",
      "[.] -production-> alias@npm:b@^1 = alias",
      "[.] -development-> d@^1 = d",
      "[packages/lib] -production-> b@^2 = @app/lib/b",
      "[packages/lib] -development-> a@^1 = a",
      "@app/lib -production-> b@^2 = @app/lib/b",
      "@s/e -production-> a@^2 = @s/e/a",
      "@s/e -production-> b@^1 = b",
      "@s/e/a -production-> b@^1 = b",
      "a -peer-> p@* = p",
      "a -optional-peer-> q@* = nothing",
      "a -production-> @s/e@^1 = @s/e",
      "a -optional-> o@1 = o",
      "a -optional-> gone@1 = nothing",
      "d -production-> b@1 = b",
    ]);
    expect(showMarks(graph)).toEqual([
      "@app/lib @app/lib@1.0.0 workspace",
      "@app/lib/b b@2.0.0 patched",
      "@s/e @s/e@1.0.0",
      "@s/e/a a@2.0.0",
      "a a@1.0.0",
      "alias b@1.1.0",
      "b b@1.0.0",
      "d d@1.0.0 development",
      "o o@1.0.0 optional",
      "p p@1.0.0",
    ]);
  });

  test.each([
    ['{"lockfileVersion":1}', "workspaces is no object"],
    ['{"lockfileVersion":1,"workspaces":{},"packages":[]}', "packages is no object"],
  ])("parseBunGraph() refuses %j, which Bun never writes", (text, why) => {
    expect(() => graphOf("bun", text)).toThrow(why);
  });

  test("parseBunGraph() refuses versions that it does not know", () => {
    expect(() => graphOf("bun", '{"lockfileVersion":3}')).toThrow('its version "3" is not known');
  });
});
