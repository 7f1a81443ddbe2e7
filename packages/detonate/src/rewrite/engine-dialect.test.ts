import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { toEngineDialect } from "./engine-dialect.ts";

describe("toEngineDialect", () => {
  test.each([
    [String.raw`x = /[^\u{20}-\u{7E}]/v;`, String.raw`x = /[^\u{20}-\u{7E}]/u;`],
    [String.raw`/^[\p{L}--[a-z]]$/giv`, String.raw`/^(?:(?![a-z])[\p{L}])$/giu`],
    [String.raw`/[\w&&\d]+/v`, String.raw`/(?:(?=[\d])[\w])+/u`],
    [String.raw`/\p{RGI_Emoji}|[\d#*]\u{FE0F}/v`, String.raw`/\p{Extended_Pictographic}|[\d#*]\u{FE0F}/u`],
    ["a / b; c = d / v", "a / b; c = d / v"],
    ['"https://host.invalid/v" + "/[\\u{20}]/v"', '"https://host.invalid/v" + "/[\\u{20}]/v"'],
    ["x = /[a-z]/v", "x = /[a-z]/v"],
    ["/a/u; b/g/v1", "/a/u; b/g/v1"],
    ['import x from "y" assert { type: "json" }', 'import x from "y" with   { type: "json" }'],
    ['"import" assert { }; assert(x)', '"import" assert { }; assert(x)'],
  ])("turns %s into %s", (text, expected) => {
    expect(toEngineDialect(text)).toBe(expected);
  });

  test("keeps the lines of any text", () => {
    const part = fc.constantFrom(
      "/",
      "[",
      "]",
      "--",
      "&&",
      "\\p{L}",
      "v",
      "u",
      "\n",
      "a",
      "^",
      "assert {",
      '"',
      "from",
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 80 }), (parts) => {
        const text = parts.join("");

        expect(toEngineDialect(text).split("\n").length).toBe(text.split("\n").length);
      }),
    );
  });
});
