import fc from "fast-check";
import { expect, test } from "vitest";

import { oftenRounds, readWantedChances } from "./rounds.ts";

test.each([
  ["Math.floor(Math.random() * 100) === 7", 100, 7],
  ["if(Math.floor(100*0+Math.random()*100)==42)x()", 100, 42],
  ["~~(Math.random() * 6) === 3", 6, 3],
  ["Math.floor(Math.random()*6)+1===4", 6, 3],
])("readWantedChances finds where chance must fall in %s", (text, range, value) => {
  const [place = 0] = readWantedChances(text);

  expect(Math.floor(place * range)).toBe(value);
});

test("readWantedChances takes nothing from other texts", () => {
  expect(readWantedChances("Math.random() < 0.5; Math.floor(Math.random() * 10) + 1")).toEqual([]);
  expect(readWantedChances("Math.random() * 5 === 9")).toEqual([]);
});

test("readWantedChances gives a few places between 0 and 1, whatever the text", () => {
  const word = fc.constantFrom("Math.random()", "*", " ", "(", ")", "===", "+", "7", "100", "0", "x");
  fc.assert(
    fc.property(fc.array(word, { maxLength: 40 }), (words) => {
      const places = readWantedChances(words.join(""));

      expect(places.length).toBeLessThanOrEqual(4);
      expect(places.every((place) => place > 0 && place < 1)).toBe(true);
    }),
  );
});

test("oftenRounds goes on from day to day, seldom and nearly always among them, with what is wanted", () => {
  const rounds = oftenRounds([0.075]);

  expect(rounds).toHaveLength(6);
  expect(rounds[0]?.afterMs).toBe(0);
  expect(rounds.slice(1).every(({ afterMs }) => afterMs > 86_400_000)).toBe(true);
  expect(rounds.map(({ chance }) => chance)).toEqual(expect.arrayContaining([0.0004, 0.9996, 0.075]));
});
