import { countStatements } from "@lockkeeper/code/rewrite";
import { describe, expect, test } from "vitest";

import { joinRan, measureCoverage } from "./measure-coverage.ts";
import type { CountedFile } from "./source-rewriter.ts";

function filesOf(...texts: readonly string[]): readonly CountedFile[] {
  return texts.map((text, number) => {
    const counted = countStatements(text, "script", () => "");
    if (counted === undefined) throw new Error(`no JavaScript: ${text}`);
    return { number, counted };
  });
}

/** The coverage of texts of which these statements ran, in the order of the texts. */
function coverageOf(texts: readonly string[], ...ran: readonly (readonly number[])[]): number | undefined {
  return measureCoverage(filesOf(...texts), new Map(ran.map((marks, file) => [file, new Set(marks)])));
}

describe("measureCoverage", () => {
  test("gives nothing where nothing was loaded, or nothing of what was has statements", () => {
    expect(coverageOf(["a()"])).toBeUndefined();
    expect(measureCoverage([], new Map())).toBeUndefined();
    expect(coverageOf([""], [])).toBeUndefined();
  });

  test("counts both branches, as code may take either", () => {
    expect(coverageOf(["if (a) b(); else c()"], [0, 1])).toBe(0.667);
  });

  test.each<[string, string, number]>([
    ["what nothing names", "a(); function b() { 1 }", 1],
    ["what only something unreachable names", "a(); function b() { 1 } function c() { b() }", 1],
    ["what is given away and nobody takes", "a(); exports.b = function () { 1 }", 0],
  ])("leaves out functions that cannot be reached: %s", (_, text, unused) => {
    const first = unused === 1 ? [0] : [0, 1];

    expect(coverageOf([text], first)).toBe(1);
  });

  test.each<[string, string]>([
    ["named", "a(); function b() { 1 } b"],
    ["named by what is reachable", "a(c); function b() { 1 } function c() { b }"],
    ["a callback", "a(() => { 1 })"],
    ["a member that something asks for", "a(x.b); const y = { b() { 1 } }"],
    ["a member, where any may be called", "a(x[b]()); const y = { b() { 1 } }"],
  ])("counts functions that could be reached: %s", (_, text) => {
    expect(coverageOf([text], [0])).toBeLessThan(1);
  });

  test("takes members that another file asks for", () => {
    const library = "exports.used = function () { 1 }; exports.unused = function () { 2 }";

    expect(coverageOf(["require('x').used", library], [0], [0, 1])).toBe(0.75);
    expect(coverageOf(["require('x')", library], [0], [0, 1])).toBe(1);
  });

  test("ends with functions that name each other in circles", () => {
    expect(coverageOf(["function a() { b() } function b() { a() } x(a)"], [0])).toBe(0.333);
  });
});

describe("joinRan", () => {
  test("joins what ran, file by file", () => {
    const joined = joinRan([
      new Map([[0, new Set([1])]]),
      new Map([
        [0, new Set([2])],
        [3, new Set([4])],
      ]),
    ]);

    expect(joined).toEqual(
      new Map([
        [0, new Set([1, 2])],
        [3, new Set([4])],
      ]),
    );
  });
});
