import { parseInstant } from "@lockkeeper/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { CliError } from "./errors.ts";
import { parseFutureTime, parsePastTime } from "./time-flag.ts";

const now = parseInstant("2026-03-31T01:10:00Z");

describe("parsePastTime", () => {
  test("parsePastTime reads an instant as it is and a duration as that long ago", () => {
    expect(parsePastTime("--since", "2026-03-31T00:21:00Z", now)).toBe(parseInstant("2026-03-31T00:21:00Z"));
    expect(parsePastTime("--since", "24h", now)).toBe(now - 86_400_000);
  });

  test("parsePastTime refuses a day that no calendar has, and takes the 29th of a leap year's February", () => {
    expect(parsePastTime("--since", "2028-02-29", now)).toBe(Date.UTC(2028, 1, 29));
    for (const text of ["2026-02-30", "2026-02-29T00:00Z", "2026-04-31", "2026-13-01"]) {
      expect(() => parsePastTime("--since", text, now)).toThrow(CliError);
    }
  });

  test("parsePastTime throws a usage error for every other text, and nothing else", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          expect(parsePastTime("--since", text, now)).toBeTypeOf("number");
        } catch (error) {
          expect(error).toBeInstanceOf(CliError);
        }
      }),
    );
  });
});

describe("parseFutureTime", () => {
  test("parseFutureTime reads a duration as from now on", () => {
    expect(parseFutureTime("--expires", "7d", now)).toBe(now + 7 * 86_400_000);
  });
});
