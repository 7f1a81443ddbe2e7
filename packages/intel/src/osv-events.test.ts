import * as fc from "fast-check";
import * as semver from "semver";
import { expect, test } from "vitest";
import { createVersionQuery, extentOf, prepareAdvisory } from "./affected.ts";
import type { AffectedInterval } from "./advisory.ts";
import { tryParseIntervals, type RangeEvent } from "./osv-events.ts";

const versions = fc
  .tuple(fc.nat(4), fc.nat(4), fc.nat(4), fc.constantFrom("", "-alpha.1", "-beta", "-rc.2"))
  .map(([major, minor, patch, pre]) => `${major}.${minor}.${patch}${pre}`);

const events: fc.Arbitrary<readonly RangeEvent[]> = fc
  .uniqueArray(versions, { minLength: 1, maxLength: 8 })
  .chain((points) =>
    fc.tuple(
      fc.constant(points.toSorted((left, right) => semver.compare(left, right))),
      fc.array(fc.constantFrom("fixed" as const, "last-affected" as const), { minLength: 8, maxLength: 8 }),
      fc.boolean(),
    ),
  )
  .map(([points, ends, isFromZero]) =>
    points.map((version, index): RangeEvent => {
      if (index % 2 === 1) return { kind: ends[index] ?? "fixed", version };
      return { kind: "introduced", version: index === 0 && isFromZero ? "0" : version };
    }),
  );

/** The evaluation that the OSV schema describes, over events in order. */
function isAffectedNaively(sorted: readonly RangeEvent[], version: string): boolean {
  let isHit = false;
  for (const event of sorted) {
    if (event.kind === "introduced" && (event.version === "0" || semver.gte(version, event.version)))
      isHit = true;
    if (event.kind === "fixed" && semver.gte(version, event.version)) isHit = false;
    if (event.kind === "last-affected" && semver.gt(version, event.version)) isHit = false;
  }
  return isHit;
}

function isAffected(intervals: readonly AffectedInterval[], version: string): boolean {
  const prepared = prepareAdvisory({
    id: "X-1",
    aliases: [],
    kind: "vulnerability",
    severity: undefined,
    reportedAt: undefined,
    source: "test",
    reporters: [],
    versions: [],
    intervals,
  });
  return extentOf(prepared, createVersionQuery(version)) !== undefined;
}

test("tryParseIntervals agrees with the schema's own evaluation, in whatever order the events come", () => {
  const shuffled = events.chain((sorted) =>
    fc.record({
      sorted: fc.constant(sorted),
      mixed: fc.shuffledSubarray([...sorted], { minLength: sorted.length, maxLength: sorted.length }),
      version: fc.oneof(
        versions,
        fc.constantFrom(...sorted.map((event) => event.version.replace(/^0$/, "0.0.0"))),
      ),
    }),
  );

  fc.assert(
    fc.property(shuffled, ({ sorted, mixed, version }) => {
      const intervals = tryParseIntervals(mixed) ?? [];

      expect(isAffected(intervals, version)).toBe(isAffectedNaively(sorted, version));
    }),
    { numRuns: 2000 },
  );
});

test("tryParseIntervals keeps two lines apart when all starts are listed before all fixes", () => {
  const intervals = tryParseIntervals([
    { kind: "introduced", version: "0" },
    { kind: "introduced", version: "2.0.0" },
    { kind: "fixed", version: "2.0.1" },
    { kind: "fixed", version: "1.3.2" },
  ]);

  expect(intervals).toEqual([
    { introduced: undefined, end: { kind: "fixed", version: "1.3.2" } },
    { introduced: "2.0.0", end: { kind: "fixed", version: "2.0.1" } },
  ]);
});

test("tryParseIntervals reads a fix and a start at one version as one unbroken run, and a start and its fix as nothing", () => {
  const unbroken = tryParseIntervals([
    { kind: "introduced", version: "0" },
    { kind: "fixed", version: "1.0.0" },
    { kind: "introduced", version: "1.0.0" },
  ]);
  const nothing = tryParseIntervals([
    { kind: "introduced", version: "1.0.0" },
    { kind: "fixed", version: "1.0.0" },
  ]);

  expect(isAffected(unbroken ?? [], "1.0.0")).toBe(true);
  expect(isAffected(unbroken ?? [], "5.0.0")).toBe(true);
  expect(nothing).toEqual([]);
});

test("tryParseIntervals refuses a version that has no place in the order, and a range that introduces nothing", () => {
  expect(tryParseIntervals([{ kind: "introduced", version: "last tuesday" }])).toBeUndefined();
  expect(tryParseIntervals([{ kind: "fixed", version: "1.0.0" }])).toBeUndefined();
  expect(tryParseIntervals([])).toBeUndefined();
});

test("extentOf tells apart a version that is named, one inside bounds and one among all", () => {
  const exact = tryParseIntervals([
    { kind: "introduced", version: "1.0.0" },
    { kind: "last-affected", version: "1.0.0" },
  ]);
  const base = {
    id: "X-1",
    aliases: [],
    kind: "malware",
    severity: undefined,
    reportedAt: undefined,
  } as const;
  const rest = { source: "test", reporters: [] };
  const prepared = prepareAdvisory({
    ...base,
    ...rest,
    versions: ["2.0.0"],
    intervals: [
      ...(exact ?? []),
      { introduced: undefined, end: { kind: "open" } },
      { introduced: "3.0.0", end: { kind: "fixed", version: "3.1.0" } },
    ],
  });

  const extents = ["1.0.0", "2.0.0", "2.0.0+build.7", "3.0.5", "9.9.9", "not a version"].map((version) =>
    extentOf(prepared, createVersionQuery(version)),
  );

  expect(extents).toEqual(["version", "version", "version", "range", "every-version", "every-version"]);
});
