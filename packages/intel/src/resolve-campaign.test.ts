import { expect, test } from "vitest";
import type { Advisory } from "./advisory.ts";
import { parseCampaignJson, renderCampaignJson } from "./exchange/campaign-json.ts";
import { parseCampaign } from "./parse-campaign.ts";
import { resolveCampaign } from "./resolve-campaign.ts";

const campaign = parseCampaign({
  id: "worm-2030",
  title: "worm",
  packages: [
    { name: "left", versions: ["1.0.0"], firstReportedAt: "2030-01-01" },
    { name: "made-for-it", versions: "all", firstReportedAt: "2030-01-01" },
  ],
  records: { scopes: ["@worm"], reportedFrom: "2030-01-01", reportedUntil: "2030-01-05" },
  isPartial: true,
  sources: ["a report"],
  notes: "Made for tests.",
});

function advisory(id: string, over: Partial<Advisory> = {}): Advisory {
  return {
    id,
    aliases: ["GHSA-2222"],
    kind: "malware",
    severity: undefined,
    reportedAt: Date.parse("2030-01-02T03:04:05Z"),
    source: "osv",
    reporters: [],
    versions: ["1.0.0"],
    intervals: [],
    ...over,
  };
}

test("resolveCampaign adds each version once, with its advisory and the time of its report", () => {
  const whole: Advisory["intervals"] = [{ introduced: undefined, end: { kind: "open" } }];
  const found = [
    { name: "left", advisory: advisory("MAL-1", { versions: ["1.0.0", "1.0.1"] }) },
    { name: "made-for-it", advisory: advisory("MAL-2") },
    { name: "@worm/one", advisory: advisory("MAL-3", { versions: [], intervals: whole }) },
    { name: "@worm/one", advisory: advisory("LWA-3") },
  ];

  const resolved = resolveCampaign(campaign, found);

  expect(resolved.packages.slice(2)).toMatchObject([
    { name: "left", versions: ["1.0.1"], aliases: ["MAL-1", "GHSA-2222"] },
    { name: "@worm/one", versions: "all", firstReportedAt: { at: Date.parse("2030-01-02T03:04:05Z") } },
  ]);
  expect(parseCampaignJson(JSON.parse(JSON.stringify(renderCampaignJson(resolved))))).toEqual(resolved);
});

test("resolveCampaign leaves out what a campaign cannot hold", () => {
  const bounds: Advisory["intervals"] = [{ introduced: "1.0.0", end: { kind: "fixed", version: "2.0.0" } }];
  const found = [
    { name: "@worm/bounds", advisory: advisory("MAL-1", { versions: [], intervals: bounds }) },
    { name: "../worm", advisory: advisory("MAL-2") },
    { name: "@worm/loose", advisory: advisory("MAL-3", { versions: ["1.0"] }) },
  ];

  expect(resolveCampaign(campaign, found)).toBe(campaign);
});
