import { describe, expect, test } from "vitest";

import { graphOf, showEdges, showMarks } from "../test/show-graph.ts";

describe("parsePnpmGraph()", () => {
  test("parsePnpmGraph() reads version 9 with peers, aliases, patches, catalogs, links and overrides", () => {
    const text = `lockfileVersion: '9.0'
overrides:
  'c@^1': 1.0.1
importers:
  .:
    dependencies:
      alias: {specifier: npm:a@^1, version: a@1.0.0}
      lib: {specifier: 'workspace:*', version: link:packages/lib}
      outside: {specifier: 'link:../outside', version: link:../outside}
    devDependencies:
      c: {specifier: 'catalog:', version: 1.0.1(patch_hash=aa)(a@1.0.0)}
    optionalDependencies:
      o: {specifier: ^1, version: 1.0.0}
  packages/lib:
    dependencies:
      c: {specifier: ^1, version: 1.0.1(patch_hash=aa)}
packages:
  a@1.0.0:
    resolution: {integrity: sha512-AA==}
    deprecated: gone
  c@1.0.1:
    resolution: {integrity: sha512-BB==}
    peerDependencies: {a: ^1, z: '*'}
    peerDependenciesMeta: {a: {optional: true}}
  o@1.0.0:
    resolution: {integrity: sha512-CC==}
  local@file:../local:
    resolution: {directory: ../local, type: directory}
snapshots:
  a@1.0.0:
    optionalDependencies: {o: 1.0.0}
  c@1.0.1(patch_hash=aa):
    dependencies: {local: 'file:../local'}
  c@1.0.1(patch_hash=aa)(a@1.0.0):
    dependencies: {local: 'file:../local'}
    optionalDependencies: {a: 1.0.0}
  o@1.0.0: {optional: true}
  local@file:../local: {}
`;

    const graph = graphOf("pnpm", text, { "packages/lib": { name: "@app/lib", version: "1.0.0" } });

    expect(graph).toMatchObject({ formatVersion: "9.0", overrides: [{ selector: "c@^1", range: "1.0.1" }] });
    expect(showEdges(graph)).toEqual([
      "[.] -production-> alias@npm:a@^1 = a@1.0.0",
      "[.] -production-> lib@workspace:* = packages/lib",
      "[.] -production-> outside@link:../outside = ../outside",
      "[.] -optional-> o@^1 = o@1.0.0",
      "[.] -development-> c@catalog: = c@1.0.1(patch_hash=aa)(a@1.0.0)",
      "[packages/lib] -production-> c@^1 = c@1.0.1(patch_hash=aa)",
      "a@1.0.0 -optional-> o@1.0.0 = o@1.0.0",
      "c@1.0.1(patch_hash=aa) -optional-peer-> a@^1 = nothing",
      "c@1.0.1(patch_hash=aa) -peer-> z@* = nothing",
      "c@1.0.1(patch_hash=aa) -production-> local@file:../local = local@file:../local",
      "c@1.0.1(patch_hash=aa)(a@1.0.0) -optional-peer-> a@^1 = a@1.0.0",
      "c@1.0.1(patch_hash=aa)(a@1.0.0) -peer-> z@* = nothing",
      "c@1.0.1(patch_hash=aa)(a@1.0.0) -production-> local@file:../local = local@file:../local",
      "packages/lib -production-> c@^1 = c@1.0.1(patch_hash=aa)",
    ]);
    expect(showMarks(graph)).toEqual([
      "a@1.0.0 a@1.0.0 deprecated",
      "c@1.0.1(patch_hash=aa) c@1.0.1 patched",
      "c@1.0.1(patch_hash=aa)(a@1.0.0) c@1.0.1 development patched",
      "o@1.0.0 o@1.0.0 optional",
      "local@file:../local local@ file",
      "packages/lib @app/lib@1.0.0 workspace",
      "../outside outside@ file",
    ]);
  });

  test.each([
    ["5.4", "/a/1.0.0", "/b/2.0.0_a@1.0.0", "2.0.0_a@1.0.0"],
    ["6.0", "/a@1.0.0", "/b@2.0.0(a@1.0.0)", "2.0.0(a@1.0.0)"],
  ])("parsePnpmGraph() reads version %s without importers", (version, keyOfA, keyOfB, reference) => {
    const text = `lockfileVersion: ${version}
specifiers: {b: ^2.0.0, alias: 'npm:a@^1'}
dependencies:
  b: ${reference}
devDependencies:
  alias: ${keyOfA}
packages:
  ${keyOfA}:
    resolution: {integrity: sha512-AA==}
    requiresBuild: true
    dev: false
  ${keyOfB}:
    resolution: {integrity: sha512-BB==}
    peerDependencies: {a: ^1}
    dependencies: {a: 1.0.0}
`;

    const graph = graphOf("pnpm", text);

    expect(showEdges(graph)).toEqual([
      `[.] -production-> b@^2.0.0 = ${keyOfB}`,
      `[.] -development-> alias@npm:a@^1 = ${keyOfA}`,
      `${keyOfB} -peer-> a@^1 = ${keyOfA}`,
    ]);
    expect(showMarks(graph)).toEqual([`${keyOfA} a@1.0.0 script`, `${keyOfB} b@2.0.0`]);
  });

  test("parsePnpmGraph() joins the documents of a file, and takes pnpm's own tools for development's", () => {
    const text = `---
lockfileVersion: '9.0'
importers: {.: {packageManagerDependencies: {pnpm: {specifier: 11.0.0, version: 11.0.0}}}}
packages: {pnpm@11.0.0: {resolution: {integrity: sha512-AA==}}}
snapshots: {pnpm@11.0.0: {}}
---
lockfileVersion: '9.0'
importers: {.: {dependencies: {a: {specifier: ^1, version: 1.0.0}}}}
packages: {a@1.0.0: {resolution: {integrity: sha512-BB==}}}
snapshots: {a@1.0.0: {}}
`;

    const graph = graphOf("pnpm", text);

    expect(graph.roots).toHaveLength(1);
    expect(showMarks(graph)).toEqual(["pnpm@11.0.0 pnpm@11.0.0 development", "a@1.0.0 a@1.0.0"]);
  });

  test("parsePnpmGraph() refuses a file that was cut among its snapshots", () => {
    const text = `lockfileVersion: '9.0'
packages:
  a@1.0.0:
    resolution: {integrity: sha512-AA==}
  b@1.0.0:
    resolution: {integrity: sha512-BB==}
snapshots:
  a@1.0.0: {}
`;

    expect(() => graphOf("pnpm", text)).toThrow(/line 5: it ends before the snapshot of b@1\.0\.0/);
    expect(graphOf("pnpm", `${text}  b@1.0.0: {}\n`).packages).toHaveLength(2);
  });

  test.each([
    [
      "packages:\n  b@1.0.0:\n    resolution: {integrity: x}\nsnapshots:\n  b@1.0.0: {}\n  a@1.0.0: {}\n",
      "a snapshot of a@1.0.0, and no package",
    ],
    ["snapshots:\n  a@1.0.0(b@1.0.0): {}\n", "a snapshot of a@1.0.0(b@1.0.0), and no package"],
    ["importers: [a]\npackages: {}\n", "importers is no object"],
    ["packages: {}\nsnapshots: [a]\n", "snapshots is no object"],
  ])("parsePnpmGraph() refuses what is not whole: %j", (rest, why) => {
    expect(() => graphOf("pnpm", `lockfileVersion: '9.0'\n${rest}`)).toThrow(why);
  });

  test("parsePnpmGraph() refuses versions that it does not know, and a file of nothing", () => {
    expect(() => graphOf("pnpm", "lockfileVersion: '10.0'\n")).toThrow('its version "10.0" is not known');
    expect(() => graphOf("pnpm", "\n")).toThrow("it has no lockfileVersion");
  });
});
