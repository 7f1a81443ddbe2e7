import * as fc from "fast-check";
import { satisfies } from "semver";
import { expect, test } from "vitest";
import type { Affected, AffectedInterval, IntervalEnd } from "./advisory.ts";
import { createVersionQuery, extentOf, prepareAdvisory } from "./affected.ts";
import { renderBulkAdvisory, renderRange } from "./bulk-advisory.ts";

const version = fc
  .tuple(fc.nat(3), fc.nat(3), fc.nat(3), fc.constantFrom("", "-0", "-alpha.1", "-rc.2"))
  .map(([major, minor, patch, pre]) => `${major}.${minor}.${patch}${pre}`);
const end: fc.Arbitrary<IntervalEnd> = fc.oneof(
  fc.constant({ kind: "open" as const }),
  fc.record({ kind: fc.constantFrom("fixed" as const, "last-affected" as const), version }),
);
const interval: fc.Arbitrary<AffectedInterval> = fc.record({
  introduced: fc.option(version, { nil: undefined }),
  end,
});
const affected: fc.Arbitrary<Affected> = fc.record({
  versions: fc.array(fc.oneof(version, fc.constant("not a version")), { maxLength: 3 }),
  intervals: fc.array(interval, { maxLength: 3 }),
});
const claim = {
  id: "left-2030",
  aliases: [],
  kind: "malware",
  severity: undefined,
  source: "catalogue",
  reportedAt: undefined,
  reporters: [],
} as const;

test("renderRange means to npm's own comparison what the record means to ours", () => {
  fc.assert(
    fc.property(affected, version, (sketch, candidate) => {
      const prepared = prepareAdvisory({ ...claim, ...sketch });

      const isInRange = satisfies(candidate, renderRange(sketch), { includePrerelease: true, loose: true });

      expect(isInRange).toBe(extentOf(prepared, createVersionQuery(candidate)) !== undefined);
    }),
    { numRuns: 2000 },
  );
});

test("renderBulkAdvisory points a campaign without advisory to a search, and ids into one path segment", () => {
  const none = { versions: [], intervals: [] };

  const campaign = renderBulkAdvisory("@left/right", { claim, affected: "all" });
  const foreign = renderBulkAdvisory("left", {
    claim: { ...claim, id: "X/../Y", source: "osv" },
    affected: none,
  });

  expect(campaign.url).toBe("https://osv.dev/list?ecosystem=npm&q=%40left%2Fright");
  expect(campaign.vulnerable_versions).toBe("*");
  expect(foreign.url).toBe("https://osv.dev/vulnerability/X%2F..%2FY");
  expect(foreign.vulnerable_versions).toBe("<0.0.0-0");
});

test("renderBulkAdvisory gives an id the same number each time, and one that fits 31 bits", () => {
  const numberOf = (id: string): number =>
    renderBulkAdvisory("left", { claim: { ...claim, id }, affected: "all" }).id;

  fc.assert(
    fc.property(fc.string(), (id) => {
      expect(numberOf(id)).toBe(numberOf(id));
      expect(numberOf(id)).toBeGreaterThan(0);
      expect(numberOf(id)).toBeLessThan(2 ** 31);
    }),
  );
});
