import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { dropUnusedImports } from "./drop-unused-imports.ts";

describe("dropUnusedImports", () => {
  test.each([
    ['import { A } from "a"; b()', " b()"],
    ['import { A, b } from "a"; b()', 'import { b } from "a"; b()'],
    ['import a, { B } from "a"; a()', 'import a from "a"; a()'],
    ['import A, * as b from "a"; b()', 'import * as b from "a"; b()'],
    ['import {\n  A,\n  b as c,\n} from "a"; c()', 'import { b as c }\n\n\n from "a"; c()'],
    ['import "a"; import b from "b"; export { b }', 'import "a"; import b from "b"; export { b }'],
    ["const x = 1", "const x = 1"],
    ['import { A } from "a"; b(', 'import { A } from "a"; b('],
  ])("makes %j %j", (text, expected) => {
    expect(dropUnusedImports(text)).toBe(expected);
  });

  test("never throws, and keeps the number of lines", () => {
    const word = fc.constantFrom("import", " { ", " } ", "a", ",", " as ", " from ", '"x"', "\n", ";", "*");
    fc.assert(
      fc.property(fc.array(word, { maxLength: 60 }), (words) => {
        const text = words.join("");

        expect(dropUnusedImports(text).split("\n").length).toBe(text.split("\n").length);
      }),
    );
  });
});
