import { describe, expect, test } from "vitest";
import { createZip } from "../../intel/test/create-zip.ts";
import { createRecord, createRecords, fresh } from "../test/fake-feed.ts";
import { openFeedBench, osvSource, outcomesOf } from "../test/feed-bench.ts";

describe("updateFeeds on a database in OSV's layout", () => {
  test("fetches everything the first time and only what has changed from then on", async () => {
    const bench = await openFeedBench();
    bench.feed.records = createRecords(50);

    const first = await bench.update([osvSource(bench)]);
    const whole = bench.feed.requests.splice(0);
    bench.feed.records = [...bench.feed.records, fresh];
    const second = await bench.update([osvSource(bench)]);

    expect(first.sources).toMatchObject([
      { outcome: "updated", how: "everything", records: 50, malware: 50 },
    ]);
    expect(whole).toEqual(["npm/modified_id.csv 200", "npm/all.zip 200"]);
    expect(second.sources).toMatchObject([{ outcome: "updated", how: "changes", records: 51 }]);
    expect(bench.feed.requests).toEqual(["npm/modified_id.csv 200", "npm/MAL-2030-900.json 200"]);
    expect(await bench.condemned(["package-1", "fresh", "other"])).toEqual(["package-1", "fresh"]);
  });

  test("asks for the list alone when nothing has changed, and builds nothing", async () => {
    const bench = await openFeedBench();
    bench.feed.records = createRecords(3);
    await bench.update([osvSource(bench)]);
    bench.feed.requests.splice(0);
    bench.now += 1000;

    const again = await bench.update([osvSource(bench)]);

    expect(again).toMatchObject({ sources: [{ outcome: "unchanged", records: 3 }], index: undefined });
    expect(bench.feed.requests).toEqual(["npm/modified_id.csv 304"]);
    expect((await bench.state()).sources[0]?.checkedAt).toBe(bench.now);
  });

  test("follows a withdrawal, a correction, and a record that no longer speaks of npm", async () => {
    const bench = await openFeedBench();
    bench.feed.records = createRecords(20);
    await bench.update([osvSource(bench)]);
    const modified = "2030-03-01T00:00:00Z";
    bench.feed.records = [
      ...bench.feed.records.slice(3),
      { id: "MAL-2030-1", name: "package-1", modified, withdrawn: modified },
      { id: "MAL-2030-2", name: "package-2", modified, versions: ["2.0.0"] },
      { id: "MAL-2030-3", name: "package-3", modified, ecosystem: "PyPI" },
    ];

    const report = await bench.update([osvSource(bench)]);

    expect(report.sources).toMatchObject([{ how: "changes", records: 18, withdrawn: 1 }]);
    expect(await bench.condemned(["package-1", "package-2", "package-3", "package-4"])).toEqual([
      "package-4",
    ]);
  });

  test("completes an archive that lacks records which the list names", async () => {
    const bench = await openFeedBench();
    bench.feed.records = [...createRecords(5), fresh];
    bench.feed.notInArchive.add(fresh.id);

    const report = await bench.update([osvSource(bench)]);

    expect(report.sources).toMatchObject([{ how: "everything", records: 6 }]);
    expect(await bench.condemned(["fresh"])).toEqual(["fresh"]);
  });

  test("fetches everything again when the list does not reach back to the last time", async () => {
    const bench = await openFeedBench();
    bench.feed.records = createRecords(5);
    await bench.update([osvSource(bench)]);
    bench.feed.requests.splice(0);
    bench.feed.records = [...bench.feed.records, fresh];
    bench.feed.files.set("npm/modified_id.csv", "2030-04-01T00:00:00Z,MAL-2030-900\n");

    const report = await bench.update([osvSource(bench)]);

    expect(report.sources).toMatchObject([{ outcome: "updated", how: "everything", records: 6 }]);
    expect(bench.feed.requests).toContain("npm/all.zip 200");
  });

  test("fetches everything again after a week, so that deleted records vanish", async () => {
    const bench = await openFeedBench();
    bench.feed.records = createRecords(5);
    await bench.update([osvSource(bench)]);
    bench.feed.records = bench.feed.records.slice(0, 4);
    bench.feed.records = [...bench.feed.records, { ...fresh, id: "MAL-2030-901", name: "later" }];
    bench.now += 8 * 86_400_000;

    const report = await bench.update([osvSource(bench)]);

    expect(report.sources).toMatchObject([{ how: "everything", records: 5 }]);
    expect(await bench.condemned(["package-5", "later"])).toEqual(["later"]);
  });

  test("keeps the last good state of a record that is no JSON, names it, and asks for it again", async () => {
    const bench = await openFeedBench();
    bench.feed.records = createRecords(5);
    await bench.update([osvSource(bench)]);
    bench.feed.records = [
      ...bench.feed.records.slice(1),
      { id: "MAL-2030-1", name: "package-1", modified: "2030-03-01T00:00:00Z", versions: ["1.0.0", "2.0.0"] },
    ];
    bench.feed.files.set("npm/MAL-2030-1.json", '{"id":"MAL-2030-1","affected":[],}');

    const broken = await bench.update([osvSource(bench)]);
    const kept = await bench.condemned(["package-1"]);
    const { pending } = (await bench.state()).sources[0] ?? {};
    bench.feed.files.clear();
    const mended = await bench.update([osvSource(bench)]);

    expect(broken.sources).toMatchObject([
      { records: 5, unreadable: 1, firstUnreadable: [{ id: "MAL-2030-1", isKept: true }] },
    ]);
    expect(kept).toEqual(["package-1"]);
    expect(pending).toEqual(["MAL-2030-1"]);
    expect(mended.sources).toMatchObject([{ outcome: "updated", unreadable: 0 }]);
    expect((await bench.state()).sources[0]).toMatchObject({ pending: [], refused: 0 });
  });

  test("takes a bad record of the archive out of nobody's way, and keeps what was known of it", async () => {
    const bench = await openFeedBench();
    bench.feed.records = createRecords(5);
    await bench.update([osvSource(bench)]);
    const members = [...createRecords(5).slice(1), { ...fresh, id: "MAL-2030-6", name: "package-6" }].map(
      (record) => ({
        name: `${record.id}.json`,
        content: JSON.stringify(createRecord(record)),
      }),
    );
    bench.feed.files.set(
      "npm/all.zip",
      createZip([{ name: "MAL-2030-1.json", content: '{"id":,}' }, ...members]),
    );

    const report = await bench.update([osvSource(bench)], { isFull: true });

    expect(report.sources).toMatchObject([{ how: "everything", records: 6, unreadable: 1 }]);
    expect(await bench.condemned(["package-1", "package-6"])).toEqual(["package-1", "package-6"]);
  });

  test("asks again the next time for single records that could not be had", async () => {
    const bench = await openFeedBench();
    bench.feed.records = createRecords(5);
    await bench.update([osvSource(bench)]);
    bench.feed.records = [...bench.feed.records, fresh, { ...fresh, id: "MAL-2030-901", name: "later" }];
    bench.feed.faults.set("npm/MAL-2030-900.json", { kind: "status", status: 503 });

    const partly = await bench.update([osvSource(bench)]);
    bench.feed.faults.clear();
    const wholly = await bench.update([osvSource(bench)]);

    expect(partly.sources).toMatchObject([{ outcome: "updated", records: 6 }]);
    expect(wholly.sources).toMatchObject([{ outcome: "updated", records: 7 }]);
    expect(bench.lines.map(({ code }) => code)).toContain("FEEDS_RECORDS_PENDING");
  });

  test("reads a mirror that serves the archive alone", async () => {
    const bench = await openFeedBench();
    bench.feed.records = createRecords(5);
    bench.feed.faults.set("npm/modified_id.csv", { kind: "status", status: 404 });

    const first = await bench.update([osvSource(bench)]);
    const second = await bench.update([osvSource(bench)]);

    expect(outcomesOf(first)).toEqual([["updated", undefined]]);
    expect(outcomesOf(second)).toEqual([["unchanged", undefined]]);
    expect(bench.feed.requests.at(-1)).toBe("npm/all.zip 304");
  });

  test("does not take a list for older that only starts with an older record", async () => {
    const bench = await openFeedBench();
    bench.feed.records = createRecords(5);
    await bench.update([osvSource(bench)]);
    bench.feed.records = [...bench.feed.records, fresh];
    const lines = bench.feed.records.map(({ modified, id }) => `${modified},${id}`);
    bench.feed.files.set("npm/modified_id.csv", [lines[1], lines[0], lines[5], lines[4]].join("\n"));

    const report = await bench.update([osvSource(bench)]);

    expect(outcomesOf(report)).toEqual([["updated", undefined]]);
    expect(await bench.condemned(["fresh"])).toEqual(["fresh"]);
  });

  test("is not held up by a record whose time was far in the future", async () => {
    const bench = await openFeedBench();
    const mistaken = { ...fresh, modified: "2999-01-01T00:00:00Z" };
    bench.feed.records = [...createRecords(5), mistaken];
    await bench.update([osvSource(bench)]);
    bench.feed.records = [...createRecords(6), fresh];

    const increments = await bench.update([osvSource(bench)]);
    const afterIncrements = (await bench.state()).sources[0]?.newestModified;
    const whole = await bench.update([osvSource(bench)], { isFull: true });

    expect([increments, whole].map(outcomesOf)).toEqual([
      [["updated", undefined]],
      [["unchanged", undefined]],
    ]);
    expect(afterIncrements).toBe("2030-02-01T00:00:00Z");
  });
});
