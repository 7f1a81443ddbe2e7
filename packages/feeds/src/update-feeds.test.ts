import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { createZip } from "../../intel/test/create-zip.ts";
import { createRecord, createRecords, fresh } from "../test/fake-feed.ts";
import { archiveSource, openFeedBench, osvSource, outcomesOf } from "../test/feed-bench.ts";

describe("updateFeeds refuses", () => {
  test("what is empty, shrunken or older, and what was known stays in force", async () => {
    const bench = await openFeedBench();
    const source = archiveSource(bench, "all.jsonl");
    const serve = (records: readonly Parameters<typeof createRecord>[0][]): void => {
      bench.feed.files.set(
        "all.jsonl",
        records.map((record) => JSON.stringify(createRecord(record))).join("\n"),
      );
    };
    serve(createRecords(200));
    await bench.update([source]);

    serve([{ id: "MAL-2030-1", ecosystem: "PyPI" }]);
    const empty = await bench.update([source]);
    serve(createRecords(200).slice(50));
    const shrunken = await bench.update([source]);
    serve(createRecords(199));
    const older = await bench.update([source]);

    expect([empty, shrunken, older].map(outcomesOf)).toEqual([
      [["refused", "FEEDS_EMPTY"]],
      [["refused", "FEEDS_SHRUNKEN"]],
      [["refused", "FEEDS_OLDER"]],
    ]);
    expect((await bench.state()).sources).toMatchObject([{ records: 200, failure: { code: "FEEDS_OLDER" } }]);
    expect(await bench.condemned(["package-1", "package-200"])).toHaveLength(2);
  });

  test("no shrunken or older data that a person has allowed", async () => {
    const bench = await openFeedBench();
    const source = archiveSource(bench, "all.jsonl");
    const lines = createRecords(100).map((record) => JSON.stringify(createRecord(record)));
    bench.feed.files.set("all.jsonl", lines.join("\n"));
    await bench.update([source]);
    bench.feed.files.set("all.jsonl", lines.slice(0, 50).join("\n"));

    const report = await bench.update([source], { allowsShrink: true, allowsOlder: true });

    expect(report.sources).toMatchObject([{ outcome: "updated", records: 50 }]);
  });

  test("data that lost its vulnerabilities among many more malware records", async () => {
    const bench = await openFeedBench();
    const malware = createRecords(300);
    const flaws = createRecords(20, "CVE-2030-100");
    bench.feed.records = [...malware, ...flaws];
    await bench.update([osvSource(bench)]);
    bench.feed.records = [...malware, { ...fresh, modified: "2030-01-02T00:00:00Z" }];

    const report = await bench.update([osvSource(bench)], { isFull: true });

    expect(report.sources).toMatchObject([
      {
        outcome: "refused",
        error: { message: expect.stringContaining("0 vulnerabilities instead of 20") as string },
      },
    ]);
  });

  test("a list of changes that went back in time", async () => {
    const bench = await openFeedBench();
    bench.feed.records = createRecords(5);
    await bench.update([osvSource(bench)]);
    bench.feed.records = createRecords(4);

    const report = await bench.update([osvSource(bench)]);

    expect(outcomesOf(report)).toEqual([["refused", "FEEDS_OLDER"]]);
  });

  test("a page instead of an archive", async () => {
    const bench = await openFeedBench();
    bench.feed.records = createRecords(5);
    const page = { kind: "body", body: "<!doctype html><title>Sign in</title>" } as const;
    bench.feed.faults.set("npm/all.zip", page);
    bench.feed.faults.set("all.zip", page);
    bench.feed.files.set("cut.zip", createZip([{ name: "a.json", content: "{}" }]).subarray(0, 40));

    const report = await bench.update([
      osvSource(bench),
      { ...archiveSource(bench, "all.zip"), id: "page" },
      { ...archiveSource(bench, "cut.zip"), id: "cut" },
    ]);

    expect(outcomesOf(report)).toEqual(Array.from({ length: 3 }, () => ["refused", "FEEDS_BAD_ARCHIVE"]));
    expect(await readdir(join(bench.folder, "feeds", "downloads"))).toEqual([]);
  });

  test("a file that is not the one of its checksum, and takes it when both agree", async () => {
    const bench = await openFeedBench();
    const body = Buffer.from(JSON.stringify(createRecord({ id: "MAL-2030-1" })));
    const source = archiveSource(bench, "all.jsonl", "all.jsonl.sha256");
    bench.feed.files.set("all.jsonl", body);
    bench.feed.files.set("all.jsonl.sha256", `${"0".repeat(64)}  all.jsonl\n`);

    const wrong = await bench.update([source]);
    bench.feed.files.set(
      "all.jsonl.sha256",
      `${createHash("sha256").update(body).digest("hex")}  all.jsonl\n`,
    );
    const right = await bench.update([source]);
    bench.feed.requests.splice(0);
    const same = await bench.update([source]);

    expect([wrong, right, same].map(outcomesOf)).toEqual([
      [["refused", "FEEDS_CHECKSUM"]],
      [["updated", undefined]],
      [["unchanged", undefined]],
    ]);
    expect(bench.feed.requests).toEqual(["all.jsonl.sha256 200"]);
  });
});

describe("updateFeeds with a server in trouble", () => {
  test("says of each fault what it is, lets no source stop another, and leaves nothing half done", async () => {
    const bench = await openFeedBench({ headersTimeoutMs: 300, bodyTimeoutMs: 300 });
    const body = createRecords(500)
      .map((record) => JSON.stringify(createRecord(record)))
      .join("\n");
    for (const name of ["fails", "cut", "stalls", "gone", "good"])
      bench.feed.files.set(`${name}.jsonl`, body);
    bench.feed.faults.set("fails.jsonl", { kind: "status", status: 500 });
    bench.feed.faults.set("cut.jsonl", { kind: "cut", after: 1000 });
    bench.feed.faults.set("stalls.jsonl", { kind: "stall", after: 1000 });
    bench.feed.files.delete("gone.jsonl");

    const report = await bench.update(
      ["fails", "cut", "stalls", "gone", "good"].map((id) => ({
        ...archiveSource(bench, `${id}.jsonl`),
        id,
      })),
    );

    expect(outcomesOf(report)).toEqual([
      ["failed", "FEEDS_UNREACHABLE"],
      ["failed", "FEEDS_UNREACHABLE"],
      ["failed", "FEEDS_UNREACHABLE"],
      ["failed", "FEEDS_BAD_ANSWER"],
      ["updated", undefined],
    ]);
    expect(report.index?.recordCount).toBe(500);
  });

  test("continues a download that broke off, when the file is still the same", async () => {
    const bench = await openFeedBench({ headersTimeoutMs: 300, bodyTimeoutMs: 300 });
    bench.feed.records = createRecords(400);
    bench.feed.faults.set("npm/all.zip", { kind: "stall", after: 30_000 });
    await bench.update([osvSource(bench)]);
    bench.feed.faults.clear();
    bench.feed.requests.splice(0);

    const report = await bench.update([osvSource(bench)]);

    expect(outcomesOf(report)).toEqual([["updated", undefined]]);
    expect(bench.feed.requests).toContainEqual(expect.stringMatching(/^npm\/all\.zip 206 bytes=[1-9]\d*-$/));
  });

  test("begins anew when the file has become another since", async () => {
    const bench = await openFeedBench({ headersTimeoutMs: 300, bodyTimeoutMs: 300 });
    bench.feed.records = createRecords(400);
    bench.feed.faults.set("npm/all.zip", { kind: "stall", after: 30_000 });
    await bench.update([osvSource(bench)]);
    bench.feed.faults.clear();
    bench.feed.records = createRecords(401);

    const report = await bench.update([osvSource(bench)]);

    expect(report.sources).toMatchObject([{ outcome: "updated", records: 401 }]);
  });

  test("follows redirects to the same host, and none that lead elsewhere inside", async () => {
    const bench = await openFeedBench();
    bench.feed.files.set("real.jsonl", JSON.stringify(createRecord({ id: "MAL-2030-1" })));
    const targets = [
      `${bench.feed.url}/real.jsonl`,
      "http://169.254.169.254/latest/meta-data/",
      "http://localhost:1/",
      "https://10.0.0.1/all.zip",
      "file:///etc/passwd",
      `${bench.feed.url}/redirect-5.jsonl`,
    ];
    for (const [index, location] of targets.entries())
      bench.feed.faults.set(`redirect-${index}.jsonl`, { kind: "redirect", location });

    const report = await bench.update(
      targets.map((_, index) => ({
        ...archiveSource(bench, `redirect-${index}.jsonl`),
        id: `source-${index}`,
      })),
    );

    expect(outcomesOf(report)).toEqual([
      ["updated", undefined],
      ...Array.from({ length: 5 }, () => ["failed", "FEEDS_BAD_ANSWER"]),
    ]);
  });

  test("ends a compressed answer that unpacks beyond its bound", async () => {
    const bench = await openFeedBench();
    bench.feed.records = createRecords(3);
    await bench.update([osvSource(bench)]);
    bench.feed.records = [...bench.feed.records, fresh];
    bench.feed.faults.set("npm/MAL-2030-900.json", { kind: "body", body: Buffer.alloc(20_000_000, 32) });

    const report = await bench.update([osvSource(bench)]);

    expect(outcomesOf(report)).toEqual([["failed", "FEEDS_TOO_LARGE"]]);
    expect(await bench.condemned(["package-1"])).toEqual(["package-1"]);
  });
});

describe("updateFeeds on this machine's own folders", () => {
  test("reads a folder, notices changes, and lets a person take records out", async () => {
    const bench = await openFeedBench();
    const own = join(bench.folder, "own");
    await mkdir(own);
    const source = { id: "own", kind: "folder", isEnabled: true, intervalMs: 1, path: own } as const;
    for (const record of createRecords(3))
      await writeFile(join(own, `${record.id}.json`), JSON.stringify(createRecord(record)));

    const first = await bench.update([source]);
    const second = await bench.update([source]);
    await rm(join(own, "MAL-2030-3.json"));
    const third = await bench.update([source]);

    expect([first, second, third].map(outcomesOf)).toEqual([
      [["updated", undefined]],
      [["unchanged", undefined]],
      [["updated", undefined]],
    ]);
    expect(await bench.condemned(["package-1", "package-3"])).toEqual(["package-1"]);
  });

  test("reads compressed lines wherever they come from", async () => {
    const bench = await openFeedBench();
    const lines = createRecords(3).map((record) => JSON.stringify(createRecord(record)));
    bench.feed.files.set("records", gzipSync(lines.join("\n")));

    const report = await bench.update([archiveSource(bench, "records")]);

    expect(report.sources).toMatchObject([{ records: 3 }]);
  });
});

describe("updateFeeds keeps its house in order", () => {
  test("leaves one pack for each source, and builds the index anew when it is gone or damaged", async () => {
    const bench = await openFeedBench();
    bench.feed.records = createRecords(3);
    await bench.update([osvSource(bench)]);
    bench.feed.records = createRecords(4);
    await bench.update([osvSource(bench)]);
    await rm(join(bench.folder, "index.lki"));
    await writeFile(join(bench.folder, "index.lki.1900000000000.tmp"), "left by a build that was killed");

    const report = await bench.update([osvSource(bench)]);
    await writeFile(join(bench.folder, "index.lki"), "damaged");
    const again = await bench.update([osvSource(bench)]);

    expect(await readdir(join(bench.folder, "feeds", "packs"))).toHaveLength(1);
    expect(report).toMatchObject({ sources: [{ outcome: "unchanged" }], index: { recordCount: 4 } });
    expect(again.index?.recordCount).toBe(4);
    expect((await readdir(bench.folder)).toSorted()).toEqual(["feeds", "index.lki"]);
  });

  test("mends damaged records by fetching everything", async () => {
    const bench = await openFeedBench();
    bench.feed.records = createRecords(3);
    await bench.update([osvSource(bench)]);
    const packs = join(bench.folder, "feeds", "packs");
    for (const name of await readdir(packs)) await writeFile(join(packs, name), "damaged");
    bench.feed.records = createRecords(4);

    const failed = await bench.update([osvSource(bench)]);
    const mended = await bench.update([osvSource(bench)], { isFull: true });

    expect(outcomesOf(failed)).toEqual([["failed", "FEEDS_STATE_CORRUPT"]]);
    expect(mended.sources).toMatchObject([{ outcome: "updated", records: 4 }]);
  });

  test("refuses to run twice at once, and takes over from a process that is gone", async () => {
    const bench = await openFeedBench();
    bench.feed.records = createRecords(3);
    const lock = join(bench.folder, "feeds", "update.lock");
    await mkdir(join(bench.folder, "feeds"));
    await writeFile(lock, String(process.ppid));

    await expect(bench.update([osvSource(bench)])).rejects.toMatchObject({ code: "FEEDS_BUSY" });
    await writeFile(lock, "4194999");
    const report = await bench.update([osvSource(bench)]);

    expect(outcomesOf(report)).toEqual([["updated", undefined]]);
  });

  test("updates only the enabled sources, or those that are named", async () => {
    const bench = await openFeedBench();
    bench.feed.records = createRecords(3);
    const source = { ...osvSource(bench), isEnabled: false };

    const none = await bench.update([source]);
    const named = await bench.update(
      [
        { ...source, isEnabled: true },
        { ...source, id: "other" },
      ],
      {
        only: ["osv"],
      },
    );

    expect(none).toEqual({ sources: [], dropped: [], index: undefined });
    expect(outcomesOf(named)).toEqual([["updated", undefined]]);
    await expect(bench.update([source], { only: ["vso"] })).rejects.toMatchObject({
      code: "FEEDS_UNKNOWN_SOURCE",
    });
  });

  test("takes a source out of force that is switched off or no longer named", async () => {
    const bench = await openFeedBench();
    bench.feed.records = createRecords(3);
    bench.feed.files.set("own.jsonl", JSON.stringify(createRecord(fresh)));
    const [osv, own] = [osvSource(bench), archiveSource(bench, "own.jsonl")];
    await bench.update([osv, own]);

    const report = await bench.update([osv, { ...own, isEnabled: false }]);
    const condemned = await bench.condemned(["fresh", "package-1"]);
    const last = await bench.update([]);

    expect(report).toMatchObject({ dropped: ["archive"], index: { recordCount: 3 } });
    expect(condemned).toEqual(["package-1"]);
    expect(last.dropped).toEqual(["osv"]);
    expect(await readdir(bench.folder)).toEqual(["feeds"]);
  });

  test("sends a token to the source's own origin only", async () => {
    const bench = await openFeedBench();
    bench.feed.files.set("all.jsonl", JSON.stringify(createRecord({ id: "MAL-2030-1" })));
    const other = await openFeedBench();
    other.feed.files.set("all.jsonl", JSON.stringify(createRecord({ id: "MAL-2030-1" })));
    bench.feed.faults.set("away.jsonl", { kind: "redirect", location: `${other.feed.url}/all.jsonl` });

    await bench.update([{ ...archiveSource(bench, "all.jsonl"), token: "secret-token" } as const]);
    await bench.update([
      { ...archiveSource(bench, "away.jsonl"), id: "away", token: "secret-token" } as const,
    ]);

    expect(bench.feed.headers.map(({ authorization }) => authorization)).toEqual([
      "Bearer secret-token",
      "Bearer secret-token",
    ]);
    expect(other.feed.headers.map(({ authorization }) => authorization)).toEqual([undefined]);
    expect(await readFile(join(bench.folder, "feeds", "state.json"), "utf8")).not.toContain("secret-token");
  });
});
