import { describe, expect, test } from "vitest";

import { graphOf, showEdges, showMarks } from "../test/show-graph.ts";

describe("parseNpmGraph()", () => {
  test("parseNpmGraph() finds what each folder gets, through nesting, links, aliases and bundles", () => {
    const packages = {
      "": {
        name: "app",
        version: "1.0.0",
        workspaces: ["packages/*"],
        dependencies: { a: "^1.0.0", other: "npm:b@^2.0.0" },
        devDependencies: { d: "^1.0.0" },
        optionalDependencies: { o: "^1.0.0", elsewhere: "^1.0.0" },
      },
      "packages/lib": {
        name: "@app/lib",
        version: "0.1.0",
        dependencies: { b: "^1.0.0" },
        devDependencies: { a: "1" },
      },
      "node_modules/@app/lib": { resolved: "packages/lib", link: true },
      "node_modules/a": {
        version: "1.2.0",
        dependencies: { b: "^2.0.0", "@app/lib": "*" },
        peerDependencies: { p: "*", q: "*" },
        peerDependenciesMeta: { q: { optional: true } },
        hasInstallScript: true,
      },
      "node_modules/a/node_modules/b": { version: "2.0.0", deprecated: "gone", dependencies: { a: "*" } },
      "node_modules/b": { version: "1.0.0" },
      "node_modules/other": { name: "b", version: "2.1.0" },
      "node_modules/d": { version: "1.0.0", dev: true, dependencies: { inner: "1" } },
      "node_modules/d/node_modules/inner": { version: "1.0.0", inBundle: true, dev: true },
      "node_modules/o": { version: "1.0.0", optional: true, dependencies: { b: "*" } },
      "node_modules/nobody": { version: "1.0.0", dev: true },
    };

    const graph = graphOf("npm", JSON.stringify({ lockfileVersion: 3, packages }));

    expect(graph).toMatchObject({ source: "npm", formatVersion: "3", overrides: [] });
    expect(graph.roots.map(({ folder, name, version }) => [folder, name, version])).toEqual([
      [".", "app", "1.0.0"],
      ["packages/lib", "@app/lib", "0.1.0"],
    ]);
    expect(showEdges(graph)).toEqual([
      "[.] -production-> a@^1.0.0 = node_modules/a",
      "[.] -production-> other@npm:b@^2.0.0 = node_modules/other",
      "[.] -optional-> o@^1.0.0 = node_modules/o",
      "[.] -optional-> elsewhere@^1.0.0 = nothing",
      "[.] -development-> d@^1.0.0 = node_modules/d",
      "[packages/lib] -production-> b@^1.0.0 = node_modules/b",
      "[packages/lib] -development-> a@1 = node_modules/a",
      "packages/lib -production-> b@^1.0.0 = node_modules/b",
      "node_modules/a -peer-> p@* = nothing",
      "node_modules/a -optional-peer-> q@* = nothing",
      "node_modules/a -production-> b@^2.0.0 = node_modules/a/node_modules/b",
      "node_modules/a -production-> @app/lib@* = packages/lib",
      "node_modules/a/node_modules/b -production-> a@* = node_modules/a",
      "node_modules/d -production-> inner@1 = node_modules/d/node_modules/inner",
      "node_modules/o -production-> b@* = node_modules/b",
    ]);
    expect(showMarks(graph)).toEqual([
      "packages/lib @app/lib@0.1.0 workspace",
      "node_modules/a a@1.2.0 script",
      "node_modules/a/node_modules/b b@2.0.0 deprecated",
      "node_modules/b b@1.0.0",
      "node_modules/other b@2.1.0",
      "node_modules/d d@1.0.0 development",
      "node_modules/d/node_modules/inner inner@1.0.0 development bundled",
      "node_modules/o o@1.0.0 optional",
      "node_modules/nobody nobody@1.0.0 development",
    ]);
  });

  test("parseNpmGraph() takes the roots of version 1 from the manifest, and tells optional ones by their marks", () => {
    const dependencies = {
      a: { version: "1.0.0", requires: { b: "^2.0.0", o: "1" }, dependencies: { b: { version: "2.0.0" } } },
      b: { version: "1.0.0", dev: true },
      o: { version: "1.0.0", optional: true, requires: { p: "1" } },
      p: { version: "1.0.0", optional: true },
    };
    const manifest = {
      name: "app",
      dependencies: { a: "1" },
      devDependencies: { b: "1" },
      overrides: { p: { ".": "1", x: "2" } },
    };

    const graph = graphOf("npm", JSON.stringify({ lockfileVersion: 1, dependencies }), { ".": manifest });

    expect(showEdges(graph)).toEqual([
      "[.] -production-> a@1 = node_modules/a",
      "[.] -development-> b@1 = node_modules/b",
      "node_modules/a -production-> b@^2.0.0 = node_modules/a/node_modules/b",
      "node_modules/a -optional-> o@1 = node_modules/o",
      "node_modules/o -production-> p@1 = node_modules/p",
    ]);
    expect(showMarks(graph)).toEqual([
      "node_modules/a a@1.0.0",
      "node_modules/a/node_modules/b b@2.0.0",
      "node_modules/b b@1.0.0 development",
      "node_modules/o o@1.0.0 optional",
      "node_modules/p p@1.0.0 optional",
    ]);
    expect(graph.overrides).toEqual([
      { selector: "p", range: "1" },
      { selector: "p>x", range: "2" },
    ]);
  });

  test("parseNpmGraph() takes the file's marks where no root is known", () => {
    const packages = {
      "node_modules/a": { version: "1.0.0", devOptional: true },
      "node_modules/b": { version: "1.0.0" },
    };

    const graph = graphOf("npm", JSON.stringify({ lockfileVersion: 3, packages }));

    expect(graph.roots).toEqual([]);
    expect(showMarks(graph)).toEqual([
      "node_modules/a a@1.0.0 development optional",
      "node_modules/b b@1.0.0",
    ]);
  });

  test("parseNpmGraph() looks outside of the project only for what lies outside", () => {
    const packages = {
      "": { dependencies: { out: "file:../out" } },
      "../out": { version: "1.0.0", dependencies: { a: "*", b: "*" } },
      "../out/node_modules/a": { version: "1.0.0" },
      "node_modules/out": { resolved: "../out", link: true },
      "node_modules/b": { version: "1.0.0" },
    };

    const graph = graphOf("npm", JSON.stringify({ lockfileVersion: 3, packages }));

    expect(showEdges(graph)).toEqual([
      "[.] -production-> out@file:../out = ../out",
      "../out -production-> a@* = ../out/node_modules/a",
      "../out -production-> b@* = nothing",
    ]);
  });

  test.each([
    ['{"lockfileVersion":3}', "it has no packages"],
    ['{"lockfileVersion":1,"dependencies":["a"]}', "dependencies is no object"],
    [
      '{"lockfileVersion":1,"dependencies":{"a":{"version":"1.0.0","dependencies":"b"}}}',
      "dependencies is no object",
    ],
  ])("parseNpmGraph() refuses %j rather than to take it for empty", (text, why) => {
    expect(() => graphOf("npm", text)).toThrow(why);
  });

  test("parseNpmGraph() refuses versions that it does not know", () => {
    expect(() => graphOf("npm", '{"lockfileVersion":4,"packages":{}}')).toThrow(
      'its version "4" is not known',
    );
  });
});
