import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { tryMergeBlocks } from "./merge-blocks.ts";
import { tryReadMerge } from "./merge-sides.ts";

describe("tryReadMerge", () => {
  test("takes both sides apart, with the ends of their lines, and leaves out what both come from", () => {
    const text = "a\r\n<<<<<<< ours\r\nb\r\n||||||| base\r\nc\r\n=======\r\nd\r\n>>>>>>> theirs\r\ne";

    expect(tryReadMerge(text)).toEqual({
      ours: "a\r\nb\r\ne",
      theirs: "a\r\nd\r\ne",
      both: "a\r\nb\r\nd\r\ne",
    });
  });

  test.each([
    "a\n",
    "<<<<<<< a\n",
    "=======\n",
    "<<<<<<< a\n=======\n",
    "<<<<<<< a\n<<<<<<< b\n=======\n>>>>>>> c\n",
  ])("does not guess about %j", (text) => {
    expect(tryReadMerge(text)).toBeUndefined();
  });

  test("has the two sides of what was put between marks", () => {
    const side = fc.array(fc.constantFrom("a\n", "b\n", "c\n"), { maxLength: 4 });

    fc.assert(
      fc.property(fc.array(fc.tuple(side, side, side), { minLength: 1, maxLength: 4 }), (hunks) => {
        const text = hunks.map(
          ([common, ours, theirs]) =>
            `${common.join("")}<<<<<<< o\n${ours.join("")}=======\n${theirs.join("")}>>>>>>> t\n`,
        );

        expect(tryReadMerge(text.join(""))).toMatchObject({
          ours: hunks.map(([common, ours]) => [...common, ...ours].join("")).join(""),
          theirs: hunks.map(([common, , theirs]) => [...common, ...theirs].join("")).join(""),
        });
      }),
    );
  });
});

describe("tryMergeBlocks", () => {
  test("puts entries of both where they stand", () => {
    const ours = 'head:\n\n  a@1:\n    version "1"\n\n  c@1:\n    version "1"\n';
    const theirs = 'head:\n\n  a@1:\n    version "1"\n\n  b@1:\n    version "1"\n\n  c@1:\n    version "1"\n';

    expect(tryMergeBlocks(ours, theirs)).toBe(theirs);
  });

  test.each([
    ["say different things of one name", 'a@1:\n  version "1"\n', 'a@1:\n  version "2"\n'],
    ["answer twice for one range", "a@^1, a@^2:\n  x\n", "a@^2:\n  x\n"],
    ["are indented by tabs", "a:\n\tb\n", "a:\n"],
  ])("merges nothing where they %s", (_, ours, theirs) => {
    expect(tryMergeBlocks(ours, theirs)).toBeUndefined();
  });

  test("leaves a text as it is beside itself, and has all of both otherwise", () => {
    const text = fc
      .array(fc.tuple(fc.constantFrom("a", "b", "c", "d"), fc.constantFrom("1", "2")), { maxLength: 4 })
      .map((entries) => new Map(entries))
      .map((entries) => [...entries].map(([name, value]) => `${name}:\n  version ${value}\n`).join("\n"));

    fc.assert(
      fc.property(text, text, (ours, theirs) => {
        const merged = tryMergeBlocks(ours, theirs);

        expect(tryMergeBlocks(ours, ours)).toBe(ours);
        const lines = merged?.split("\n") ?? [];
        if (merged !== undefined)
          expect([...ours.split("\n"), ...theirs.split("\n")].every((line) => lines.includes(line))).toBe(
            true,
          );
      }),
    );
  });
});
