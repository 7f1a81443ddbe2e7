import { writeFile } from "node:fs/promises";
import { join } from "node:path";

import { describe, expect, onTestFinished, test } from "vitest";

import { createRecords, FakeFeed } from "../../feeds/test/fake-feed.ts";
import type { FakeTerminal } from "../test/fake-environment.ts";
import { createFakeTerminal } from "../test/fake-environment.ts";
import { promisedFields } from "../test/json-form.ts";

async function startFeed(): Promise<FakeFeed> {
  const feed = await FakeFeed.start();
  onTestFinished(() => feed.close());
  feed.records = createRecords(30);
  return feed;
}

/** A terminal whose public sources are a feed of the test. */
async function createTerminal(feed: FakeFeed): Promise<FakeTerminal> {
  const terminal = await createFakeTerminal({
    now: "2030-06-01T00:00:00Z",
    env: { LOCKKEEPER_OSV_BASE: feed.url, LOCKKEEPER_LEITWACHT_URL: `${feed.url}/leitwacht.zip` },
  });
  return terminal;
}

describe("intel update", () => {
  test("fetches what the sources have, and says of each what became of it", async () => {
    const feed = await startFeed();
    const { run } = await createTerminal(feed);

    const { code, lines, err } = await run("intel", "update", "--json");

    expect(code).toBe(3);
    expect(lines).toMatchObject([
      { kind: "source", source: "osv", outcome: "updated", records: 30 },
      { kind: "source", source: "leitwacht", outcome: "failed", error: { code: "FEEDS_BAD_ANSWER" } },
      { kind: "index", recordCount: 30 },
    ]);
    expect(Object.keys(lines[0] ?? {}).toSorted()).toEqual(
      promisedFields("intel update", "source (`kind` is `source`)"),
    );
    expect(err).toContain("osv: downloading");
  });

  test("says nothing new, and does so only for the source that is named", async () => {
    const feed = await startFeed();
    const { run } = await createTerminal(feed);
    await run("intel", "update", "--source", "osv");

    const { code, out } = await run("intel", "update", "--source", "osv");

    expect(code).toBe(0);
    expect(out).toBe("osv  unchanged, 30 records: 30 malware, 0 vulnerabilities\n");
  });

  test("ends with 1 when data was refused, until a person allows it", async () => {
    const feed = await startFeed();
    const { run } = await createTerminal(feed);
    await run("intel", "update", "--source", "osv");
    feed.records = createRecords(40).slice(20);

    const slightly = await run("intel", "update", "--source", "osv", "--full");
    const status = await run("intel", "status");
    feed.records = createRecords(40).slice(39);
    const shrunken = await run("intel", "update", "--source", "osv", "--full");
    const allowed = await run("intel", "update", "--source", "osv", "--full", "--force-shrink");

    expect(slightly.code).toBe(0);
    expect(shrunken.code).toBe(1);
    expect(shrunken.out).toContain("FEEDS_SHRUNKEN");
    expect(shrunken.out).toContain("--force-shrink");
    expect(allowed).toMatchObject({ code: 0, out: expect.stringContaining("1 record: 1 malware") as string });
    expect(status.out).toContain("20: 20 malware");
  });

  test("names what is wrong with the file of feeds, and a source that there is not", async () => {
    const feed = await startFeed();
    const { run, folder } = await createTerminal(feed);

    const unknown = await run("intel", "update", "--source", "vso");
    await writeFile(join(folder, "data", "feeds.yaml"), "version: 2\n");
    const wrong = await run("intel", "update");

    expect(unknown).toMatchObject({
      code: 2,
      err: expect.stringContaining("FEEDS_UNKNOWN_SOURCE") as string,
    });
    expect(wrong).toMatchObject({ code: 2, err: expect.stringContaining("SERVER_BAD_FEEDS_FILE") as string });
  });
});

describe("intel status", () => {
  test("says per source what it has and since when, and warns after a day", async () => {
    const feed = await startFeed();
    const { run, clock } = await createTerminal(feed);
    await run("intel", "update");

    const fresh = await run("intel", "status");
    clock.advance(25 * 3_600_000);
    const stale = await run("intel", "status");
    const { lines } = await run("intel", "status", "--json");

    expect(fresh.out).toContain("checked  2030-06-01 00:00 UTC (0 s ago)\n");
    expect(fresh.out).toContain("newest   modified 2030-01-01T00:00:29Z");
    expect(fresh.out).toMatch(/leitwacht[^]*failed {3}2030-06-01 00:00 UTC/);
    expect(stale.out).toContain("(1 d 1 h ago): stale");
    expect(lines).toMatchObject([
      { stale: true, sources: [{ id: "osv", malware: 30 }, { id: "leitwacht" }] },
    ]);
  });
});

describe("intel bundle", () => {
  test("carries what is known from one data folder to another, and refuses a stranger's", async () => {
    const feed = await startFeed();
    const { run, folder } = await createTerminal(feed);
    const isolated = await createFakeTerminal({ now: "2030-06-02T00:00:00Z" });
    await run("intel", "update", "--source", "osv");
    const bundle = join(folder, "advisories.lkb");

    const keys = await run("intel", "bundle", "keygen", "--json");
    const exported = await run("intel", "bundle", "export", bundle, "--json");
    const stranger = await isolated.run("intel", "bundle", "keygen", "--json");
    const trust = (line: Readonly<Record<string, unknown>> | undefined): string =>
      String(line?.["publicFile"]);
    const refused = await isolated.run(
      "intel",
      "bundle",
      "import",
      bundle,
      "--trust",
      trust(stranger.lines[0]),
    );
    const taken = await isolated.run(
      "intel",
      "bundle",
      "import",
      bundle,
      "--trust",
      trust(keys.lines[0]),
      "--json",
    );
    const again = await isolated.run("intel", "bundle", "import", bundle, "--trust", trust(keys.lines[0]));

    for (const [command, subject, { lines }] of [
      ["keygen", "pair", keys],
      ["export", "bundle", exported],
      ["import", "bundle", taken],
    ] as const)
      expect(Object.keys(lines[0] ?? {}).toSorted()).toEqual(
        promisedFields(`intel bundle ${command}`, subject),
      );
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining("FEEDS_UNTRUSTED") as string });
    expect(taken).toMatchObject({ code: 0, lines: [{ index: { recordCount: 30 } }] });
    expect(again.out).toContain("Everything in it was known.");
    expect((await isolated.run("intel", "status")).out).toContain("bundle of 2030-06-01");
  });

  test("asks for the key that is trusted, and says how to make one", async () => {
    const { run } = await createFakeTerminal();

    const noTrust = await run("intel", "bundle", "import", "x.lkb");
    const noKey = await run("intel", "bundle", "export", "x.lkb");

    expect(noTrust).toMatchObject({ code: 2, err: expect.stringContaining("--trust") as string });
    expect(noKey).toMatchObject({ code: 2, err: expect.stringContaining("intel bundle keygen") as string });
  });
});

describe("intel import", () => {
  test("intel import builds an index that intel status then knows", async () => {
    const { run, folder } = await createFakeTerminal();
    const record = {
      id: "MAL-2026-9999",
      modified: "2026-03-31T02:00:00Z",
      published: "2026-03-31T02:00:00Z",
      affected: [{ package: { ecosystem: "npm", name: "bad-thing" }, versions: ["1.0.0"] }],
    };
    await writeFile(join(folder, "own.jsonl"), `${JSON.stringify(record)}\n{"torn\n`);

    const before = await run("intel", "status");
    const imported = await run("intel", "import", "own.jsonl", "--json");
    const after = await run("intel", "status", "--json");

    expect(before.out).toContain("Index     none yet");
    expect(imported.code).toBe(0);
    expect(Object.keys(imported.lines[0] ?? {}).toSorted()).toEqual(promisedFields("intel import", "index"));
    expect(imported.lines[0]).toMatchObject({ recordCount: 1, refusedCount: 1 });
    expect(Object.keys(after.lines[0] ?? {}).toSorted()).toEqual(
      promisedFields("intel status", "data folder"),
    );
    expect(after.lines[0]).toMatchObject({ index: { recordCount: 1 } });
  });

  test("intel import says usage for a source that is not there", async () => {
    const { run } = await createFakeTerminal();

    const { code, err } = await run("intel", "import", "gone.zip");

    expect(code).toBe(2);
    expect(err).toContain("error INTEL_SOURCE_UNREADABLE: ");
  });
});
