import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Advisory } from "./advisory.ts";
import type { Campaign } from "./campaign.ts";
import { parseCampaign } from "./parse-campaign.ts";
import { openIndex, type IntelIndex } from "./index-reader.ts";
import { encodeIndex } from "./index-writer.ts";
import { createIntelligence } from "./intelligence.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lockkeeper-intel-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function createIndex(advisories: Readonly<Record<string, readonly Advisory[]>>): Promise<IntelIndex> {
  const path = join(folder, "test.idx");
  const byName = new Map(Object.entries(advisories));
  await writeFile(
    path,
    encodeIndex({ builtAt: 5, sources: [{ name: "osv", records: 1 }], recordCount: 1, advisories: byName }),
  );
  return openIndex(path);
}

function createAdvisory(over: Partial<Advisory>): Advisory {
  return {
    id: "MAL-2030-1",
    aliases: [],
    kind: "malware",
    severity: undefined,
    reportedAt: Date.parse("2030-01-02T00:00:00Z"),
    source: "osv",
    reporters: ["ossf"],
    versions: ["1.0.0"],
    intervals: [],
    ...over,
  };
}

function createVulnerability(over: Partial<Advisory> = {}): Advisory {
  return createAdvisory({
    id: "GHSA-2222-3333-4444",
    kind: "vulnerability",
    severity: "high",
    reporters: ["github"],
    versions: [],
    intervals: [{ introduced: undefined, end: { kind: "fixed", version: "2.0.0" } }],
    ...over,
  });
}

const campaign: Campaign = parseCampaign({
  id: "left-2030",
  title: "left",
  packages: [
    { name: "left", versions: ["1.0.0"], firstReportedAt: "2030-01-03", aliases: ["MAL-2030-1"] },
    { name: "decoy", versions: "all", firstReportedAt: "2030-01-01T02:00:00Z" },
  ],
  sources: ["a report"],
  notes: "Made for tests.",
});

test("Intelligence.match joins catalogue, MAL and GHSA of one matter into one match that the catalogue leads", async () => {
  const index = await createIndex({
    left: [
      createVulnerability({ id: "GHSA-9999-9999-9999", kind: "malware", versions: ["1.0.0"], intervals: [] }),
      createAdvisory({ aliases: ["GHSA-9999-9999-9999"] }),
    ],
  });
  const intelligence = createIntelligence({ index, catalogue: [campaign] });

  const matches = intelligence.match("left", "1.0.0");

  expect(matches).toEqual([
    {
      id: "left-2030",
      kind: "malware",
      severity: undefined,
      summary: "Malicious code in left 1.0.0",
      source: "catalogue",
      aliases: ["MAL-2030-1", "GHSA-9999-9999-9999"],
      reportedAt: Date.parse("2030-01-02T00:00:00Z"),
      extent: "version",
      isSingleSource: false,
    },
  ]);
});

test("Intelligence.match keeps different matters apart", async () => {
  const index = await createIndex({ left: [createVulnerability(), createAdvisory({})] });

  const kinds = createIntelligence({ index, catalogue: [] })
    .match("left", "1.0.0")
    .map((match) => match.kind);

  expect(kinds).toEqual(["vulnerability", "malware"]);
});

test("Intelligence.match tells two records apart exactly when no id and no alias joins them", async () => {
  const ids = ["MAL-2030-1", "MAL-2030-2", "GHSA-2222-3333-4444", "CVE-2030-1"];
  const record = fc.record({
    id: fc.constantFrom(...ids),
    aliases: fc.uniqueArray(fc.constantFrom(...ids), { maxLength: 3 }),
  });

  await fc.assert(
    fc.asyncProperty(record, record, async (left, right) => {
      const index = await createIndex({ left: [createAdvisory(left), createAdvisory(right)] });

      const matches = createIntelligence({ index, catalogue: [] }).match("left", "1.0.0");

      const isJoined = [left.id, ...left.aliases].some((id) => [right.id, ...right.aliases].includes(id));
      expect(matches).toHaveLength(isJoined ? 1 : 2);
    }),
  );
});

test("Intelligence.match calls a single record that condemns every version single-source, whoever it lists", async () => {
  const everything = { versions: [], intervals: [{ introduced: undefined, end: { kind: "open" as const } }] };
  const index = await createIndex({
    left: [createAdvisory({ ...everything, reporters: ["github", "other"] })],
  });

  const [match] = createIntelligence({ index, catalogue: [] }).match("left", "7.0.0");

  expect(match).toMatchObject({ extent: "every-version", isSingleSource: true });
});

test("Intelligence.match works without an index, also for names that objects inherit", () => {
  const intelligence = createIntelligence({ index: undefined, catalogue: [campaign] });

  expect(intelligence.match("decoy", "77.0.0")).toMatchObject([{ id: "left-2030", extent: "every-version" }]);
  expect(intelligence.match("left", "1.0.1")).toEqual([]);
  expect(intelligence.match("__proto__", "1.0.0")).toEqual([]);
  expect(intelligence.match("constructor", "1.0.0")).toEqual([]);
});

test("createIntelligence hides what was first reported after knownBy, and takes a bare day as known at its end", async () => {
  const index = await createIndex({
    left: [createAdvisory({})],
    right: [createAdvisory({ reportedAt: undefined })],
  });
  const idsAt = (time: string, name: string): readonly string[] =>
    createIntelligence({ index, catalogue: [campaign], knownBy: Date.parse(time) })
      .match(name, "1.0.0")
      .map(({ id }) => id);

  expect(idsAt("2030-01-01T01:59:59Z", "decoy")).toEqual([]);
  expect(idsAt("2030-01-01T02:00:00Z", "decoy")).toEqual(["left-2030"]);
  expect(idsAt("2030-01-01T23:59:59Z", "left")).toEqual([]);
  expect(idsAt("2030-01-03T12:00:00Z", "left")).toEqual(["MAL-2030-1"]);
  expect(idsAt("2030-01-04T00:00:00Z", "left")).toEqual(["left-2030"]);
  expect(idsAt("2035-01-01T00:00:00Z", "right")).toEqual([]);
});

test("Intelligence.fixesInUse names advisories only for the named fix of a version in use", async () => {
  const index = await createIndex({ left: [createVulnerability()] });
  const intelligence = createIntelligence({ index, catalogue: [] });

  expect(intelligence.fixesInUse("left", "2.0.0", () => ["1.4.0"])).toEqual(["GHSA-2222-3333-4444"]);
  expect(intelligence.fixesInUse("left", "2.0.0", () => ["2.0.0"])).toEqual([]);
  expect(intelligence.fixesInUse("left", "2.0.0", () => [])).toEqual([]);
  expect(intelligence.fixesInUse("left", "2.0.1", () => ["1.4.0"])).toEqual([]);
  expect(intelligence.fixesInUse("left", "1.9.0", () => ["1.4.0"])).toEqual([]);
});

test("Intelligence.fixesInUse does not count advisories that nobody knew yet", async () => {
  const index = await createIndex({ left: [createVulnerability()] });
  const knownBy = Date.parse("2030-01-01T00:00:00Z");

  expect(
    createIntelligence({ index, catalogue: [], knownBy }).fixesInUse("left", "2.0.0", () => ["1.4.0"]),
  ).toEqual([]);
});

test("Intelligence.revision changes with the index, the catalogue and knownBy, and with nothing else", async () => {
  const first = await createIndex({ left: [createAdvisory({})] });
  const second = await createIndex({ left: [createAdvisory({ id: "MAL-2030-2" })] });
  const revision = (
    index: IntelIndex | undefined,
    catalogue: readonly Campaign[],
    knownBy?: number,
  ): string => createIntelligence({ index, catalogue, knownBy }).revision;

  const revisions = [
    revision(first, [campaign]),
    revision(second, [campaign]),
    revision(undefined, [campaign]),
    revision(first, []),
    revision(first, [campaign], 7),
  ];

  expect(new Set(revisions).size).toBe(revisions.length);
  expect(revision(first, [campaign])).toBe(revisions[0]);
});

test("Intelligence.auditAnswer speaks npm's bulk format", async () => {
  const index = await createIndex({
    left: [createVulnerability(), createAdvisory({ aliases: ["GHSA-5555-5555-5555"] })],
    right: [createVulnerability()],
  });
  const intelligence = createIntelligence({ index, catalogue: [] });

  const answer = intelligence.auditAnswer(
    new Map([
      ["left", ["1.0.0", "1.1.0", "9.9.9"]],
      ["right", ["2.0.0"]],
      ["unknown", ["1.0.0"]],
    ]),
  );

  expect(Object.keys(answer)).toEqual(["left"]);
  expect(answer["left"]).toEqual([
    {
      id: expect.any(Number) as number,
      url: "https://github.com/advisories/GHSA-2222-3333-4444",
      title: "Known vulnerability in left",
      severity: "high",
      vulnerable_versions: "<2.0.0",
      cwe: [],
      cvss: { score: 0, vectorString: null },
    },
    {
      id: expect.any(Number) as number,
      url: "https://github.com/advisories/GHSA-5555-5555-5555",
      title: "Malicious code in left",
      severity: "critical",
      vulnerable_versions: "=1.0.0",
      cwe: ["CWE-506"],
      cvss: { score: 0, vectorString: null },
    },
  ]);
});

test("Intelligence.auditAnswer gives one entry for a matter whose records name different versions", async () => {
  const index = await createIndex({ left: [createAdvisory({ versions: ["1.0.0", "1.0.1"] })] });

  const answer = createIntelligence({ index, catalogue: [campaign] }).auditAnswer(
    new Map([["left", ["1.0.1", "1.0.0"]]]),
  );

  expect(answer["left"]).toMatchObject([
    { title: "Malicious code in left", vulnerable_versions: "=1.0.0 || =1.0.1" },
  ]);
});

test("Intelligence.match takes the worst severity that the records of one matter state", async () => {
  const index = await createIndex({
    left: [
      createVulnerability({ severity: undefined, aliases: ["CVE-2030-1000"] }),
      createVulnerability({ id: "GHSA-5555-5555-5555", severity: "critical", aliases: ["CVE-2030-1000"] }),
    ],
  });

  const matches = createIntelligence({ index, catalogue: [] }).match("left", "1.0.0");

  expect(matches).toMatchObject([{ id: "GHSA-2222-3333-4444", severity: "critical" }]);
});

test("Intelligence.auditAnswer holds a package called __proto__ like any other", async () => {
  const index = await createIndex(JSON.parse('{"__proto__":[]}') as Record<string, Advisory[]>);
  const proto = parseCampaign({
    id: "proto-2030",
    title: "proto",
    packages: [{ name: "__proto__", versions: ["1.0.0"], firstReportedAt: "2030-01-01" }],
    sources: ["a report"],
    notes: "Made for tests.",
  });

  const answer = createIntelligence({ index, catalogue: [proto] }).auditAnswer(
    new Map([["__proto__", ["1.0.0"]]]),
  );

  expect(JSON.stringify(answer)).toContain('"__proto__":[{"id":');
});

test("Intelligence.describe states what it is made of", async () => {
  const index = await createIndex({ left: [createAdvisory({})] });

  const state = createIntelligence({ index, catalogue: [campaign] }).describe();

  expect(state).toMatchObject({ campaigns: 1, knownBy: undefined, index: { builtAt: 5, nameCount: 1 } });
});
