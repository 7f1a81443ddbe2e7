import { describe, expect, test } from "vitest";

import { graphOf, showEdges, showMarks } from "../test/show-graph.ts";

const workspace = {
  ".": {
    name: "app",
    workspaces: ["packages/*"],
    dependencies: { a: "^1.0.0", alias: "npm:b@^1.0.0", lib: "1.0.0" },
    devDependencies: { d: "^1.0.0" },
    resolutions: { "a/b": "2.0.0" },
  },
  "packages/lib": { name: "lib", version: "1.0.0", dependencies: { o: "^1.0.0" } },
};

describe("parseYarnClassicGraph()", () => {
  test("parseYarnClassicGraph() joins what the manifests and the file say", () => {
    const text = `# yarn lockfile v1

a@^1.0.0, a@^1.1.0:
  version "1.1.0"
  dependencies:
    b "^1.0.0"
  optionalDependencies:
    o "^1.0.0"

"alias@npm:b@^1.0.0":
  version "1.0.0"

b@2.0.0:
  version "2.0.0"

d@^1.0.0:
  version "1.0.0"
  dependencies:
    a "^1.1.0"
    missing "^1.0.0"

o@^1.0.0:
  version "1.0.0"
`;

    const graph = graphOf("yarn-classic", text, workspace);

    expect(graph).toMatchObject({ formatVersion: "1", overrides: [{ selector: "a/b", range: "2.0.0" }] });
    expect(showEdges(graph)).toEqual([
      "[.] -production-> a@^1.0.0 = a@^1.0.0, a@^1.1.0",
      "[.] -production-> alias@npm:b@^1.0.0 = alias@npm:b@^1.0.0",
      "[.] -production-> lib@1.0.0 = packages/lib",
      "[.] -development-> d@^1.0.0 = d@^1.0.0",
      "[packages/lib] -production-> o@^1.0.0 = o@^1.0.0",
      "a@^1.0.0, a@^1.1.0 -production-> b@^1.0.0 = b@2.0.0",
      "a@^1.0.0, a@^1.1.0 -optional-> o@^1.0.0 = o@^1.0.0",
      "d@^1.0.0 -production-> a@^1.1.0 = a@^1.0.0, a@^1.1.0",
      "d@^1.0.0 -production-> missing@^1.0.0 = nothing",
      "packages/lib -production-> o@^1.0.0 = o@^1.0.0",
    ]);
    expect(showMarks(graph)).toEqual([
      "a@^1.0.0, a@^1.1.0 a@1.1.0",
      "alias@npm:b@^1.0.0 b@1.0.0",
      "b@2.0.0 b@2.0.0",
      "d@^1.0.0 d@1.0.0 development",
      "o@^1.0.0 o@1.0.0",
      "packages/lib lib@1.0.0 workspace",
    ]);
  });

  test("parseYarnClassicGraph() has no roots without manifests", () => {
    const graph = graphOf("yarn-classic", 'a@1:\n  version "1.0.0"\n');

    expect([graph.roots, showMarks(graph)]).toEqual([[], ["a@1 a@1.0.0"]]);
  });
});

const berry = `__metadata:
  version: 8

"a@npm:^1.0.0":
  version: 1.1.0
  resolution: "a@npm:1.1.0"
  dependencies:
    b: "npm:^1.0.0"
    o: "npm:^1.0.0"
    typescript: "npm:^5.0.0"
  peerDependencies:
    d: "*"
    z: "*"
  peerDependenciesMeta:
    z:
      optional: true
  dependenciesMeta:
    o:
      optional: true

"alias@npm:b@^1.0.0":
  version: 1.0.0
  resolution: "b@npm:1.0.0"

"app@workspace:.":
  version: 0.0.0-use.local
  resolution: "app@workspace:."
  dependencies:
    a: "npm:^1.0.0"
    alias: "npm:b@^1.0.0"
    d: "npm:^1.0.0"
    lib: "npm:1.0.0"

"b@npm:2.0.0":
  version: 2.0.0
  resolution: "b@npm:2.0.0"

"d@patch:d@npm%3A1.0.0#~/d.patch":
  version: 1.0.0
  resolution: "d@patch:d@npm%3A1.0.0#~/d.patch::version=1.0.0&hash=aa"

"d@npm:1.0.0":
  version: 1.0.0
  resolution: "d@npm:1.0.0"

"lib@npm:1.0.0, lib@workspace:packages/lib":
  version: 0.0.0-use.local
  resolution: "lib@workspace:packages/lib"
  dependencies:
    local: "file:../local"

"local@file:../local::locator=lib%40workspace%3Apackages%2Flib":
  version: 1.0.0
  resolution: "local@file:../local#../local::hash=1&locator=lib%40workspace%3Apackages%2Flib"

"o@npm:^1.0.0":
  version: 1.0.0
  resolution: "o@npm:1.0.0"

"typescript@npm:^5.0.0":
  version: 5.0.0
  resolution: "typescript@npm:5.0.0"

"typescript@patch:typescript@npm%3A^5.0.0#optional!builtin<compat/typescript>":
  version: 5.0.0
  resolution: "typescript@patch:typescript@npm%3A5.0.0#optional!builtin<compat/typescript>::version=5.0.0&hash=b"
`;

describe("parseYarnBerryGraph()", () => {
  test("parseYarnBerryGraph() follows resolutions, patches, peers and folders", () => {
    const resolutions = { "a/b": "2.0.0", d: "patch:d@npm%3A1.0.0#~/d.patch" };
    const root = { ...workspace["."], resolutions };

    const graph = graphOf("yarn-berry", berry, {
      ".": root,
      "packages/lib": { name: "lib", version: "1.0.0", dependencies: { local: "file:../local" } },
    });

    expect(graph.formatVersion).toBe("8");
    expect(showEdges(graph).filter((line) => line.startsWith("[") || line.startsWith("a@"))).toEqual([
      "[.] -production-> a@^1.0.0 = a@npm:^1.0.0",
      "[.] -production-> alias@npm:b@^1.0.0 = alias@npm:b@^1.0.0",
      "[.] -production-> lib@1.0.0 = lib@npm:1.0.0, lib@workspace:packages/lib",
      "[.] -development-> d@^1.0.0 = d@patch:d@npm%3A1.0.0#~/d.patch",
      "[packages/lib] -production-> local@file:../local = local@file:../local::locator=lib%40workspace%3Apackages%2Flib",
      "a@npm:^1.0.0 -peer-> d@* = d@patch:d@npm%3A1.0.0#~/d.patch",
      "a@npm:^1.0.0 -optional-peer-> z@* = nothing",
      "a@npm:^1.0.0 -production-> b@npm:^1.0.0 = b@npm:2.0.0",
      "a@npm:^1.0.0 -production-> typescript@npm:^5.0.0 = typescript@patch:typescript@npm%3A^5.0.0#optional!builtin<compat/typescript>",
      "a@npm:^1.0.0 -optional-> o@npm:^1.0.0 = o@npm:^1.0.0",
    ]);
    expect(showMarks(graph).filter((line) => /^[dot]/.test(line))).toEqual([
      "d@patch:d@npm%3A1.0.0#~/d.patch d@1.0.0 patched",
      "d@npm:1.0.0 d@1.0.0",
      "o@npm:^1.0.0 o@1.0.0 optional",
      "typescript@npm:^5.0.0 typescript@5.0.0",
      "typescript@patch:typescript@npm%3A^5.0.0#optional!builtin<compat/typescript> typescript@5.0.0",
    ]);
  });

  test("parseYarnBerryGraph() takes the workspace from the file where there are no manifests", () => {
    const graph = graphOf("yarn-berry", berry);

    expect(graph.roots.map(({ folder, name }) => [folder, name])).toEqual([
      [".", "app"],
      ["packages/lib", "lib"],
    ]);
    expect(graph.packages.some(({ isDevelopment }) => isDevelopment)).toBe(false);
  });

  test("parseYarnBerryGraph() refuses versions that it does not know", () => {
    expect(() => graphOf("yarn-berry", "__metadata:\n  version: 99\n")).toThrow(
      'its version "99" is not known',
    );
    expect(graphOf("yarn-berry", "__metadata:\n  version: 10\n").formatVersion).toBe("10");
  });

  test("parseYarnBerryGraph() reads the ranges of older files, which have no protocol", () => {
    const text = berry.replaceAll('"npm:^1.0.0"', "^1.0.0").replaceAll('"npm:1.0.0"', "1.0.0");

    const lines = showEdges(graphOf("yarn-berry", text));

    expect(lines).toContain("[.] -production-> a@^1.0.0 = a@npm:^1.0.0");
    expect(lines).toContain("a@npm:^1.0.0 -optional-> o@^1.0.0 = o@npm:^1.0.0");
  });
});
