import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { findCommentRanges, isInRange } from "./comment-ranges.ts";
import { LineIndex } from "./line-index.ts";
import { TextSearch } from "./text-search.ts";

function placesOf(texts: readonly string[], bytes: Buffer): readonly string[] {
  const found: string[] = [];
  new TextSearch(texts).search(
    bytes,
    ({ text, start, end }) => found.push(`${String(text)} ${String(start)} ${String(end)}`) > 0,
  );
  return found.sort();
}

function expectedPlaces(texts: readonly string[], bytes: Buffer): readonly string[] {
  const folded = bytes.toString("latin1").replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  return texts
    .flatMap((text, index) =>
      Array.from({ length: folded.length }, (_, at) => at)
        .filter((at) => folded.startsWith(text, at))
        .map((at) => `${String(index)} ${String(at)} ${String(at + text.length)}`),
    )
    .sort();
}

describe("TextSearch", () => {
  test("finds texts inside of one another, whatever their case", () => {
    expect(placesOf(["he", "she", "hers"], Buffer.from("uSHErs"))).toEqual(["0 2 4", "1 1 4", "2 2 6"]);
  });

  test("stops when it is told to", () => {
    const found: number[] = [];
    new TextSearch(["a"]).search(Buffer.from("aaaa"), ({ end }) => found.push(end) < 2);

    expect(found).toEqual([1, 2]);
  });

  test("finds what a plain comparison at each place finds", () => {
    const letters = fc.constantFrom("a", "b", "A", "\u00e9", ".");
    const texts = fc.uniqueArray(
      fc
        .array(fc.constantFrom("a", "b", "\u00e9", "."), { minLength: 1, maxLength: 4 })
        .map((all) => all.join("")),
      { minLength: 1, maxLength: 8 },
    );

    fc.assert(
      fc.property(texts, fc.array(letters, { maxLength: 40 }), (all, text) => {
        const bytes = Buffer.from(text.join(""), "latin1");

        expect(placesOf(all, bytes)).toEqual(expectedPlaces(all, bytes));
      }),
    );
  });
});

describe("LineIndex", () => {
  test("says the line and the column of an offset", () => {
    const index = new LineIndex(Buffer.from("a\nbc\n\nd"));

    expect([0, 1, 2, 4, 5, 6].map((offset) => index.locationOf(offset))).toEqual([
      { line: 1, column: 1 },
      { line: 1, column: 2 },
      { line: 2, column: 1 },
      { line: 2, column: 3 },
      { line: 3, column: 1 },
      { line: 4, column: 1 },
    ]);
  });
});

describe("findCommentRanges", () => {
  test.each([
    ["a // b\nc", [2, 6]],
    ["/* a */ b /* c", [0, 7, 10, 14]],
    ["'// a' + \"/* b\" + `// ${x /* y */} /*`", [26, 33]],
    ["a = /\\/* [/*] /; b / c // d", [23, 27]],
    ["return `${`${a}`}` // b", [19, 23]],
  ])("finds the comments of %s", (text, ranges) => {
    expect(findCommentRanges(Buffer.from(text))).toEqual(ranges);
  });

  test("its ranges are in order and inside of the text", () => {
    const pieces = fc.constantFrom("/", "*", "`", "${", "}", "{", '"', "'", "\\", "\n", "a", " ", "=");

    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 60 }), (all) => {
        const bytes = Buffer.from(all.join(""));
        const ranges = findCommentRanges(bytes);

        expect(ranges.toSorted((a, b) => a - b)).toEqual(ranges);
        expect(ranges.every((at) => at <= bytes.length)).toBe(true);
        expect(isInRange(ranges, bytes.length)).toBe(false);
      }),
    );
  });
});
