import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { describeJsonFault } from "./json-fault.ts";

describe("describeJsonFault()", () => {
  test.each([
    ["", "it is empty"],
    ["  \n", "it is empty"],
    ['{\n"a": 1,\n}', "line 3: it is not valid JSON"],
    ['{\n"a": [1', "line 2: it is not valid JSON"],
    ["{}\n{}", "line 2: it is not valid JSON"],
    ['{\n<<<<<<< HEAD\n"a": 1\n=======\n>>>>>>> x\n}', "line 2: it holds the marks of a merge conflict"],
    ["[".repeat(100_000), "it is not valid JSON"],
  ])("describeJsonFault() says of %j that %s", (text, fault) => {
    expect(describeJsonFault(text)).toBe(fault);
  });

  test("describeJsonFault() takes comments for part of the language only where told", () => {
    const text = '{\n// why\n"a": 1,\n"b": }';

    expect(describeJsonFault(text)).toBe("line 2: it is not valid JSON");
    expect(describeJsonFault(text, { hasComments: true })).toBe("line 4: it is not valid JSON");
  });

  test("describeJsonFault() answers for any text", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200, unit: "binary" }), (text) => {
        expect(describeJsonFault(text)).toMatch(/^(?:line \d+: )?it (?:is|holds)/);
      }),
    );
  });
});
