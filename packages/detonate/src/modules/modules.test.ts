import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { readImportedNames } from "./imported-names.ts";
import { resolveExports, resolveImports } from "./package-exports.ts";

describe("readImportedNames", () => {
  test.each<[string, readonly (readonly [string, readonly string[] | "all"])[]]>([
    ['import a, { b, c as d } from "x"', [["x", ["b", "c"]]]],
    [
      'import{a as b}from"x";import*as y from"z"',
      [
        ["x", ["a"]],
        ["z", "all"],
      ],
    ],
    [
      "export { default, e as f } from './x'; export * from './y'",
      [
        ["./x", ["e"]],
        ["./y", "all"],
      ],
    ],
    ['import "x"; import("y"); const from = 1', []],
    ['import {\n  a, // from here\n  b,\n} from "x"', [["x", ["a", "b"]]]],
    ['import a from "x"; import { c } from "x"', [["x", ["c"]]]],
    ["import { resolve } from 'import-meta-resolve';", [["import-meta-resolve", ["resolve"]]]],
    [`import { "a b" as c, 'd' as e } from "x"`, [["x", ["a b", "d"]]]],
    ['import { type as a, type } from "os"', [["os", ["type"]]]],
  ])("reads %s", (text, expected) => {
    const found = [...readImportedNames(text)].map(([name, names]) => [
      name,
      names.isAll ? "all" : [...names.names],
    ]);

    expect(found).toEqual(expected);
  });

  test("tells what is used of a namespace", () => {
    const found = readImportedNames(
      'import * as a from "x"; a.b(a . c, d.a.e); const { f, g: h = 1 } = a; export * from "y"',
    );

    expect(found.get("x")).toEqual({ names: new Set(["f", "g", "b", "c"]), isAll: true });
    expect(found.get("y")).toEqual({ names: new Set(), isAll: true });
  });

  test("reads whatever there is, and long texts of words alone", () => {
    const word = fc.constantFrom("import ", "export ", "from ", "{", "}", "*", '"x"', "a", ",", "\n", " as ");
    fc.assert(
      fc.property(fc.array(word, { maxLength: 200 }), (words) => {
        expect(readImportedNames(words.join(""))).toBeInstanceOf(Map);
      }),
    );

    expect(readImportedNames("import {".repeat(100_000)).size).toBe(0);
    expect(readImportedNames(`import { ${'"a" '.repeat(100_000)}`).size).toBe(0);
  });
});

describe("resolveExports", () => {
  const require = new Set(["require", "node", "default"]);

  test.each<[string, unknown, string, string | undefined]>([
    ["a text", "./a.js", ".", "./a.js"],
    ["conditions in their order", { import: "./a.mjs", node: "./n.js", default: "./d.js" }, ".", "./n.js"],
    ["conditions within conditions", { ".": { node: { import: "./a", require: "./b" } } }, ".", "./b"],
    ["a pattern", { "./f/*.js": "./src/*.js" }, "./f/a/b.js", "./src/a/b.js"],
    ["the longest pattern", { "./*": "./x/*", "./f/*": "./y/*" }, "./f/a", "./y/a"],
    ["a list", { ".": [{ import: "./a" }, "./b"] }, ".", "./b"],
    ["a folder", { "./f/": "./src/" }, "./f/a.js", "./src/a.js"],
    ["what is closed", { "./*": "./*", "./inner": null }, "./inner", undefined],
    ["what is not there", { ".": "./a" }, "./b", undefined],
    ["no exports at all", 7, ".", undefined],
  ])("finds %s", (_, exports, subpath, expected) => {
    expect(resolveExports(exports, subpath, require)).toBe(expected);
  });

  test("resolveImports finds what begins with a hash", () => {
    expect(resolveImports({ "#a": "./a.js", "#b/*": "./b/*.js" }, "#b/c", require)).toBe("./b/c.js");
    expect(resolveImports(undefined, "#a", require)).toBeUndefined();
  });

  test("answers for any manifest", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.string(), (exports, subpath) => {
        const found = resolveExports(exports, `./${subpath}`, require);

        expect(found === undefined || typeof found === "string").toBe(true);
      }),
    );
  });
});
