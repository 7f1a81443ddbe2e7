import { expect, test } from "vitest";

import { laterThan } from "./later-start.ts";
import { usualStart } from "./usual-start.ts";

test.each([
  ["the usual start", usualStart],
  ["a Saturday", Date.UTC(2026, 10, 21, 9)],
  ["the end of a year", Date.UTC(2026, 11, 31, 11, 59)],
])(
  "laterThan is another year, month, part of the week, half of the day and kind of day than %s",
  (_, start) => {
    const [before, later] = [new Date(start), new Date(laterThan(start))];

    expect(later.getTime()).toBeGreaterThan(start);
    expect(later.getUTCFullYear()).not.toBe(before.getUTCFullYear());
    expect(later.getUTCMonth()).not.toBe(before.getUTCMonth());
    expect([0, 6].includes(later.getUTCDay())).toBe(![0, 6].includes(before.getUTCDay()));
    expect(later.getUTCHours() >= 12).toBe(before.getUTCHours() < 12);
    expect(later.getUTCDate() % 2).not.toBe(before.getUTCDate() % 2);
  },
);
