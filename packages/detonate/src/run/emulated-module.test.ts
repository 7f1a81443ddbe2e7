import { describe, expect, test } from "vitest";

import { runGuest } from "../../test/run-guest.ts";
import { testWorld } from "../../test/test-world.ts";

describe("EmulatedModules", () => {
  test("load: ES modules with names of CommonJS, built-ins, JSON and what is not there", async () => {
    const { printed, problem } = await runGuest(
      `import fs, { existsSync as there } from "node:fs";
       import * as path from "path";
       import old, { first, missing } from "./old.cjs";
       import { second } from "./inner";
       import data from "./data.json" with { type: "json" };
       import { createRequire } from "module";
       export { first as again } from "./old.cjs";
       const require = createRequire(import.meta.url);
       console.log(typeof fs.readFileSync, there(import.meta.filename), path.join("a", "b"));
       console.log(old.first, first, missing, second, data.x, require("./data.json").x);
       console.log(import.meta.url, import.meta.dirname === path.dirname(import.meta.filename));`,
      {
        language: "module",
        files: {
          "old.cjs": "exports.first = 1;",
          "inner.mjs": "export const second = await Promise.resolve(2);",
          "data.json": '{"x":3}',
        },
      },
    );

    expect(problem).toBeUndefined();
    expect(printed).toEqual([
      "function true a/b",
      "1 1 undefined 2 3 3",
      "file:///home/kim/project/node_modules/sample/install.mjs true",
    ]);
  });

  test("load: imports that are made while code runs, of files, texts and folders", async () => {
    const { printed, observations, problem } = await runGuest(
      `(async () => {
         const a = await import("./a.mjs");
         const b = await import("./b.cjs");
         const c = await import("data:text/javascript;base64," + Buffer.from("export default 'of a text'").toString("base64"));
         console.log(a.default, b.default.x, b.x, c.default, require("./folder").y, require("./a.mjs").default);
         await import("./none.mjs").catch((error) => console.log(error instanceof Error));
       })();`,
      {
        files: {
          "a.mjs": "export default 'esm';",
          "b.cjs": "module.exports = { x: 1 };",
          "folder/package.json": '{"main":"lib/start"}',
          "folder/lib/start.js": "exports.y = 2;",
        },
      },
    );

    expect(problem).toBeUndefined();
    expect(printed).toEqual(["esm 1 1 of a text 2 esm", "true"]);
    expect(observations).toMatchObject([
      { kind: "code", api: "import", data: { text: "export default 'of a text'" } },
    ]);
  });

  test("normalize: what manifests export and import, by the conditions of who asks", async () => {
    const manifest = {
      name: "sample",
      exports: {
        ".": { import: "./esm.mjs", require: "./cjs.cjs" },
        "./features/*": "./features/*.js",
        "./features/secret": null,
      },
      imports: { "#inner": { node: "./cjs.cjs" }, "#os": "os" },
    };
    const { printed, problem } = await runGuest(
      `console.log(require("sample"), require("sample/features/one"), require("#inner"), typeof require("#os").cpus);
       try { require("sample/features/secret") } catch (error) { console.log(error.code) }
       import("sample").then((found) => console.log(found.default));`,
      {
        files: {
          "package.json": JSON.stringify(manifest),
          "esm.mjs": "export default 'esm'",
          "cjs.cjs": "module.exports = 'cjs'",
          "features/one.js": "module.exports = 'one'",
          "features/secret.js": "module.exports = 'secret'",
        },
      },
    );

    expect(problem).toBeUndefined();
    expect(printed).toEqual(["cjs one cjs function", "MODULE_NOT_FOUND", "esm"]);
  });

  test("load: a package of ES modules whose script has no extension of its own", async () => {
    const { printed } = await runGuest(
      "import os from 'os'; console.log(typeof os.platform, typeof require)",
      {
        files: { "package.json": '{"name":"sample","type":"module"}' },
      },
    );

    expect(printed).toEqual(["function undefined"]);
  });

  test("load: an ES module that only its words give away, also one that waits at its top level", async () => {
    const { printed, problem } = await runGuest(
      "import { x } from './other.js'; console.log(await Promise.resolve(x))",
      {
        files: {
          "other.js": "export const x = 1; globalThis.require = (await import('module')).createRequire('/')",
        },
      },
    );

    expect(problem).toBeUndefined();
    expect(printed).toEqual(["1"]);
  });

  test("load: TypeScript, as programs that run it do, with the places of the source", async () => {
    const { printed, observations, problem } = await runGuest(
      `import { make } from "./shape.js"; import old from "./old.cts"; make(old.x);`,
      {
        language: "module",
        files: {
          "shape.ts":
            'import { writeFileSync } from "node:fs";\nimport { Shape } from "./types";\nenum Side { Left = 4 }\nexport function make<T>(x: T): void {\n  const s: Shape = x as Shape;\n  console.log(s, Side[4]);\n  writeFileSync("/tmp/x", "y");\n}',
          "types.ts": "export type Shape = unknown;",
          "old.cts": 'import path = require("path");\nexport = { x: path.sep as string };',
        },
      },
    );

    expect(problem).toBeUndefined();
    expect(printed).toEqual(["/ Left"]);
    expect(observations).toMatchObject([
      { kind: "file", location: { file: "shape.ts", line: 7, column: 3 } },
    ]);
  });

  test("normalize: places of Windows", async () => {
    const { printed, problem } = await runGuest(
      `const a = require(".\\\\lib\\\\a.js"); const b = require("./LIB/a");
       import("./c.mjs").then((c) => console.log(a !== b, c.default, __filename, require("path").sep));`,
      {
        world: testWorld("win32"),
        files: { "lib/a.js": "module.exports = {}", "c.mjs": "export default import.meta.url" },
      },
    );

    expect(problem).toBeUndefined();
    expect(printed[0]).toContain("file:///C:/Users/kim/project/node_modules/sample/c.mjs");
    expect(printed[0]).toMatch(/^true .* C:\\Users\\kim\\project\\node_modules\\sample\\install\.js \\$/);
  });

  test("load: cycles, caches and the parts of a module that code looks at", async () => {
    const { printed, problem } = await runGuest(
      `const a = require("./a");
       console.log(a.done, a.b.sawDone, module.children.length, require.resolve("./a"), require.cache[require.resolve("./a")].exports === a);
       delete require.cache[require.resolve("./a")];
       console.log(require("./a") === a, module.parent, require("module").builtinModules.includes("fs"), module.paths[0]);`,
      {
        files: {
          "a.js": "exports.done = false; exports.b = require('./b'); exports.done = true;",
          "b.js": "exports.sawDone = require('./a').done;",
        },
      },
    );

    expect(problem).toBeUndefined();
    expect(printed).toEqual([
      "true false 1 /home/kim/project/node_modules/sample/a.js true",
      expect.stringMatching(/^false \S+ true \/home\/kim\/project\/node_modules\/sample\/node_modules$/),
    ]);
  });
});

describe("what is evaluated", () => {
  test.each<[string, string]>([
    ["eval with the variables around it", "const hidden = 1; console.log(eval(atob('aGlkZGVuICsgMQ==')))"],
    ["eval of eval", "const hidden = 1; console.log(eval('eval(\"hidden + 1\")'))"],
    ["eval in the global scope", "globalThis.hidden = 1; console.log((0, eval)('hidden + 1'))"],
    ["Function", "console.log(new Function('hidden', 'return hidden + 1')(1))"],
    ["a constructor of functions", "console.log([].map.constructor('return 1 + 1')())"],
    [
      "a module of text",
      "const m = new module.constructor('x'); m._compile('exports.x = 2', '/x.js'); console.log(m.exports.x)",
    ],
    ["vm", "console.log(require('vm').runInNewContext('hidden + 1', { hidden: 1 }))"],
    ["a timer of text", "globalThis.say = console.log; setTimeout('say(2)', 10)"],
  ])("%s runs as it would, and its text is kept", async (_, text) => {
    const { printed, observations, problem } = await runGuest(text);

    expect(problem).toBeUndefined();
    expect(printed).toEqual(["2"]);
    expect(observations.filter(({ kind }) => kind === "code").length).toBeGreaterThan(0);
  });
});

describe("measureCoverage", () => {
  test("says what part of what could run ran, by a second run that changes nothing", async () => {
    const text = `"use strict";
      const os = require("os");
      function used(x) { if (x) { console.log("yes"); } else { console.log("no"); } }
      function unused() { console.log(1); console.log(2); }
      used(os.platform() === "linux");`;
    const plain = await runGuest(text);
    const counted = await runGuest(text, { isCounting: true });

    expect(counted.printed).toEqual(plain.printed);
    expect(counted.observations).toEqual(plain.observations);
    expect(counted.coverage).toBe(0.8);
  });
});
