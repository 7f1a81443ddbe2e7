import { expect, test } from "vitest";
import { catalogue } from "./catalogue.ts";
import type { CampaignDocument } from "./campaign.ts";
import type { CampaignIndicatorDocument } from "./campaign-indicator.ts";
import { parseCampaign } from "./parse-campaign.ts";
import { createIntelligence } from "./intelligence.ts";

const valid: CampaignDocument = {
  id: "left-2030",
  title: "left",
  packages: [
    {
      name: "left",
      versions: ["1.0.0"],
      firstPublishedAt: "2030-01-01T10:00:00Z",
      firstReportedAt: "2030-01-01",
    },
  ],
  sources: ["a report"],
  notes: "Made for tests.",
};

const indicator: CampaignIndicatorDocument = {
  kind: "domain",
  value: "collector.invalid",
  meaning: "where it sends to",
  source: "a report",
};

test("catalogue holds each campaign once, each version once in a campaign, and no address", () => {
  const ids = catalogue.map(({ id }) => id);

  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toEqual(ids.toSorted());
  expect(ids.length).toBe(47);
  // Indicators are addresses by their nature; nothing else is one.
  const others = catalogue.map(({ indicators, ...rest }) => [
    rest,
    indicators.map(({ meaning, source }) => [meaning, source]),
  ]);
  expect(JSON.stringify(others)).not.toMatch(/https?:|www\.|registry\./);
});

test("catalogue names behind every campaign what it does, and what stands for versions that it does not list", () => {
  const bare = catalogue.filter(
    ({ behaviours, triggers }) => behaviours.length === 0 || triggers.length === 0,
  );
  const unnamed = catalogue.filter(({ packages, records }) => packages.length === 0 && records === undefined);

  expect(bare.map(({ id }) => id)).toEqual([]);
  expect(unnamed.map(({ id }) => id)).toEqual(["phantom-raven-2025"]);
});

test("catalogue gives each indicator to the campaign whose source names it, and never a registry of packages", () => {
  const values = catalogue.flatMap(({ indicators }) => indicators.map(({ value }) => value));

  expect(values.length).toBeGreaterThan(90);
  expect(values.filter((value) => /npmjs\.(?:org|com)|registry\./.test(value))).toEqual([]);
});

test("catalogue warns of the monitor before tokens are revoked wherever one is installed", () => {
  const monitored = catalogue.filter(({ behaviours }) => behaviours.includes("token-monitor"));

  const warned = monitored.filter(({ orderTraps }) =>
    orderTraps.some(({ first, before }) => first === "remove" && before === "rotate"),
  );

  expect(warned.map(({ id }) => id)).toEqual(["tanstack-2026", "tensorlake-2026"]);
  expect(warned).toEqual(monitored);
});

test("catalogue condemns whole packages only where several reports say so", () => {
  const whole = catalogue.flatMap(({ id, sources, packages }) =>
    packages.filter(({ versions }) => versions === "all").map(({ name }) => [id, name, sources.length > 1]),
  );

  expect(whole).toEqual([["axios-2026", "plain-crypto-js", true]]);
});

test("catalogue refuses the versions of the Axios night and nothing beside them", () => {
  const intelligence = createIntelligence({ index: undefined, catalogue });
  const isMalware = (name: string, version: string): boolean => intelligence.match(name, version).length > 0;

  expect([isMalware("axios", "1.14.1"), isMalware("axios", "0.30.4")]).toEqual([true, true]);
  expect([isMalware("axios", "1.14.0"), isMalware("axios", "0.30.3"), isMalware("axios", "1.13.3")]).toEqual([
    false,
    false,
    false,
  ]);
  expect([isMalware("plain-crypto-js", "4.2.0"), isMalware("plain-crypto-js", "4.2.1")]).toEqual([
    true,
    true,
  ]);
});

test("catalogue knows nothing of the Axios night before its first reports", () => {
  const knownAt = (time: string): readonly boolean[] => {
    const intelligence = createIntelligence({ index: undefined, catalogue, knownBy: Date.parse(time) });
    return [
      intelligence.match("plain-crypto-js", "4.2.1").length > 0,
      intelligence.match("axios", "1.14.1").length > 0,
    ];
  };

  expect(knownAt("2026-03-31T01:10:00Z")).toEqual([false, false]);
  expect(knownAt("2026-03-31T02:07:58Z")).toEqual([true, false]);
  expect(knownAt("2026-03-31T03:15:49Z")).toEqual([true, true]);
});

test("catalogue hides a campaign without a list of packages until its advisories begin", () => {
  const shownAt = (time: string): readonly string[] =>
    createIntelligence({ index: undefined, catalogue, knownBy: Date.parse(time) }).campaigns.map(
      ({ id }) => id,
    );

  expect(shownAt("2026-07-07T23:59:59Z")).not.toContain("injective-2026");
  expect(shownAt("2026-07-08T23:59:59.999Z")).toContain("injective-2026");
  expect(shownAt("2026-11-01T00:00:00Z")).not.toContain("phantom-raven-2025");
  expect(createIntelligence({ index: undefined, catalogue }).campaigns).toHaveLength(47);
});

test("parseCampaign reads times as precisely as they are written", () => {
  const [part] = parseCampaign(valid).packages;

  expect(part?.firstPublishedAt).toEqual({ at: Date.parse("2030-01-01T10:00:00Z"), precision: "instant" });
  expect(part?.firstReportedAt).toEqual({ at: Date.parse("2030-01-01"), precision: "day" });
});

test("parseCampaign turns a sha1 in hexadecimal digits into an integrity value", () => {
  const [part = { name: "", versions: [], firstReportedAt: "" }] = valid.packages;
  const hashes = [{ version: "1.0.0", integrity: "2553649f2322049666871cea80a5d0d6adc700ca" }];

  const campaign = parseCampaign({ ...valid, packages: [{ ...part, hashes }] });

  expect(campaign.packages.flatMap(({ integrity }) => integrity)).toEqual([
    { version: "1.0.0", integrity: "sha1-JVNknyMiBJZmhxzqgKXQ1q3HAMo=" },
  ]);
});

test("parseCampaign refuses what is not exact", () => {
  const [part = { name: "", versions: [], firstReportedAt: "" }] = valid.packages;
  const bad: readonly CampaignDocument[] = [
    { ...valid, id: "Left 2030" },
    { ...valid, title: "" },
    { ...valid, sources: [] },
    { ...valid, sources: ["https://reports.example/1"] },
    { ...valid, packages: [] },
    { ...valid, packages: [part, part] },
    { ...valid, packages: [{ ...part, name: "no name" }] },
    { ...valid, packages: [{ ...part, versions: [] }] },
    { ...valid, packages: [{ ...part, versions: ["^1.0.0"] }] },
    { ...valid, packages: [{ ...part, aliases: ["not an id"] }] },
    { ...valid, packages: [{ ...part, firstReportedAt: "yesterday" }] },
    { ...valid, packages: [{ ...part, firstReportedAt: "2030-02-31" }] },
    { ...valid, packages: [{ ...part, firstReportedAt: "2029-12-31" }] },
    { ...valid, packages: [{ ...part, removedAt: "2029-12-31" }] },
    { ...valid, packages: [{ ...part, lastClean: "0.9" }] },
    { ...valid, packages: [{ ...part, hashes: [{ version: "2.0.0", integrity: "a".repeat(40) }] }] },
    { ...valid, packages: [{ ...part, hashes: [{ version: "1.0.0", integrity: "a".repeat(39) }] }] },
    { ...valid, packages: [], records: { reportedFrom: "2030-01-01", reportedUntil: "2030-01-02" } },
    { ...valid, records: { scopes: ["left"], reportedFrom: "2030-01-01", reportedUntil: "2030-01-02" } },
    { ...valid, records: { ids: ["left"], reportedFrom: "2030-01-01", reportedUntil: "2030-01-02" } },
    { ...valid, records: { names: ["left"], reportedFrom: "2030-01-03", reportedUntil: "2030-01-02" } },
    { ...valid, response: [{ step: "rotate", text: "" }] },
    { ...valid, orderTraps: [{ first: "rotate", before: "isolate", text: "backwards" }] },
    { ...valid, indicators: [indicator, indicator] },
    { ...valid, indicators: [{ ...indicator, value: "no host" }] },
  ];

  for (const document of bad) {
    expect(() => parseCampaign(document), JSON.stringify(document)).toThrow(
      expect.objectContaining({ code: "INTEL_BAD_CAMPAIGN" }),
    );
  }
});
