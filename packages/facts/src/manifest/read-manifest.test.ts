import type { ArchiveEntry } from "@lockkeeper/archive";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { readManifest } from "./read-manifest.ts";

function filesOf(manifest: string, ...paths: readonly string[]): readonly ArchiveEntry[] {
  const others = paths.map((path) => ({ path, bytes: Buffer.from("x"), mode: 0o644 }));
  return [{ path: "package.json", bytes: Buffer.from(manifest), mode: 0o644 }, ...others];
}

function read(manifest: object, ...paths: readonly string[]): ReturnType<typeof readManifest> {
  return readManifest(filesOf(JSON.stringify({ name: "a", version: "1.0.0", ...manifest }), ...paths));
}

describe("readManifest", () => {
  test("reads the plain members", () => {
    const manifest = read({
      description: "text",
      author: { name: "Ada", email: "ada@example.org" },
      repository: { url: "git+ssh://host.example/a.git" },
      type: "module",
    });

    expect(manifest).toMatchObject({
      name: "a",
      version: "1.0.0",
      author: "Ada <ada@example.org>",
      repository: "git+ssh://host.example/a.git",
      type: "module",
      problems: [],
    });
  });

  test("names the scripts that an install runs, in the order in which they run", () => {
    const manifest = read({ scripts: { postinstall: "node b", test: "vitest", preinstall: "node a" } });

    expect(manifest.installScripts).toEqual(["preinstall", "postinstall"]);
    expect(manifest.scripts["test"]).toBe("vitest");
  });

  test.each([
    ["a binding.gyp", {}, ["binding.gyp"], ["install"]],
    [
      "a binding.gyp beside a postinstall script",
      { scripts: { postinstall: "x" } },
      ["binding.gyp"],
      ["install", "postinstall"],
    ],
    [
      "a binding.gyp beside a preinstall script",
      { scripts: { preinstall: "x" } },
      ["binding.gyp"],
      ["preinstall"],
    ],
    ["a binding.gyp that is turned off", { gypfile: false }, ["binding.gyp"], []],
    ["a binding.gyp in a folder", {}, ["deps/binding.gyp"], []],
  ])("reads the implicit install script of %s", (_name, manifest, paths, expected) => {
    expect(read(manifest, ...paths).installScripts).toEqual(expected);
  });

  test.each([
    ["a text", { bin: "./cli.js" }, [{ command: "a", path: "cli.js" }]],
    ["an object", { bin: { "@x/npm": "../bin/npm.js" } }, [{ command: "npm", path: "bin/npm.js" }]],
    ["an array", { bin: ["bin/one.js"] }, [{ command: "one.js", path: "bin/one.js" }]],
    ["a folder", { directories: { bin: "./tools" } }, [{ command: "t.js", path: "tools/t.js" }]],
    ["nothing that fits", { bin: 7 }, []],
  ])("reads commands of %s", (_name, manifest, expected) => {
    expect(read(manifest, "tools/t.js", "tools/.hidden").bins).toEqual(expected);
  });

  test("reads the files of main, browser and exports, patterns too, but no types", () => {
    const manifest = read(
      {
        main: "lib",
        browser: { "./lib/index.js": "./lib/web.js", fs: false },
        exports: {
          ".": { types: "./lib/index.d.ts", import: "./lib/index.mjs", default: ["./lib/index.js"] },
          "./features/*": "./lib/features/*.js",
        },
      },
      "lib/index.js",
      "lib/features/a.js",
      "lib/features/deep/b.js",
    );

    expect(manifest.entries).toEqual([
      { field: "main", path: "lib/index.js" },
      { field: "browser ./lib/index.js", path: "lib/web.js" },
      { field: "exports . import", path: "lib/index.mjs" },
      { field: "exports . default", path: "lib/index.js" },
      { field: "exports ./features/*", path: "lib/features/a.js" },
      { field: "exports ./features/*", path: "lib/features/deep/b.js" },
    ]);
  });

  test("takes index.js for the entry where none is stated", () => {
    expect(read({}, "index.js").entries).toEqual([{ field: "main", path: "index.js" }]);
  });

  test("reads dependencies of every kind, with aliases and what is bundled", () => {
    const { dependencies } = read({
      dependencies: { b: "npm:other@1", c: "^2" },
      optionalDependencies: { d: "https://host.invalid/d.tgz" },
      bundleDependencies: ["c"],
    });

    expect(dependencies).toEqual([
      { name: "b", spec: "npm:other@1", kind: "dependencies" },
      { name: "c", spec: "^2", kind: "dependencies" },
      { name: "d", spec: "https://host.invalid/d.tgz", kind: "optionalDependencies" },
      { name: "c", spec: "^2", kind: "bundled" },
    ]);
  });

  test.each([
    ["{", "package.json is not JSON"],
    ["[]", "package.json is no object"],
    [
      '{"name":"a","version":"1","scripts":{"postinstall":"x","postinst\\u0061ll":"y"}}',
      '"scripts.postinstall" occurs twice',
    ],
    ['{"name":"a","version":"1","__proto__":{"scripts":{}}}', 'it has a member "__proto__"'],
    ['{"name":7,"version":"1"}', "it has no name"],
    ['{"name":"a","version":"1","scripts":"x"}', '"scripts" is no object'],
    ['{"name":"a","version":"1","scripts":{"test":7}}', '"scripts.test" is no text'],
  ])("says what is wrong with %s", (text, problem) => {
    expect(readManifest(filesOf(text)).problems).toEqual([problem]);
  });

  test("reads a manifest that begins with a byte order mark", () => {
    expect(readManifest(filesOf('\uFEFF{"name":"a","version":"1"}')).problems).toEqual([]);
  });

  test("says that there is no manifest", () => {
    expect(readManifest([]).problems).toEqual(["it has no package.json"]);
  });

  test("takes no member from an object's prototype", () => {
    const manifest = readManifest(
      filesOf('{"name":"a","version":"1","scripts":{"constructor":"x","__proto__":"y"}}'),
    );

    expect(Object.keys(manifest.scripts)).toEqual(["constructor", "__proto__"]);
    expect(manifest.scripts["toString"]).toBeUndefined();
  });

  test("never throws, whatever the manifest is", () => {
    const anything = fc.dictionary(
      fc.constantFrom(
        "name",
        "bin",
        "scripts",
        "exports",
        "main",
        "dependencies",
        "bundleDependencies",
        "author",
        "directories",
      ),
      fc.jsonValue({ maxDepth: 4 }),
    );

    fc.assert(
      fc.property(
        fc.oneof(
          anything.map((value) => JSON.stringify(value)),
          fc.string(),
        ),
        (text) => {
          expect(readManifest(filesOf(text, "a.js")).problems).toBeInstanceOf(Array);
        },
      ),
    );
  });
});
