import { parse } from "acorn";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

import type { DisguiseKind } from "../source-facts.ts";
import { findDisguises } from "./find-disguises.ts";

function kindsOf(text: string): readonly DisguiseKind[] {
  return [...new Set(findDisguises(undefined, text).map(({ kind }) => kind))];
}

const names = Array.from({ length: 12 }, (_, index) => `_0x${(0x3f_a0 + index).toString(16)}`);
const base64Code = Buffer.from(
  "const a = require('os'); module.exports = function () { return a.hostname(); };".repeat(3),
).toString("base64");

describe("findDisguises", () => {
  test.each<[DisguiseKind, string]>([
    ["string-table", "function t(){const l=['a','b','c','d'];t=function(){return l};return t()}"],
    [
      "string-table",
      "function d(a,b){const c=t();return d=function(e,f){e=e-0x1b3;let g=c[e];return g},d(a,b)}",
    ],
    ["string-table", "function d(a,b){var c=t();return(d=function(e,f){return c[e-=435]})(a,b)}"],
    [
      "string-table",
      "(function(a,b){while(true){try{const c=-parseInt(x(1))/1+parseInt(x(2))/2+-parseInt(x(3))/3;if(c===b)break;else a['push'](a['shift']())}catch(e){a['push'](a['shift']())}}})(t,0x3fa2)",
    ],
    [
      "flattened-control-flow",
      "const o='3|0|2|1'.split('|');let i=0;while(!![]){switch(o[i++]){case'0':a();continue}break}",
    ],
    ["obfuscator-names", names.map((name) => `var ${name}=${name}+1;`).join("")],
    [
      "obfuscator-names",
      ["O0O0O0", "O0O00O", "OO0O0O", "O00O0O", "OOO0O0"]
        .flatMap((name) => [`var ${name}=1;`, `${name}(2);`, `${name}=3;`])
        .join(""),
    ],
    ["symbols-only", `x=${"(![]+[])[+[]]+(!![]+[])[+!![]]+".repeat(12)}[]`],
    [
      "packer",
      "eval(function(p,a,c,k,e,d){while(c--){if(k[c]){p=p.replace(k[c],e)}}return p}('0 1',2,2,'a|b'.split('|'),0,{}))",
    ],
    ["packer", "eval(atob('YQ=='))"],
    ["packer", "new Function(Buffer.from(x,'base64').toString())()"],
    ["encoded-blob", `const c = Buffer.from("${base64Code}", "base64").toString()`],
    ["character-codes", "String.fromCharCode(114,101,113,117,105,114,101,32,99,104,105,108,100)"],
    [
      "character-codes",
      `const c=[${Buffer.from("https://collector.example/drop").join(",")}].map(x=>String.fromCharCode(x))`,
    ],
    [
      "escaped-text",
      String.raw`require("\x63\x68\x69\x6c\x64\x5f\x70\x72\x6f\x63\x65\x73\x73")` +
        String.raw`["\x65\x78\x65\x63"]`,
    ],
    ["reversed-text", `require("ssecorp_dlihc".split("").reverse().join(""))`],
    ["self-defence", "setInterval(function(){debugger},100)"],
    ["self-defence", "f.toString().search('(((.+)+)+)+$')"],
    [
      "own-cipher",
      "for(let i=0;i<s.length;i++)r+=String.fromCharCode(s.charCodeAt(i)^k.charCodeAt(i%k.length))",
    ],
    ["dead-code", "if('QwErT'!=='AsDfG'){a()}if('abcde'==='fghij'){b()}if('Hjklm'!=='hjkLm'){c()}"],
    ["minified", "a=1;".repeat(500)],
  ])("finds %s in `%s`", (kind, text) => {
    expect(kindsOf(text)).toContain(kind);
  });

  test("finds escaped names by the syntax tree", () => {
    const text = String.raw`\u0065val("1")`;
    const program = parse(text, { ecmaVersion: "latest" });

    expect(findDisguises(program, text).map(({ kind }) => kind)).toEqual(["escaped-identifiers"]);
    expect(findDisguises(parse(String.raw`x = "\u0065val"`, { ecmaVersion: "latest" }), "").length).toBe(0);
  });

  test.each([
    [
      "a minifier's names",
      `!function(e,t){${"var n=e.a,r=t.b;r(n,function(e){return e?1:0});".repeat(40)}}(a,b)`,
    ],
    ["a switch of a generator", "while(1)switch(_context.prev=_context.next){case 0:return _context.stop()}"],
    [
      "a hash over characters",
      "for(;i<s.length;i++){h^=s.charCodeAt(i);h=Math.imul(h,16777619)}return h>>>0",
    ],
    ["embedded WebAssembly that is only kept", "const wasm = fetch('./a.wasm')"],
    [
      "a table of character codes",
      `const t=[${Array.from({ length: 64 }, (_, index) => 43 + index).join(",")}]`,
    ],
    ["ranges of letters", String.raw`/[\u0041-\u005a\u0061-\u007a]/.test(x) && "\x1b[31m" && "\x00\x01\x02"`],
    [
      "builds that compare words",
      "if('production'!=='production'){a()}if('development'==='test'){b()}if('esm5x'==='esm5x'){}",
    ],
    ["a queue that is turned", "queue.push(queue.shift())"],
    ["a reversed list", "names.split(',').reverse().join(',')"],
    [
      "a helper that replaces itself",
      "function _extends(){return _extends=Object.assign?Object.assign.bind():function(t){return t},_extends.apply(null,arguments)}",
    ],
  ])("finds nothing but minification in %s", (_, text) => {
    expect(kindsOf(text).filter((kind) => kind !== "minified")).toEqual([]);
  });

  test("counts defence and cipher where they are code, and not in a text of a tool that writes such code", () => {
    const defence = `setInterval(function () { debugger; }, 9);`;
    const cipher = "out += String.fromCharCode(text.charCodeAt(at) ^ key);";
    const template = `const template = ${JSON.stringify(defence + cipher)};`;

    const parsed = (text: string): readonly DisguiseKind[] =>
      findDisguises(parse(text, { ecmaVersion: "latest" }), text).map(({ kind }) => kind);

    expect(parsed(template)).toEqual([]);
    expect(parsed(`${template}\n${defence}\nfor (;;) { ${cipher} }`)).toEqual(["self-defence", "own-cipher"]);
  });

  test("gives the place and the line of a sign", () => {
    const [first] = findDisguises(undefined, "const a = 1;\n  eval(atob('YQ=='));\n");

    expect(first).toMatchObject({ location: { line: 2, column: 3 }, excerpt: "eval(atob('YQ=='));" });
  });

  test("ends on any text, and on texts that repeat what it looks for", () => {
    const piece = fc.constantFrom(
      "function a(){var b=[",
      "'x',",
      "]",
      "_0x12ab",
      "while(true){switch(a[b++]){",
      "'1|2|3'.split('|')",
      "\\x61",
      "fromCharCode(",
      "65,66,",
      "^",
      ".charCodeAt(",
      "eval(",
      "atob('",
      "(((",
      "=[]",
      "push(a.shift())",
    );

    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(piece, { maxLength: 200 }).map((all) => all.join("")),
        ),
        (text) => {
          expect(findDisguises(undefined, text).length).toBeLessThanOrEqual(40);
        },
      ),
    );
    for (const text of [
      "function a(){var b=[".repeat(20_000),
      "_0x12".repeat(100_000),
      "65,".repeat(200_000),
      "[".repeat(300_000),
      "'1|".repeat(100_000),
      "\\x61".repeat(200_000),
    ]) {
      expect(findDisguises(undefined, text).length).toBeLessThanOrEqual(40);
    }
  });
});
