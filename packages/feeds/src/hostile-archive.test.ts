import { expect, test } from "vitest";
import { createZip } from "../../intel/test/create-zip.ts";
import { createRecord } from "../test/fake-feed.ts";
import { openFeedBench, osvSource } from "../test/feed-bench.ts";

function textOf(id: string, over: object = {}): string {
  return JSON.stringify({ ...createRecord({ id, name: id.toLowerCase() }), ...over });
}

function affecting(name: string, over: object): object {
  return { affected: [{ package: { ecosystem: "npm", name }, ...over }] };
}

test("updateFeeds takes the good records out of an archive full of bad ones, and writes nothing beside them", async () => {
  const bench = await openFeedBench();
  bench.feed.records = [{ id: "GOOD-1", name: "good-1" }];
  const padded = `${textOf("BOMB-1")}${" ".repeat(2_000_000)}`;
  const members = [
    { name: "../../../escape.json", content: textOf("PATH-1") },
    { name: "C:\\windows\\evil.json", content: textOf("PATH-2") },
    { name: "BOMB-1.json", content: padded, claimedSize: 100 },
    { name: "HUGE-1.json", content: textOf("HUGE-1"), claimedSize: 4_000_000_000 },
    { name: "DEEP-1.json", content: `${'{"a":['.repeat(50_000)}${"]}".repeat(50_000)}` },
    { name: "PROTO-1.json", content: `{"__proto__":{"withdrawn":"x"},${textOf("PROTO-1").slice(1)}` },
    { name: "PROTO-2.json", content: textOf("PROTO-2", affecting("__proto__", { versions: ["1.0.0"] })) },
    { name: "OTHER-1.json", content: JSON.stringify(createRecord({ id: "OTHER-1", ecosystem: "PyPI" })) },
    {
      name: "RANGE-1.json",
      content: textOf(
        "RANGE-1",
        affecting("range-1", { ranges: [{ type: "SEMVER", events: [{ introduced: {} }, 7] }] }),
      ),
    },
    { name: "ID-1.json", content: textOf("../id") },
    { name: "NULL-1.json", content: "null" },
    { name: "GOOD-1.json", content: textOf("GOOD-1") },
  ];
  bench.feed.files.set("npm/all.zip", createZip(members));

  const report = await bench.update([osvSource(bench)]);

  expect(report.sources).toMatchObject([{ outcome: "updated", records: 5, unreadable: 6 }]);
  expect(
    await bench.condemned(["path-1", "path-2", "proto-1", "__proto__", "good-1", "other-1", "range-1"]),
  ).toEqual(["path-1", "path-2", "proto-1", "__proto__", "good-1"]);
  expect(({} as Record<string, unknown>)["withdrawn"]).toBeUndefined();
});

test("updateFeeds refuses an archive whose list of files is endless or nonsense, and goes on with what it had", async () => {
  const bench = await openFeedBench();
  bench.feed.records = [{ id: "GOOD-1", name: "good-1" }];
  await bench.update([osvSource(bench)]);
  const zip = createZip([{ name: "GOOD-1.json", content: textOf("GOOD-1") }]);
  const claims = Buffer.from(zip);
  // The end of the archive claims 65,534 files, of which there is one.
  claims.writeUInt16LE(65_534, claims.length - 12);
  claims.writeUInt16LE(65_534, claims.length - 14);
  bench.feed.files.set("npm/all.zip", claims);

  const report = await bench.update([osvSource(bench)], { isFull: true });

  expect(report.sources).toMatchObject([{ outcome: "refused", error: { code: "FEEDS_BAD_ARCHIVE" } }]);
  expect(await bench.condemned(["good-1"])).toEqual(["good-1"]);
});
