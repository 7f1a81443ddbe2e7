import fc from "fast-check";
import { compare, parse } from "semver";
import { describe, expect, test } from "vitest";

import { canonicalVersion, tryParseOrdered } from "./version-order.ts";

const number = fc.oneof(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 999_999_999_999 }));
const suffix = fc.constantFrom("", "", "", "-0", "-1", "-beta", "-beta.2", "-rc.10", "+build", "-a+b");
const version = fc
  .tuple(number, number, number, suffix)
  .map(([major, minor, patch, end]) => `${major}.${minor}.${patch}${end}`);

describe("tryParseOrdered", () => {
  test("orders versions as npm's own library does, whether they are plain or not", () => {
    fc.assert(
      fc.property(version, version, (left, right) => {
        const order = tryParseOrdered(left)?.compare(tryParseOrdered(right) ?? failing());

        expect(Math.sign(order ?? Number.NaN)).toBe(compare(left, right));
      }),
    );
  });

  test("has the numbers and the text of npm's own library", () => {
    fc.assert(
      fc.property(version, (text) => {
        const { major, minor, patch, version: canonical } = parse(text) ?? failing();

        expect(tryParseOrdered(text)).toMatchObject({ major, minor, patch });
        expect(canonicalVersion(text)).toBe(canonical);
      }),
    );
  });

  test.each([
    ["1", "1.0.0"],
    ["1.2", "1.2.0"],
    ["v1.2.3", "1.2.3"],
    ["1.0.0rc1", "1.0.0-rc1"],
  ])("reads the old form %s as %s", (text, canonical) => {
    expect(canonicalVersion(text)).toBe(canonical);
  });

  test.each(["", "latest", "one.2.3", `1.0.${"9".repeat(300)}`])("has no place for %s", (text) => {
    expect(tryParseOrdered(text)).toBeUndefined();
  });
});

function failing(): never {
  throw new Error("a version of this test cannot be read");
}
