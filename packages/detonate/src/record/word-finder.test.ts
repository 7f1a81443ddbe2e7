import fc from "fast-check";
import { expect, test } from "vitest";

import { WordFinder } from "./word-finder.ts";

const letters = fc.string({ unit: fc.constantFrom("a", "b", "á", "+", "😀"), maxLength: 12 });

test("WordFinder finds what asking for each word by itself finds", () => {
  fc.assert(
    fc.property(fc.array(letters, { maxLength: 12 }), letters, letters, (words, before, after) => {
      const known = words.filter((word) => word.length >= 3);
      const text = `${before}${known[0] ?? ""}${after}`;
      const found = new Set<number>();

      new WordFinder(known.map((word, index) => [word, index] as const)).find(text, found);

      const expected = known.flatMap((word, index) => (text.includes(word) ? [index] : []));
      expect([...found].toSorted((left, right) => left - right)).toEqual(expected);
    }),
  );
});

test("WordFinder leaves out words that are too short to be told by", () => {
  const found = new Set<string>();

  new WordFinder([
    ["", "none"],
    ["ab", "two"],
    ["abc", "three"],
  ]).find("abc", found);

  expect([...found]).toEqual(["three"]);
});
