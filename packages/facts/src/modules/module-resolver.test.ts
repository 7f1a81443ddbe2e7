import { describe, expect, test } from "vitest";

import { tryParseJson } from "../manifest/json-value.ts";
import { readManifest } from "../manifest/read-manifest.ts";
import { createModuleResolver } from "./module-resolver.ts";

/** What a specifier in `a.js` leads to, as paths and names of packages; files are empty but for manifests. */
function targetsOf(
  specifier: string,
  manifest: object,
  files: readonly string[],
  others: Readonly<Record<string, object>> = {},
): readonly string[] {
  const texts = new Map([
    ["package.json", JSON.stringify({ name: "lib", version: "1.0.0", ...manifest })],
    ["a.js", ""],
    ...files.map((path) => [path, ""] as const),
    ...Object.entries(others).map(([path, value]) => [path, JSON.stringify(value)] as const),
  ]);
  const entries = [...texts].map(([path, text]) => ({ path, bytes: Buffer.from(text), mode: 0o644 }));
  const resolver = createModuleResolver({
    paths: new Set(texts.keys()),
    manifest: readManifest(entries),
    json: tryParseJson(texts.get("package.json") ?? ""),
    readText: (path) => texts.get(path),
  });
  return resolver
    .resolveEach("a.js", specifier)
    .map((target) =>
      target.kind === "file" ? target.path : target.kind === "package" ? target.name : target.kind,
    );
}

describe("createModuleResolver()", () => {
  const imports = {
    "#b": {
      types: "./b.d.ts",
      node: "./b.js",
      browser: "./c.js",
      default: { import: "./d.mjs", require: "./e.cjs" },
    },
    "#x/*": [{ node: "./x/*.js" }, "./y/*.js"],
    "#dep": { node: "real-dep", default: "./b.js" },
  };
  const files = ["b.d.ts", "b.js", "c.js", "d.mjs", "e.cjs", "x/z.js", "y/z.js", "y/other.js"];

  test.each([
    ["#b", ["b.js", "c.js", "d.mjs", "e.cjs"]],
    ["#x/z", ["x/z.js", "y/z.js"]],
    ["#dep", ["real-dep", "b.js"]],
    ["#nosuch", ["nowhere"]],
    ["./b", ["b.js"]],
    ["other", ["other"]],
  ])("createModuleResolver() leads from %s to what any condition names", (specifier, expected) => {
    expect(targetsOf(specifier, { imports }, files)).toEqual(expected);
  });

  test("createModuleResolver() leads to everything that a bundled package exports, whatever its main is", () => {
    const paths = ["main.js", "node.js", "other.js", "sub.js", "unused.js"].map(
      (path) => `node_modules/helper/${path}`,
    );
    const helper = {
      main: "main.js",
      exports: { ".": { types: "./x.d.ts", node: "./node.js", default: "./other.js" }, "./sub": "./sub.js" },
    };

    const root = targetsOf("helper", {}, paths, { "node_modules/helper/package.json": helper });
    const sub = targetsOf("helper/nosuch", {}, paths, { "node_modules/helper/package.json": helper });

    expect(root.toSorted()).toEqual(
      ["main.js", "node.js", "other.js", "sub.js"].map((path) => `node_modules/helper/${path}`),
    );
    expect(sub).toContain("node_modules/helper/node.js");
  });
});
