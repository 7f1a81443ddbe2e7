import type { AdvisoryMatch, Evidence, VersionFacts } from "@lockkeeper/core";
import * as fc from "fast-check";

/** A week-old spring night: the instant at which these tests decide unless they say otherwise. */
export const now: number = Date.parse("2026-03-31T01:10:00Z");
export const hourMs = 3_600_000;
export const dayMs: number = 24 * hourMs;

export function present<Value>(value: Value): Evidence<Value> {
  return { state: "present", value };
}

/** Facts about a version that nothing speaks against. */
export function createFacts(overrides: Partial<VersionFacts> = {}): VersionFacts {
  return {
    name: "left-pad",
    version: "1.3.0",
    upstream: "public",
    isPrivateUpstream: false,
    isAlsoPublic: false,
    published: present(now - 100 * dayMs),
    firstSeenAt: undefined,
    packageCreatedAt: now - 1000 * dayMs,
    packageVersionCount: 20,
    deprecated: undefined,
    installScripts: [],
    exoticDependencies: [],
    advisories: [],
    fixesInUse: [],
    inspection: { state: "absent" },
    removedUpstreamAt: undefined,
    ...overrides,
  };
}

export function createAdvisory(overrides: Partial<AdvisoryMatch> = {}): AdvisoryMatch {
  return {
    id: "MAL-2026-1",
    kind: "malware",
    severity: undefined,
    summary: "Malicious code",
    source: "feed",
    aliases: [],
    reportedAt: now - 5 * hourMs,
    extent: "version",
    isSingleSource: true,
    ...overrides,
  };
}

const instant = fc.oneof(
  fc.integer({ min: now - 400 * dayMs, max: now + dayMs }),
  fc.constantFrom(0, -1, Number.NaN, Number.POSITIVE_INFINITY, 8.64e15, -8.64e15, 1e300),
);
const optionalInstant = fc.option(instant, { nil: undefined });
const foreignText = fc.oneof(fc.string({ maxLength: 20 }), fc.constant("\u001B[31m\u202E"));
const advisory: fc.Arbitrary<AdvisoryMatch> = fc.record({
  id: foreignText,
  kind: fc.constantFrom("malware", "vulnerability"),
  severity: fc.constantFrom("low", "moderate", "high", "critical", undefined),
  summary: foreignText,
  source: foreignText,
  aliases: fc.constant([]),
  reportedAt: optionalInstant,
  extent: fc.constantFrom("version", "range", "every-version"),
  isSingleSource: fc.boolean(),
});

/** Facts as bad as an upstream can make them, about few enough names that policies hit them. */
export const arbitraryFacts: fc.Arbitrary<VersionFacts> = fc.record({
  name: fc.oneof(
    fc.constantFrom("left-pad", "@acme/ui", "@acme/core", "eslint-plugin-x", "__proto__"),
    foreignText,
  ),
  version: fc.oneof(
    fc.constantFrom("1.0.0", "1.3.0", "2.0.0-rc.1", "__proto__", "not a version"),
    foreignText,
  ),
  upstream: fc.constantFrom("public", "acme"),
  isPrivateUpstream: fc.boolean(),
  isAlsoPublic: fc.boolean(),
  published: fc.oneof(
    instant.map((value) => present(value)),
    fc.constant({ state: "absent" } as const),
    foreignText.map((reason) => ({ state: "unavailable", reason }) as const),
  ),
  firstSeenAt: optionalInstant,
  packageCreatedAt: optionalInstant,
  packageVersionCount: fc.constantFrom(0, 9, 10, 500, Number.NaN),
  deprecated: fc.option(foreignText, { nil: undefined }),
  installScripts: fc.array(fc.constantFrom("preinstall", "postinstall"), { maxLength: 2 }),
  exoticDependencies: fc.array(
    fc.record({
      name: foreignText,
      spec: fc.oneof(
        fc.constantFrom("git+ssh://git@git.example/a.git", "file:../x", "owner/repository"),
        foreignText,
      ),
    }),
    { maxLength: 2 },
  ),
  advisories: fc.array(advisory, { maxLength: 3 }),
  fixesInUse: fc.array(foreignText, { maxLength: 1 }),
  inspection: fc.oneof(
    fc.constant({ state: "absent" } as const),
    foreignText.map((reason) => ({ state: "unavailable", reason }) as const),
    fc
      .record({
        verdict: fc.constantFrom("allow", "hold", "block"),
        summary: foreignText,
        findings: fc.constant([]),
      })
      .map(present),
  ),
  removedUpstreamAt: optionalInstant,
});
