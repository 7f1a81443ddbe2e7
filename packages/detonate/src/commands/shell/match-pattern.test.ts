import { describe, expect, test } from "vitest";

import { isLike } from "./match-pattern.ts";

describe("isLike", () => {
  test.each([
    ["Linux", "Linux*", true],
    ["Darwin", "Linux*", false],
    ["x86_64", "x86_?4", true],
    ["b", "[a-c]", true],
    ["b", "[!a-c]", false],
    ["a.b", "a.b", true],
    ["aXb", "a.b", false],
    ["", "*", true],
    ["abc", "*c", true],
    ["a".repeat(2_000), `${"*a".repeat(50)}b`, false],
  ])("isLike of %s and %s is %s", (text, pattern, expected) => {
    expect(isLike(text, pattern)).toBe(expected);
  });
});
