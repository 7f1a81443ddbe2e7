import { expect, test } from "vitest";

import { runGuest } from "../test/run-guest.ts";

/** What a text prints that uses a library of which there are no bytes. */
async function printedBy(text: string, declared: string): Promise<readonly string[]> {
  const manifest = JSON.stringify({ name: "pkg", version: "1.0.0", dependencies: { [declared]: "1" } });
  const { printed, problem } = await runGuest(text, { files: { "package.json": manifest } });

  expect(problem).toBeUndefined();
  return printed;
}

test.each<[string, string, readonly string[]]>([
  [
    "tslib",
    `const t = require("tslib");
     const path = t.__importStar(require("path"));
     console.log(path.default.join("a", "b"), path.join("c", "d"), t.__importDefault({ __esModule: true, default: 1 }).default);
     console.log(JSON.stringify([t.__rest({ a: 1, b: 2 }, ["a"]), t.__spreadArray([1], [2], true), t.__assign({}, { c: 3 })]));
     t.__awaiter(this, [], undefined, function* () { const x = yield Promise.resolve(2); console.log(x); try { yield Promise.reject(new Error("no")); } catch (e) { console.log(e.message); } });`,
    ["a/b c/d 1", '[{"b":2},[1,2],{"c":3}]', "2", "no"],
  ],
  [
    "minimist",
    `const parse = require("minimist");
     console.log(JSON.stringify(parse(["--exec", "install", "-f", "--no-color", "--n=3", "x", "--", "-y"], { boolean: ["f"], default: { z: 1 } })));`,
    ['{"_":["x","-y"],"exec":"install","f":true,"color":false,"n":3,"z":1}'],
  ],
  [
    "lodash",
    `const _ = require("lodash"); const get = require("lodash/get");
     console.log(get({ a: [{ b: 1 }] }, "a[0].b"), _.isEmpty({}), _.isString("x"), _.get({}, "x", 2));
     console.log(JSON.stringify(_(["b", "a"]).map((x) => x + 1).sortBy().value()), JSON.stringify(_.pick({ a: 1, b: 2 }, ["a"])));
     _.merge({}, JSON.parse('{"__proto__": {"leak": 1}}')); console.log({}.leak);`,
    ["1 true true 2", '["a1","b1"] {"a":1}', "undefined"],
  ],
])("does what %s does", async (library, text, printed) => {
  expect(await printedBy(text, library)).toEqual(printed);
});

test.each<[string, string, readonly string[]]>([
  ["is-ci", `console.log(require("is-ci"))`, ["false"]],
  ["ci-info", `console.log(require("ci-info").isCI, require("ci-info").name)`, ["false null"]],
  ["strip-indent", `console.log(JSON.stringify(require("strip-indent")("  a\\n    b")))`, ['"a\\n  b"']],
  ["common-tags", "console.log(require('common-tags').stripIndent`\n  a ${1}\n`)", ["a 1"]],
  ["normalize-path", `console.log(require("normalize-path")("a\\\\b//c/"))`, ["a/b/c"]],
  ["slash", `console.log(require("slash")("a\\\\b"))`, ["a/b"]],
  [
    "pkg-dir",
    `console.log(require("pkg-dir").sync("/home/lena/code") === undefined, require("find-up").sync("none"))`,
    ["true undefined"],
  ],
  [
    "listr2",
    `const { Listr } = require("listr2");
     new Listr([{ title: "a", task: (c, t) => { c.a = t.title; } }, { skip: () => true, task: () => console.log("no") },
       { task: (c, t) => t.newListr([{ task: () => console.log(c.a) }]) }]).run({}).then((c) => console.log(c.a));`,
    ["a", "a"],
  ],
  [
    "bluebird",
    `const P = require("bluebird"); const read = P.promisify(require("fs").readFile);
     P.all([1, P.resolve(2)]).spread((a, b) => a + b).tap((x) => console.log(x)).then(() => read("/none")).catch((e) => console.log(e.code));`,
    ["3", "ENOENT"],
  ],
  ["arch", `console.log(require("arch")())`, ["x64"]],
  ["cachedir", `console.log(require("cachedir")("x").endsWith("/.cache/x"))`, ["true"]],
  ["which-pm-runs", `console.log(require("which-pm-runs")()?.name)`, ["undefined"]],
  [
    "proxy-from-env",
    `process.env.https_proxy = "http://p.example"; console.log(require("proxy-from-env").getProxyForUrl("https://a.example"))`,
    ["http://p.example"],
  ],
])("does what %s does, as far as installers need it", async (library, text, printed) => {
  expect(await printedBy(text, library)).toEqual(printed);
});

test("reads long files by every name of their encoding", async () => {
  const text = `const fs = require("fs"); fs.writeFileSync("/tmp/a", "x".repeat(200000));
    console.log(["utf8", "utf-8", "UTF-8", "binary", "latin1"].map((name) => fs.readFileSync("/tmp/a", name).length).join());`;

  expect(await printedBy(text, "none")).toEqual(["200000,200000,200000,200000,200000"]);
});
