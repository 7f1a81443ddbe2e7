import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createPatternIndex, parsePackagePattern } from "./package-pattern.ts";

function matches(pattern: string, name: string): boolean {
  return createPatternIndex([pattern], (text) => text).find(name).length > 0;
}

describe("createPatternIndex()", () => {
  test.each([
    ["axios", "axios", true],
    ["axios", "axios-x", false],
    ["Axios", "axios", false],
    ["@acme/*", "@acme/ui", true],
    ["@acme/*", "@acme-evil/ui", false],
    ["@acme/ui-*", "@acme/ui-kit", true],
    ["@acme/ui-*", "@acme/core", false],
    ["eslint-plugin-*", "eslint-plugin-x", true],
    ["*-loader", "css-loader", true],
    ["*-loader", "@evil/css-loader", false],
    ["abc*cba", "abcba", false],
    ["__proto__", "__proto__", true],
    ["constructor", "toString", false],
  ])("%s on %s: %s", (pattern, name, expected) => {
    expect(matches(pattern, name)).toBe(expected);
  });
});

describe("parsePackagePattern()", () => {
  test.each([
    "*",
    "**",
    "a*",
    "*ab",
    "@*/*",
    "@a*/b",
    "*/*",
    "",
    "@",
    "a/b",
    "a*b*c",
    "axios@latest",
    "axios@",
    "@acme/*@x y",
  ])("refuses %j", (text) => {
    expect(parsePackagePattern(text)).toHaveProperty("refused");
  });

  test("answers for any text", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom("*", "@", "/", "a", ".", "1", "^", "|", " ", "-") }),
        (text) => {
          const parsed = parsePackagePattern(text);

          expect("refused" in parsed || parsed.specificity >= 0).toBe(true);
        },
      ),
    );
  });
});
