import type { Node } from "acorn";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { parseJavaScript } from "../parse/parse-javascript.ts";
import { findFunctionTables } from "./function-tables.ts";
import { innerNodes } from "./inner-nodes.ts";

function found(text: string): readonly string[] | undefined {
  return findFunctionTables(text, 1)?.map(
    ({ start, end, entries }) => `${text.slice(start, end)} | ${entries.map(({ key }) => key).join()}`,
  );
}

/** Where objects and lists begin and end, by a parser. */
function literalsIn(text: string): ReadonlySet<string> | undefined {
  const { program } = parseJavaScript({
    text,
    path: "",
    language: "javascript",
    goal: "script",
    strictOnly: true,
  });
  if (program === undefined) return undefined;
  const places = new Set<string>();
  const waiting: Node[] = [program];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (/^(?:Object|Array)Expression$/.test(node.type)) places.add(`${node.start}-${node.end}`);
    for (const [, inner] of innerNodes(node)) waiting.push(inner);
  }
  return places;
}

describe("findFunctionTables", () => {
  test.each<[string, readonly string[]]>([
    [`f({1:(e,t)=>{t.a=1},b:e=>e,"c d":function(){return 1}})`, ["1,b,c d"]],
    [`x = { a(e) { return e; }, b: async () => 1, c: async function* d() {} }`, ["a,b,c"]],
    [
      `(() => { var r = {\n/***/ 10:\n/***/ ((module) => { module.x = {}; }),\n/***/ 11:\n/***/ (function(m) {}) } })()`,
      ["10,11"],
    ],
    [`!function(e){}([function(e,t,n){n(1)},function(e,t){},e=>e])`, ["0,1,2"]],
    ["x = {a(){ return `${`}` + {b(){}}}` }}", ["a"]],
    [`x = {a(y){ return y / 2 / "}" }, b(y) { if (y) /[/}]/.test(y); return /}/g }}`, ["a,b"]],
    [`x = {a: () => ({}), b: () => [1, 2], c: (d = {e: 1}) => d ? 1 : 2,}`, ["a,b,c"]],
    [`/* { */ x = [ // {\n() => 1, function () {} ]`, ["0,1"]],
  ])("finds the functions of %s", (text, keys) => {
    expect(found(text)?.map((one) => one.slice(one.lastIndexOf(" | ") + 3))).toEqual(keys);
  });

  test.each([
    `x = {a: f(), b() {}}`,
    `x = {a: function () {}()}`,
    `x = {a: (function () {}, 5)}`,
    `x = {a: (b), c: (b, d)}`,
    `x = {[a]: () => 1}`,
    `x = {...a, b() {}}`,
    `x = {get a() { return 1; }}`,
    `x = {a, b() {}}`,
    `x = {__proto__: function () {}}`,
    `x = {a() {}, a() {}}`,
    `x = {"\\x61"() {}}`,
    `x = {1e3: () => 1}`,
    `x = [() => 1, , () => 2]`,
    `class A { a() {} b() {} }`,
    `a?.[() => 1]`,
    `a[() => 1]`,
    `return\n[() => 1]`,
    `new {a() {}}`,
    `while (a) { b: () => 1 }`,
  ])("takes nothing for a table that is none: %s", (text) => {
    expect(found(text)).toEqual([]);
  });

  test.each([
    `x = {a() {}}; function eval(y) {}`,
    `with (y) { x = {a() {}} }`,
    `x = {a() {}}; eval("var z")`,
    `x = {a() {}}; \\u0061 = 1`,
    `x = {a() {}} <!-- y`,
    `x = {a() {}}\n--> y`,
    `x = {a() {}}; function f() {} /y/.test({b() {}})`,
    `x = {a() {}}; async () => { await /y/ }`,
    `x = {a() {}}; for (;;) break\n/}/.test({b() {}})`,
    `x = {a() {}}; debugger\n/{/.test(y)`,
    `x = {a() {}}; for (;; {} / 2) y("/", {b() {}})`,
    `x = {a() {}}; "unfinished`,
    `x = {a() {}}; @dec class A {}`,
    `x = {a() {}}; (]`,
    `x = {a() {}}; {`,
    `x = ${"[".repeat(1000)}() => 1${"]".repeat(1000)}`,
  ])("says nothing of what is not certain: %s", (text) => {
    expect(found(text)).toBeUndefined();
  });

  test("tells of a table that holds others, and not of these", () => {
    expect(found(`x = {a() { return {b() {}, c: () => 1}; }}; y = [1, {f() {}}]`)).toHaveLength(2);
  });

  test("goes on where eval is a key", () => {
    expect(found(`x = {a() {}}; y = {eval: 1, b: c ? eval : d}`)).toHaveLength(1);
    expect(found(`x = {a() {}}; y = {eval: 1, b(eval) {}}`)).toBeUndefined();
    expect(found(`x = {a() {}}; y = {eval: 1, b: eval}`)).toBeUndefined();
  });

  test("leaves eval alone that the functions of a table use", () => {
    expect(found(`x = {a() { return (0, eval)("1"); }, b(eval) { return eval; }}`)).toHaveLength(1);
  });

  const pieces = [
    "{ } ( ) [ ] , : ; => = / / ? . ++ -- ` ${ < > ! * a b 1 's' function async return if typeof in of yield await class new",
    "/* */ // a(){} b:()=>1 c:e=>e, x={ 1:function(){}, /[/]/g a/b/ `${a}` while(a) ()=>{} {a(){}}",
  ].flatMap((line) => line.split(" "));

  test("finds only what a parser takes for objects and lists, in any text that it can read", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom("\n", " ", "do ", "else ", ...pieces), { maxLength: 14 }),
        (parts) => {
          const text = parts.join("");
          const literals = literalsIn(text);
          const tables = findFunctionTables(text, 1) ?? [];
          fc.pre(literals !== undefined);
          for (const { start, end } of tables) expect(literals).toContain(`${start}-${end}`);
        },
      ),
      { numRuns: 4_000 },
    );
  });

  const expression = fc.letrec<{ readonly any: string; readonly value: string }>((tie) => ({
    value: fc.oneof(
      { depthSize: "small" },
      fc.constantFrom(
        "a",
        "1",
        "'}'",
        "/[/}]/",
        "`}`",
        "a/2/b",
        "a++/2",
        "-/}/.test(a)",
        "typeof /}/",
        "(a)/2/b",
        "[a][0]/2",
      ),
      tie("any").map((inner) => `\`{\${${inner}}\``),
      tie("any").map((inner) => `{b(c){return ${inner}}}`),
      fc
        .tuple(tie("any"), tie("any"))
        .map(([one, other]) => `{1:e=>${one},2:function(e){if(e)/}/.exec(${other});return e}}`),
      fc.tuple(tie("any"), tie("any")).map(([one, other]) => `[()=>${one},(function*(){yield ${other}})]`),
      tie("any").map((inner) => `{c:${inner},d(){}}`),
    ),
    any: fc
      .tuple(tie("value"), fc.constantFrom("", "/*{*/", " ", "\n"))
      .map((parts) => `(${parts.join("")})`),
  }));

  test("cuts functions that mean the same by themselves, wherever they stand", () => {
    fc.assert(
      fc.property(expression.value, expression.value, (one, other) => {
        const text = `var x = ${one};\nif (x) { y(${other}) }`;
        const literals = literalsIn(text);
        const tables = findFunctionTables(text, 1);

        expect(literals).toBeDefined();
        for (const { start, end, isList, entries } of tables ?? []) {
          expect(literals).toContain(`${start}-${end}`);
          for (const entry of entries) {
            const alone = text.slice(entry.start, entry.end);
            expect(literalsIn(`x = ${isList ? `[${alone}]` : `{${alone}}`}`)).toBeDefined();
          }
        }
      }),
      { numRuns: 1_000 },
    );
  });
});
