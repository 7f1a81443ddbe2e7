import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { countStatements } from "./count-statements.ts";
import { watchEvaluations } from "./watch-evaluations.ts";

const hooks = { argument: "$$given", indirect: "$$eval" };

/** Runs a text of ours that has no effects, with a counter. */
function ran(text: string): {
  readonly marks: readonly number[];
  readonly total: number;
  readonly value: unknown;
} {
  const counted = countStatements(text, "script", (statement) => `$ran(${statement});`);
  const marks = new Set<number>();
  // oxlint-disable-next-line no-new-func, typescript/no-implied-eval -- Texts of this test.
  const run = new Function("$ran", counted?.text ?? "throw 0") as (mark: (at: number) => void) => unknown;
  const value = run((at) => marks.add(at));
  return { marks: [...marks].toSorted((a, b) => a - b), total: counted?.statements.length ?? 0, value };
}

describe("countStatements", () => {
  test.each<[string, number, number, unknown]>([
    ["if (0) a(); else if (1) { return 1 } else b()", 3, 5, 1],
    ["'use strict'; return this === undefined", 1, 1, true],
    ["let s = 0; for (let i = 0; i < 3; i++) s += i; return s", 4, 4, 3],
    ["x: for (;;) { for (;;) break x } return 2", 4, 4, 2],
    ["switch (1) { case 1: return 3; default: return 4 }", 2, 3, 3],
    ["if (1) if (0) 1; else 2; return 5", 4, 5, 5],
    ["do 1; while (0) \n return 6", 3, 3, 6],
    ["return (() => { if (1) return 7; return 8 })()", 3, 4, 7],
  ])("marks what runs of %s", (text, marks, total, value) => {
    const seen = ran(text);

    expect(seen.marks.length).toBe(marks);
    expect(seen.total).toBe(total);
    expect(seen.value).toBe(value);
  });

  test("says in which function a statement is", () => {
    const counted = countStatements(
      "function used() { 1 } function unused() { 2 } used(); (() => { 3 })()",
      "script",
      () => "",
    );

    expect(counted?.functions.map(({ names }) => names)).toEqual([["used"], ["unused"], []]);
    expect([...(counted?.uses[0]?.names ?? [])]).toEqual(["used"]);
    expect(counted?.statements.toSorted((a, b) => a - b)).toEqual([-1, -1, 0, 1, 2]);
  });

  test.each<[string, string, readonly (readonly string[])[]]>([
    ["a callback", "on('x', () => 1)", [[]]],
    ["a variable", "const a = () => 1, b = c || function () {}", [["a"], ["b"]]],
    ["a member", "exports.a = exports.b = function () {}", [[".b", ".a"]]],
    ["all that a module gives", "module.exports = function () {}", [[]]],
    ["an object that is kept", "module.exports = { a() {}, b: () => 1, [c]: () => 1 }", [[".a"], [".b"], []]],
    ["an object that is handed over", "f({ a() {}, b: () => 1 })", [[], []]],
    ["what bundlers give away", "give(x, { a: () => b, c: () => b })", [[".a"], [".c"]]],
    ["a prototype", "A.prototype.b = function () {}; A.prototype = { c() {} }", [[".b"], [".c"]]],
    ["a class", "class A { constructor() {} b() {} static #c() {} }", [[], [".b"], [".c"]]],
    ["a class of another's", "class A extends B { c() {} }", [[]]],
  ])("says by which names a function is reached: %s", (_, text, names) => {
    expect(countStatements(text, "script", () => "")?.functions.map((each) => each.names)).toEqual(names);
  });

  test("says by which names a module's functions are reached", () => {
    const text = "export function a() {} export const b = () => 1; function c() {} export default () => 2;";

    expect(countStatements(text, "module", () => "")?.functions.map(({ names }) => names)).toEqual([
      ["a", ".a"],
      ["b", ".b"],
      ["c"],
      [],
    ]);
  });

  test.each<[string, string, readonly string[], readonly (readonly [string, string])[]]>([
    ["calls", "a(b.c, d['e'], f[g])", ["a", "b", ".c", "d", ".e", "f", "g"], []],
    ["no definitions", "var a = 1; x.y = 2; z = 3; ({ k: 4 }); try {} catch (e) {}", ["x"], []],
    [
      "what is given away only later",
      "exports.a = b; module.exports = { c, d: e }",
      ["exports", "module"],
      [
        [".a", "b"],
        [".c", "c"],
        [".d", "e"],
      ],
    ],
    ["what a module gives away as a whole", "module.exports = a", ["module", "a"], []],
    [
      "what is taken out of something, and what it is called",
      "const { a, b: c } = d",
      [".a", ".b", "a", "c", "d"],
      [],
    ],
  ])("says what is named: %s", (_, text, names, later) => {
    const uses = countStatements(text, "script", () => "")?.uses[0];

    expect(new Set(uses?.names)).toEqual(new Set(names));
    expect(uses?.later).toEqual(later);
  });

  test("says where any member may be called", () => {
    const uses = (text: string): boolean | undefined =>
      countStatements(text, "script", () => "")?.uses[0]?.isCallingAny;

    expect([uses("a[b]()"), uses("a['b']()"), uses("a[b]")]).toEqual([true, false, false]);
  });

  test("gives nothing for what is no JavaScript", () => {
    expect(countStatements("if (", "script", () => "")).toBeUndefined();
  });
});

describe("watchEvaluations", () => {
  test.each([
    ["eval(a + b)", "eval($$given(a + b))"],
    ["eval(eval(x))", "eval($$given(eval($$given(x))))"],
    ["(0, eval)(x)", "(0, $$eval)(x)"],
    ["globalThis.eval(x); window['eval'](y)", "$$eval(x); $$eval(y)"],
    ["const run = eval; [].map(eval)", "const run = $$eval; [].map($$eval)"],
    ["a.eval(x); ({ eval: 1 }); var eval", "a.eval(x); ({ eval: 1 }); var eval"],
    ["page.evaluate(1)", "page.evaluate(1)"],
    ["eval(", "eval("],
  ])("turns %s into %s", (text, expected) => {
    expect(watchEvaluations(text, "script", hooks)).toBe(expected);
  });

  test("never throws", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom("eval", "(", ")", "x", ".", ";", "=>", "{", "}", "'")),
        (parts) => {
          expect(typeof watchEvaluations(parts.join(""), "script", hooks)).toBe("string");
        },
      ),
    );
  });
});
