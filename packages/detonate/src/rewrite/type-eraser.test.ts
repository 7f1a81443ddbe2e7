import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { SourceLines } from "./source-lines.ts";
import { TypeEraser } from "./type-eraser.ts";

describe("TypeEraser", () => {
  test.each([
    ["const x: number = y as any;", "const x         = y       ;"],
    ['import { A } from "./a";\nlet a: A;', "\nlet a   ;"],
    ["interface A { b: 1 }\nf<A>(g!)", "                    \nf   (g )"],
  ])("erase: types leave %j where they stood", (text, expected) => {
    const erased = new TypeEraser().erase(text);

    expect(erased?.text.trimEnd()).toBe(expected.trimEnd());
    expect(erased?.lines).toBeUndefined();
  });

  test("erase: what is more than types is compiled, with the places that it had", () => {
    const erased = new TypeEraser().erase(
      'import fs = require("fs");\n\n\nenum Level { Low }\n\n\nrun(Level.Low);\nexport = fs;',
    );
    const lines = erased?.text.split("\n") ?? [];
    const at = lines.findIndex((line) => line.includes("run("));

    expect(erased?.text).toContain("module.exports = fs");
    expect(erased?.lines?.find({ line: at + 1, column: 1 })).toEqual({ line: 7, column: 1 });
  });

  test("erase: gives nothing for what is no TypeScript, and goes on after what nests too deeply", () => {
    const eraser = new TypeEraser();

    expect(eraser.erase("const = ;")).toBeUndefined();
    expect(eraser.erase(`x = ${"(".repeat(100_000)}1${")".repeat(100_000)}`)).toBeUndefined();
    expect(eraser.erase("let a: 1;")?.text).toBe("let a   ;");
  });

  test("erase: answers for any text", () => {
    const eraser = new TypeEraser();
    const word = fc.constantFrom(
      "let a",
      ": ",
      "<T>",
      "(",
      ")",
      "{",
      "}",
      "enum A",
      " as ",
      "=",
      ";",
      "\n",
      '"',
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 40 }), (words) => {
        const erased = eraser.erase(words.join(""));

        expect(erased === undefined || typeof erased.text === "string").toBe(true);
      }),
    );
  });
});

describe("SourceLines", () => {
  test("find: answers for any mappings and place", () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(9), fc.nat(99), (mappings, line, column) => {
        const found = new SourceLines(mappings).find({ line, column });

        expect(Number.isFinite(found.line) && Number.isFinite(found.column)).toBe(true);
      }),
    );
  });

  test("find: the nearest thing before a place", () => {
    const lines = new SourceLines("AAAA,IACA;;GAEC");

    expect(lines.find({ line: 1, column: 2 })).toEqual({ line: 1, column: 1 });
    expect(lines.find({ line: 1, column: 9 })).toEqual({ line: 2, column: 1 });
    expect(lines.find({ line: 2, column: 1 })).toEqual({ line: 2, column: 1 });
    expect(lines.find({ line: 3, column: 4 })).toEqual({ line: 4, column: 2 });
  });
});
