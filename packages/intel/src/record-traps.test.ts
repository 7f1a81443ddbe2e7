import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { silentLogger } from "@lockkeeper/core";
import { buildIndex } from "./build-index.ts";
import { catalogue } from "./catalogue.ts";
import { openIndex } from "./index-reader.ts";
import { createIntelligence, type Intelligence } from "./intelligence.ts";

// Traps that were found in real advisories, each with a record of our own; the order is that of the evaluation's notes.

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lockkeeper-traps-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

interface Sketch {
  readonly id: string;
  readonly name?: string;
  readonly versions?: readonly string[];
  /** Events of one range each, such as `[{ introduced: "0" }]`. */
  readonly ranges?: readonly (readonly object[])[];
  readonly modified?: string;
  readonly more?: object;
  /** The database's own members beside the ranges. */
  readonly ofEntry?: object;
}

function createRecord(sketch: Sketch): object {
  const {
    id,
    name = "left",
    versions,
    ranges,
    modified = "2030-01-01T00:00:00Z",
    more = {},
    ofEntry,
  } = sketch;
  const entry = {
    package: { ecosystem: "npm", name },
    ...(versions === undefined ? {} : { versions }),
    ...(ranges === undefined ? {} : { ranges: ranges.map((events) => ({ type: "SEMVER", events })) }),
    ...(ofEntry === undefined ? {} : { database_specific: ofEntry }),
  };
  return { id, modified, published: "2029-12-31T00:00:00Z", affected: [entry], ...more };
}

async function read(...lines: readonly (object | string)[]): Promise<Intelligence> {
  const path = join(folder, "records.jsonl");
  const out = join(folder, "index.lki");
  const texts = lines.map((line) => (typeof line === "string" ? line : JSON.stringify(line)));
  await writeFile(path, texts.join("\n"));
  const source = { name: "osv", path };
  await buildIndex({ sources: [source], out, clock: { now: () => 1_900_000_000_000 }, logger: silentLogger });
  return createIntelligence({ index: await openIndex(out), catalogue: [] });
}

function affected(intelligence: Intelligence, versions: readonly string[], name = "left"): readonly string[] {
  return versions.filter((version) => intelligence.match(name, version).length > 0);
}

const openFromStart = [{ introduced: "0" }];

test("1: a MAL record of bounded versions condemns those and not the name", async () => {
  const intelligence = await read(
    createRecord({ id: "MAL-2030-1", ranges: [[{ introduced: "1.0.0" }, { fixed: "1.2.11" }]] }),
    createRecord({ id: "MAL-2030-2", versions: ["4.4.2"] }),
  );

  const found = affected(intelligence, ["0.9.0", "1.0.0", "1.2.10", "1.2.11", "4.4.1", "4.4.2", "4.4.3"]);

  expect(found).toEqual(["1.0.0", "1.2.10", "4.4.2"]);
});

test("2: one source that condemns every version next to exact ones is told apart from both", async () => {
  const exact = [{ introduced: "4.1.1" }, { last_affected: "4.1.2" }];
  const intelligence = await read(createRecord({ id: "MAL-2030-1", ranges: [openFromStart, exact] }));

  const [named] = intelligence.match("left", "4.1.2");
  const [other] = intelligence.match("left", "3.0.0");

  expect(named).toMatchObject({ extent: "range" });
  expect(other).toMatchObject({ extent: "every-version", isSingleSource: true });
});

test("2: an open end after some version names no version more closely where all are condemned", async () => {
  const intelligence = await read(
    createRecord({ id: "MAL-2030-1", ranges: [openFromStart, [{ introduced: "9.9.1" }]] }),
  );

  const extents = ["1.0.0", "9.9.1", "99.0.0"].map(
    (version) => intelligence.match("left", version)[0]?.extent,
  );

  expect(extents).toEqual(["every-version", "every-version", "every-version"]);
});

test("3: a withdrawn record condemns nothing, in whatever state the same record came before", async () => {
  const standing = createRecord({ id: "MAL-2030-1", ranges: [openFromStart] });
  const withdrawn = createRecord({
    id: "MAL-2030-1",
    ranges: [openFromStart],
    modified: "2030-01-02T00:00:00Z",
    more: { withdrawn: "2030-01-02T00:00:00Z" },
  });

  const intelligence = await read(withdrawn, standing, createRecord({ id: "MAL-2030-2", name: "other" }));

  expect(affected(intelligence, ["1.0.0"])).toEqual([]);
});

test("4: a GitHub advisory of embedded malicious code is malware without a MAL record", async () => {
  const intelligence = await read(
    createRecord({
      id: "GHSA-2222-3333-4444",
      versions: ["2.0.3"],
      more: { database_specific: { cwe_ids: ["CWE-506"], severity: "CRITICAL" } },
    }),
  );

  expect(intelligence.match("left", "2.0.3")).toMatchObject([{ kind: "malware", severity: undefined }]);
});

test("5: a record that is no JSON is left out, alone", async () => {
  const intelligence = await read(
    createRecord({ id: "MAL-2030-1", versions: ["1.0.0"] }),
    '{"id":"MAL-2030-2","affected":[],}',
    createRecord({ id: "MAL-2030-3", versions: ["2.0.0"] }),
  );

  expect(affected(intelligence, ["1.0.0", "2.0.0"])).toEqual(["1.0.0", "2.0.0"]);
});

test("6: an integrity that outlived a correction does not condemn the version that was removed", async () => {
  const intelligence = await read(
    createRecord({
      id: "MAL-2030-1",
      versions: ["1.168.0"],
      more: {
        database_specific: {
          indicators: {
            package_integrity: [
              { version: "1.167.0", hash: "sha512-AAAA" },
              { version: "1.168.0", hash: "sha512-BBBB" },
            ],
          },
        },
      },
    }),
  );

  expect(affected(intelligence, ["1.167.0", "1.168.0"])).toEqual(["1.168.0"]);
});

test("7: versions and ranges among the origins of a record are another package's", async () => {
  const origin = { source: "ghsa-malware", versions: ["0.10.1"], ranges: [{ events: openFromStart }] };
  const intelligence = await read(
    createRecord({
      id: "MAL-2030-1",
      versions: ["1.0.0"],
      more: { database_specific: { "malicious-packages-origins": [origin] } },
    }),
  );

  expect(affected(intelligence, ["0.10.1", "1.0.0", "2.0.0"])).toEqual(["1.0.0"]);
});

test("8: a provenance that was valid takes no version out of a record", async () => {
  const intelligence = await read(
    createRecord({
      id: "MAL-2030-1",
      versions: ["6.0.0"],
      more: { database_specific: { provenance: { verified: true }, attestations: ["slsa"] } },
    }),
  );

  expect(intelligence.match("left", "6.0.0")).toMatchObject([{ kind: "malware", extent: "version" }]);
});

test("9: a fix that was never published ends the affected versions and is itself no version in need", async () => {
  const intelligence = await read(
    createRecord({
      id: "GHSA-2222-3333-4444",
      ranges: [[...openFromStart, { fixed: "0.19.3" }]],
      more: {
        details: "All versions up to and including 0.20.2 are affected.",
        database_specific: { last_known_affected_version_range: "<= 0.18.5" },
      },
    }),
  );

  expect(affected(intelligence, ["0.18.5", "0.19.2", "0.19.3", "0.20.0"])).toEqual(["0.18.5", "0.19.2"]);
  expect(intelligence.fixesInUse("left", "0.20.0", () => ["0.18.5"])).toEqual([]);
});

test("an open range of a flaw ends where GitHub says beside it, but not one of malware", async () => {
  const told = (range: string): object => ({ last_known_affected_version_range: range });
  const intelligence = await read(
    createRecord({
      id: "GHSA-2222-3333-4444",
      ranges: [[{ introduced: "2.1.0" }]],
      ofEntry: told("< 2.1.3"),
    }),
    createRecord({
      id: "GHSA-2222-3333-5555",
      name: "right",
      ranges: [[{ introduced: "0" }]],
      ofEntry: told("<= 2.1.3"),
    }),
    createRecord({
      id: "MAL-2030-1",
      name: "bad",
      ranges: [[{ introduced: "0" }]],
      ofEntry: told("<= 2.1.3"),
    }),
  );
  const versions = ["2.1.2", "2.1.3", "3.0.0"];

  expect(affected(intelligence, versions)).toEqual(["2.1.2"]);
  expect(affected(intelligence, versions, "right")).toEqual(["2.1.2", "2.1.3"]);
  expect(affected(intelligence, versions, "bad")).toEqual(versions);
});

test("10: names that look like options or are invalid today are names like any other", async () => {
  const names = [
    "--no-audit",
    "--legacy-peer-deps",
    "-d3-ushape",
    "UPPER",
    ".dot",
    "with space",
    "__proto__",
  ];
  const intelligence = await read(
    ...names.map((name, index) => createRecord({ id: `MAL-2030-${index}`, name, versions: ["1.0.0"] })),
  );

  const found = names.filter((name) => affected(intelligence, ["1.0.0"], name).length === 1);

  expect(found).toEqual(names);
});

test("11: a record that condemns every version and lists one says of each version how it is meant", async () => {
  const intelligence = await read(
    createRecord({ id: "MAL-2030-1", ranges: [openFromStart], versions: ["6.2.5"] }),
  );

  const extents = ["6.2.5", "6.2.4"].map((version) => intelligence.match("left", version)[0]?.extent);

  expect(extents).toEqual(["version", "every-version"]);
});

test("12: the newer of two states wins by its instant, not by its text", async () => {
  const states = [
    ["2030-01-01T01:00:00.9+02:00", "2030-01-01T00:00:00Z"],
    ["2030-01-01T00:00:00.99Z", "2030-01-01T00:00:00.990000001Z"],
    ["2030-01-01T00:00:00Z", "2030-01-01T00:00:00.000001Z"],
  ] as const;

  for (const [older, newer] of states) {
    const intelligence = await read(
      createRecord({ id: "MAL-2030-1", versions: ["2.0.0"], modified: newer }),
      createRecord({ id: "MAL-2030-1", versions: ["1.0.0"], modified: older }),
    );

    expect(affected(intelligence, ["1.0.0", "2.0.0"]), newer).toEqual(["2.0.0"]);
  }
});

test("14: records of several databases about one matter are one match, and a withdrawn duplicate takes nothing with it", async () => {
  const intelligence = await read(
    createRecord({ id: "LWA-2030-0001", versions: ["1.0.0"], more: { aliases: ["MAL-2030-1"] } }),
    createRecord({ id: "MAL-2030-1", versions: ["1.0.0"], more: { aliases: ["GHSA-2222-3333-4444"] } }),
    createRecord({ id: "GHSA-2222-3333-4444", versions: ["1.0.0"] }),
    createRecord({
      id: "GHSA-5555-6666-7777",
      modified: "2031-01-01T00:00:00Z",
      more: { aliases: ["MAL-2030-1"], withdrawn: "2031-01-01T00:00:00Z" },
    }),
  );

  const matches = intelligence.match("left", "1.0.0");

  expect(matches).toMatchObject([
    {
      id: "MAL-2030-1",
      aliases: expect.arrayContaining(["LWA-2030-0001", "GHSA-2222-3333-4444"]) as string[],
    },
  ]);
});

test("the catalogue names the famous attacks that no malware record covers", () => {
  const intelligence = createIntelligence({ index: undefined, catalogue });
  const specs = [
    ["event-stream", "3.3.6"],
    ["ua-parser-js", "0.7.29"],
    ["xrpl", "4.2.1"],
    ["eslint-scope", "3.7.2"],
    ["coa", "2.0.3"],
    ["rc", "1.2.9"],
  ] as const;

  const missed = specs.filter(([name, version]) => intelligence.match(name, version).length === 0);

  expect(missed).toEqual([]);
});
