import * as fc from "fast-check";
import { expect, test } from "vitest";
import { osvLikeJson } from "../test/osv-like-json.ts";
import { parseOsvRecord, type OsvRecord } from "./osv-record.ts";

function createJson(over: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id: "MAL-2030-1",
    modified: "2030-01-02T03:04:05Z",
    published: "2030-01-01T00:00:00Z",
    affected: [{ package: { ecosystem: "npm", name: "left" }, versions: ["1.0.0"] }],
    ...over,
  };
}

function readRecord(json: unknown): OsvRecord {
  const outcome = parseOsvRecord(json);
  if (outcome.kind !== "record") throw new Error(`not a record but ${outcome.kind}`);
  return outcome.record;
}

test("parseOsvRecord answers for any JSON and never throws", () => {
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), osvLikeJson), (json) => {
      expect(["record", "withdrawn", "ignored", "refused"]).toContain(parseOsvRecord(json).kind);
    }),
    { numRuns: 2000 },
  );
});

test("parseOsvRecord reads SEMVER and ECOSYSTEM ranges alike and leaves GIT ranges aside", () => {
  const events = [{ introduced: "0" }, { fixed: "1.2.3" }];
  const read = (type: string) =>
    parseOsvRecord(
      createJson({ affected: [{ package: { ecosystem: "npm", name: "a" }, ranges: [{ type, events }] }] }),
    );

  const [semver, ecosystem, git] = ["SEMVER", "ECOSYSTEM", "GIT"].map(read);

  expect(ecosystem).toEqual(semver);
  expect(git?.kind).toBe("refused");
});

test("parseOsvRecord joins a package that is split over several entries and drops other ecosystems", () => {
  const record = readRecord(
    createJson({
      affected: [
        { package: { ecosystem: "npm", name: "a" }, versions: ["1.0.0"] },
        { package: { ecosystem: "PyPI", name: "a" }, versions: ["7.0"] },
        { package: { ecosystem: "npm", name: "b" }, versions: ["2.0.0"] },
        { package: { ecosystem: "npm", name: "a" }, versions: ["1.0.1", "1.0.0"] },
      ],
    }),
  );

  expect(record.affected).toEqual([
    { name: "a", versions: ["1.0.0", "1.0.1"], intervals: [] },
    { name: "b", versions: ["2.0.0"], intervals: [] },
  ]);
});

test("parseOsvRecord ignores records without an npm package", () => {
  const json = createJson({ affected: [{ package: { ecosystem: "Go", name: "a" }, versions: ["1.0.0"] }] });

  expect(parseOsvRecord(json)).toEqual({ kind: "ignored", id: "MAL-2030-1" });
});

test("parseOsvRecord keeps names that npm refuses today", () => {
  for (const name of ["--no-audit", "-d3", "UPPER", "__proto__"]) {
    const json = createJson({ affected: [{ package: { ecosystem: "npm", name }, versions: ["1.0.0"] }] });

    expect(readRecord(json).affected[0]?.name).toBe(name);
  }
});

test("parseOsvRecord reads only what is affected: origins and indicators belong to other versions", () => {
  const record = readRecord(
    createJson({
      database_specific: { "malicious-packages-origins": [{ source: "ghsa-malware", versions: ["0.10.1"] }] },
    }),
  );

  expect(record.affected).toEqual([{ name: "left", versions: ["1.0.0"], intervals: [] }]);
  expect(record.reporters).toEqual(["github"]);
});

test("parseOsvRecord accepts origins that are null", () => {
  const record = readRecord(createJson({ database_specific: { "malicious-packages-origins": null } }));

  expect(record.reporters).toEqual(["ossf"]);
});

test("parseOsvRecord calls MAL records, CWE-506 and records with a MAL alias malware, and the rest vulnerabilities", () => {
  const gitHub = { id: "GHSA-2222-3333-4444" };
  const kinds = [
    createJson(),
    createJson({ ...gitHub, database_specific: { cwe_ids: ["CWE-506"], severity: "CRITICAL" } }),
    createJson({ ...gitHub, aliases: ["MAL-2030-7"] }),
    createJson({ id: "LWA-2030-0001", database_specific: { leitwacht: { category: "malware" } } }),
    createJson({ id: "LWA-2030-0001", database_specific: { leitwacht: { category: "research_poc" } } }),
    createJson({ ...gitHub, database_specific: { cwe_ids: ["CWE-79"], severity: "MODERATE" } }),
  ].map((json) => [readRecord(json).kind, readRecord(json).severity]);

  expect(kinds).toEqual([
    ["malware", undefined],
    ["malware", undefined],
    ["malware", undefined],
    ["malware", undefined],
    ["malware", undefined],
    ["vulnerability", "moderate"],
  ]);
});

test("parseOsvRecord leaves the severity open where the record gives none", () => {
  expect(readRecord(createJson({ id: "GHSA-2222-3333-4444" })).severity).toBeUndefined();
});

test("parseOsvRecord orders modified times finer than a millisecond and across notations", () => {
  const times = [
    "2030-01-01T00:00:00.123456788Z",
    "2030-01-01T01:00:00.123456789+01:00",
    "2030-01-01T00:00:00.2Z",
  ];

  const [first = 0n, second = 0n, third = 0n] = times.map(
    (modified) => readRecord(createJson({ modified })).modifiedAt,
  );

  expect(second - first).toBe(1n);
  expect(third).toBeGreaterThan(second);
});

test("parseOsvRecord answers withdrawn for a record that its source took back", () => {
  const outcome = parseOsvRecord(createJson({ withdrawn: "2030-02-01T00:00:00Z" }));

  expect(outcome).toMatchObject({ kind: "withdrawn", id: "MAL-2030-1" });
});

test("parseOsvRecord keeps the readable part of a record and names the rest", () => {
  const record = readRecord(
    createJson({
      affected: [
        {
          package: { ecosystem: "npm", name: "a" },
          versions: ["1.0.0"],
          ranges: [{ type: "SEMVER", events: [{ introduced: "whenever" }] }],
        },
      ],
    }),
  );

  expect(record.affected).toEqual([{ name: "a", versions: ["1.0.0"], intervals: [] }]);
  expect(record.problems).toEqual(["a version range is not readable"]);
});
