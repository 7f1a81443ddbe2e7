import { describe, expect, test } from "vitest";

import type { Advisory } from "./advisory.ts";
import { prepareAdvisory } from "./affected.ts";
import { findNearestFix } from "./nearest-fix.ts";

const base: Omit<Advisory, "id" | "intervals"> = {
  aliases: [],
  kind: "vulnerability",
  severity: "high",
  reportedAt: undefined,
  source: "test",
  reporters: [],
  versions: [],
};

function advisoryFixedIn(id: string, introduced: string | undefined, fixed: string): Advisory {
  return { ...base, id, intervals: [{ introduced, end: { kind: "fixed", version: fixed } }] };
}

describe("findNearestFix", () => {
  const advisories = [
    advisoryFixedIn("A", undefined, "1.2.0"),
    advisoryFixedIn("B", "1.1.0", "1.3.0"),
    advisoryFixedIn("C", "2.0.0", "2.5.0"),
  ].map(prepareAdvisory);

  test("takes the lowest named fix that nothing affects", () => {
    const fix = findNearestFix(advisories, "1.1.5", (version) => version === "1.2.0");

    expect(fix).toBe("1.3.0");
  });

  test("does not look at advisories that do not affect the version", () => {
    expect(findNearestFix(advisories, "2.6.0", () => false)).toBeUndefined();
  });

  test("has no answer for a version outside the order of versions", () => {
    expect(findNearestFix(advisories, "main", () => false)).toBeUndefined();
  });
});
