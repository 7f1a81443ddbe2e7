import type { VersionFacts } from "@lockkeeper/core";
import { describe, expect, test } from "vitest";
import { evaluate, presetPolicy } from "../src/index.ts";
import type { PresetName } from "../src/index.ts";
import { createAdvisory, createFacts, present } from "./facts.ts";

const night = Date.parse("2026-03-31T01:10:00Z");

function at(version: string, published: string, overrides: Partial<VersionFacts> = {}): VersionFacts {
  return createFacts({
    name: "axios",
    version,
    published: present(Date.parse(published)),
    packageCreatedAt: Date.parse("2014-08-29T00:00:00Z"),
    packageVersionCount: 130,
    ...overrides,
  });
}

const releases: readonly VersionFacts[] = [
  at("1.14.1", "2026-03-31T00:21:00Z"),
  at("1.14.0", "2026-03-27T21:30:00Z"),
  at("1.13.6", "2026-03-02T12:00:00Z"),
];

function newestServed(preset: PresetName, now: number): string | undefined {
  const policy = presetPolicy(preset);
  return releases.find((facts) => evaluate(policy, facts, { now, exceptions: [] }).effect === "allow")
    ?.version;
}

describe("the Axios night, with no feed knowing yet", () => {
  test.each([
    ["relaxed", "1.14.0"],
    ["balanced", "1.14.0"],
    ["strict", "1.13.6"],
  ] as const)("evaluate() under %s falls back to %s at 00:40 and at 01:10 UTC", (preset, version) => {
    expect(newestServed(preset, Date.parse("2026-03-31T00:40:00Z"))).toBe(version);
    expect(newestServed(preset, night)).toBe(version);
  });

  test("evaluate() says why 1.14.1 is held, and until when", () => {
    const decision = evaluate(presetPolicy("balanced"), releases[0] ?? createFacts(), {
      now: night,
      exceptions: [],
    });

    expect(decision).toEqual({
      decision: "hold",
      effect: "hold",
      clause: "cooldown",
      reasons: [
        {
          code: "cooldown",
          message:
            "Published 49 min ago (2026-03-31 00:21 UTC); the cooldown is 72 h, over at 2026-04-03 00:21 UTC",
        },
      ],
      maturesAt: Date.parse("2026-04-03T00:21:00Z"),
      exception: undefined,
    });
  });

  test.each(["relaxed", "balanced", "strict"] as const)(
    "evaluate() under %s holds the armed dependency",
    (preset) => {
      const armed = createFacts({
        name: "plain-crypto-js",
        version: "4.2.1",
        published: present(Date.parse("2026-03-30T23:59:12Z")),
        packageCreatedAt: Date.parse("2026-03-30T05:57:00Z"),
        packageVersionCount: 2,
        installScripts: ["postinstall"],
      });

      const decision = evaluate(presetPolicy(preset), armed, { now: night, exceptions: [] });

      expect(decision).toMatchObject({ decision: "hold", clause: "cooldown" });
    },
  );

  test.each(["relaxed", "balanced", "strict"] as const)(
    "evaluate() under %s blocks once a feed knows",
    (preset) => {
      const reportedAt = Date.parse("2026-03-31T03:15:49Z");
      const advisory = createAdvisory({
        id: "MAL-2026-2307",
        summary: "Malicious code in axios 1.14.1",
        reportedAt,
      });
      const known = at("1.14.1", "2026-03-31T00:21:00Z", {
        advisories: [advisory],
        removedUpstreamAt: reportedAt,
      });

      const decision = evaluate(presetPolicy(preset), known, { now: reportedAt + 60_000, exceptions: [] });

      expect(decision).toMatchObject({ decision: "block", clause: "malware", maturesAt: undefined });
      expect(decision.reasons.map(({ code }) => code)).toEqual(["malware", "removed-upstream", "cooldown"]);
      expect(decision.reasons[0]?.message).toBe(
        "Known to be malicious: Malicious code in axios 1.14.1 (MAL-2026-2307 by feed, reported 2026-03-31 03:15 UTC)",
      );
    },
  );
});
