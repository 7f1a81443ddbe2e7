import * as fc from "fast-check";
import { expect, test } from "vitest";
import { severityOfScore, tryParseBaseScore } from "./cvss.ts";

test("tryParseBaseScore computes what the specification's examples and known advisories state", () => {
  const scores = [
    ["CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", 9.8],
    ["CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:L/I:L/A:L", 7.3],
    ["CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H", 7.5],
    ["CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N", 6.1],
    ["CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H", 10],
    ["CVSS:3.1/AV:L/AC:H/PR:L/UI:R/S:U/C:L/I:N/A:N", 2.2],
    ["CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N", 0],
    ["CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H", 10],
    ["CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", 9.3],
    ["CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:H/SC:N/SI:N/SA:N/E:P", 8.7],
    ["CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:N/SC:N/SI:N/SA:N", 0],
  ] as const;

  for (const [vector, score] of scores) expect(tryParseBaseScore(vector), vector).toBe(score);
});

test("tryParseBaseScore answers undefined for anything that is no whole vector of version 3 or 4", () => {
  const foreign = [
    "",
    "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N",
    "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VC:H/VA:H/SC:N/SI:N/SA:N",
    "CVSS:4.0/AV:Z/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N",
    "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H",
    "CVSS:3.1/AV:Z/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
    "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:X/C:H/I:H/A:H",
  ];

  fc.assert(
    fc.property(fc.oneof(fc.constantFrom(...foreign), fc.string()), (text) => {
      expect(tryParseBaseScore(text)).toBeUndefined();
    }),
  );
});

test("severityOfScore has the bounds of the specification's rating scale", () => {
  const words = [0, 0.1, 3.9, 4, 6.9, 7, 8.9, 9, 10, 10.1, Number.NaN].map(severityOfScore);

  expect(words).toEqual([
    undefined,
    "low",
    "low",
    "moderate",
    "moderate",
    "high",
    "high",
    "critical",
    "critical",
    undefined,
    undefined,
  ]);
});
