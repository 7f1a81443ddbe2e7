import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Advisory } from "./advisory.ts";
import type { Campaign } from "./campaign.ts";
import type { CampaignRecordsDocument } from "./campaign-records.ts";
import { findAdvisories, findAdvisoriesById, findAdvisoriesOfAll } from "./find-advisories.ts";
import { openIndex, type IntelIndex } from "./index-reader.ts";
import { encodeIndex } from "./index-writer.ts";
import { parseCampaign } from "./parse-campaign.ts";

let folder: string;
let index: IntelIndex;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lockkeeper-find-"));
  const path = join(folder, "test.idx");
  const advisories = new Map<string, readonly Advisory[]>([
    ["@worm/one", [advisory("MAL-2030-1", {})]],
    ["@worm/two", [advisory("MAL-2030-2", { reportedAt: Date.parse("2029-12-31T23:59:59Z") })]],
    ["@worm/three", [advisory("GHSA-3", { kind: "vulnerability" })]],
    ["@wormy/one", [advisory("MAL-2030-4", {})]],
    [
      "left",
      [advisory("MAL-2030-5", { aliases: ["GHSA-left"] }), advisory("MAL-2030-6", { reportedAt: undefined })],
    ],
    ["spam", [advisory("MAL-2030-7", { versions: [], intervals: everyVersion, reporters: ["inspector"] })]],
    ["single", [advisory("MAL-2030-8", { reporters: ["inspector"] })]],
  ]);
  const sources = [{ name: "osv", records: 8 }];
  await writeFile(path, encodeIndex({ builtAt: 5, sources, recordCount: 8, advisories }));
  index = await openIndex(path);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const everyVersion: Advisory["intervals"] = [{ introduced: undefined, end: { kind: "open" } }];

function advisory(id: string, over: Partial<Advisory>): Advisory {
  return {
    id,
    aliases: [],
    kind: "malware",
    severity: undefined,
    reportedAt: Date.parse("2030-01-02T12:00:00Z"),
    source: "osv",
    reporters: ["ossf"],
    versions: ["1.0.0"],
    intervals: [],
    ...over,
  };
}

type Named = Omit<CampaignRecordsDocument, "reportedFrom" | "reportedUntil">;

function worm(id: string, records: Named): Campaign {
  return parseCampaign({
    id,
    title: "worm",
    packages: [],
    records: { ...records, reportedFrom: "2030-01-01", reportedUntil: "2030-01-02" },
    sources: ["a report"],
    notes: "Made for tests.",
  });
}

function idsOf(named: Named): readonly string[] {
  const { records } = worm("worm-2030", named);
  return records === undefined ? [] : findAdvisories(index, records).map((each) => each.advisory.id);
}

test("findAdvisoriesOfAll finds for many campaigns what findAdvisories finds for each", () => {
  const campaigns = [
    worm("worm-2030", { scopes: ["@worm"] }),
    worm("other-2030", { ids: ["GHSA-3"], reporters: ["inspector"] }),
    worm("left-2030", { names: ["left", "@worm/one"] }),
    worm("none-2030", { names: ["nothing"] }),
  ];

  const found = findAdvisoriesOfAll(index, campaigns);

  for (const { id, records } of campaigns) {
    expect(found.get(id) ?? [], id).toEqual(records === undefined ? [] : findAdvisories(index, records));
  }
  expect([...found.keys()].toSorted()).toEqual(["left-2030", "other-2030", "worm-2030"]);
});

describe("findAdvisories", () => {
  test("takes malware of the named scopes that was reported within the window, to its last instant", () => {
    expect(idsOf({ scopes: ["@worm"] })).toEqual(["MAL-2030-1"]);
  });

  test("takes malware of the named packages, but none without a time", () => {
    expect(idsOf({ names: ["left"] })).toEqual(["MAL-2030-5"]);
  });

  test("takes what has one of the ids whatever its time, kind and spelling", () => {
    expect(idsOf({ ids: ["GHSA-3"], names: ["nothing"] })).toEqual(["GHSA-3"]);
    expect(findAdvisoriesById(index, ["ghsa-LEFT"]).map(({ name }) => name)).toEqual(["left"]);
  });

  test("takes of a reporter only what it said of whole packages", () => {
    expect(idsOf({ reporters: ["inspector"] })).toEqual(["MAL-2030-7"]);
  });
});
