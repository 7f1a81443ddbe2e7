import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLogger } from "@lockkeeper/core";
import * as fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import { createRecord, createRecords, fresh } from "../test/fake-feed.ts";
import type { FeedBench } from "../test/feed-bench.ts";
import { openFeedBench, osvSource } from "../test/feed-bench.ts";
import { createBundleKeys, readSigningKey, readTrustedKey } from "./bundle-keys.ts";
import { tryParseHeader, tryParseManifest } from "./bundle-manifest.ts";
import { exportBundle } from "./export-bundle.ts";
import type { BundleImport, ImportBundleSettings } from "./import-bundle.ts";
import { importBundle } from "./import-bundle.ts";
import { importRecords } from "./import-records.ts";

interface Workshop {
  readonly folder: string;
  readonly bundle: string;
  readonly key: string;
}

/** A folder with a pair of keys, and where a bundle goes. */
async function openWorkshop(): Promise<Workshop> {
  const folder = await mkdtemp(join(tmpdir(), "lockkeeper-bundle-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const key = join(folder, "bundle.key");
  await createBundleKeys(key);
  return { folder, bundle: join(folder, "advisories.lkb"), key };
}

async function write(bench: FeedBench, { bundle, key }: Workshop): Promise<void> {
  const clock = { now: () => bench.now };
  await exportBundle({
    folder: bench.folder,
    file: bundle,
    key: await readSigningKey(key),
    program: "1.0.0",
    clock,
  });
}

async function take(
  bench: FeedBench,
  { bundle, key }: Workshop,
  over: Partial<ImportBundleSettings> = {},
): Promise<BundleImport> {
  const trusted = [await readTrustedKey(`${key}.pub`)];
  const settings = { folder: bench.folder, file: bundle, trusted, allowsShrink: false, allowsOlder: false };
  return importBundle({ ...settings, ...over }, { clock: { now: () => bench.now }, logger: silentLogger });
}

async function openFilled(count: number): Promise<FeedBench> {
  const bench = await openFeedBench();
  bench.feed.records = createRecords(count);
  await bench.update([osvSource(bench)]);
  return bench;
}

test("importBundle brings a machine without a network what another one knows, and it can go on from there", async () => {
  const workshop = await openWorkshop();
  const connected = await openFilled(30);
  const isolated = await openFeedBench();
  await write(connected, workshop);

  const report = await take(isolated, workshop);
  isolated.feed.records = [...createRecords(30), fresh];
  const later = await isolated.update([osvSource(isolated)]);

  expect(report).toMatchObject({
    sources: [{ id: "osv", records: 30, malware: 30 }],
    index: { recordCount: 30 },
  });
  expect(await isolated.condemned(["package-1", "fresh"])).toEqual(["package-1", "fresh"]);
  expect(later.sources).toMatchObject([{ how: "changes", records: 31 }]);
});

test("importBundle does the same again without harm, and says from which bundle records are", async () => {
  const workshop = await openWorkshop();
  const connected = await openFilled(3);
  const isolated = await openFeedBench();
  await write(connected, workshop);
  await take(isolated, workshop);

  const again = await take(isolated, workshop);

  const kept = await isolated.update([{ ...osvSource(isolated), isEnabled: false }]);

  expect(again.index).toBeUndefined();
  expect(kept).toEqual({ sources: [], dropped: [], index: undefined });
  expect((await isolated.state()).sources[0]?.from).toMatch(/^bundle of 2030-06-01T00:00:00\.000Z: http/);
});

test("importBundle refuses a bundle of another key, and one whose any byte was changed or cut off", async () => {
  const workshop = await openWorkshop();
  const other = await openWorkshop();
  const connected = await openFilled(5);
  const isolated = await openFeedBench();
  await write(connected, workshop);
  const good = await readFile(workshop.bundle);

  await expect(take(isolated, { ...workshop, key: other.key })).rejects.toMatchObject({
    code: "FEEDS_UNTRUSTED",
  });
  await fc.assert(
    fc.asyncProperty(
      fc.nat(good.length - 1),
      fc.integer({ min: 1, max: 255 }),
      fc.boolean(),
      async (at, by, isCut) => {
        const bad = Buffer.from(isCut ? good.subarray(0, at) : good);
        if (!isCut) bad.writeUInt8((bad.readUInt8(at) + by) % 256, at);
        await writeFile(workshop.bundle, bad);

        // The signer's fingerprint in the file is only a help for people: changing it alone changes nothing that counts.
        if (!isCut && at >= 8 && at < 40) return;
        await expect(take(isolated, workshop)).rejects.toMatchObject({
          code: expect.stringMatching(/^FEEDS_(?:UNTRUSTED|BAD_BUNDLE)$/) as string,
        });
      },
    ),
    { numRuns: 150 },
  );

  expect((await isolated.state()).sources).toEqual([]);
  expect(await readdir(isolated.folder)).toEqual(["feeds"]);
});

test("importBundle refuses what is shrunken or older, as the feeds do, and changes nothing then", async () => {
  const workshop = await openWorkshop();
  const isolated = await openFilled(100);
  const smaller = await openFilled(50);
  const older = await openFilled(95);
  await write(smaller, workshop);

  await expect(take(isolated, workshop)).rejects.toMatchObject({ code: "FEEDS_SHRUNKEN" });
  await write(older, workshop);
  await expect(take(isolated, workshop)).rejects.toMatchObject({ code: "FEEDS_OLDER" });

  expect((await isolated.state()).sources).toMatchObject([{ records: 100 }]);
  await expect(take(isolated, workshop, { allowsOlder: true })).resolves.toMatchObject({
    sources: [{ records: 95 }],
  });
});

test("importBundle refuses an earlier bundle after a later one", async () => {
  const workshop = await openWorkshop();
  const connected = await openFilled(5);
  const isolated = await openFeedBench();
  await write(connected, workshop);
  const first = await readFile(workshop.bundle);
  connected.now += 1000;
  await write(connected, workshop);
  await take(isolated, workshop);
  await writeFile(workshop.bundle, first);

  await expect(take(isolated, workshop)).rejects.toMatchObject({
    code: "FEEDS_OLDER",
    message: expect.stringContaining("older than the last one") as string,
  });
});

test("exportBundle carries what was imported by hand, beside what was imported on the other machine", async () => {
  const workshop = await openWorkshop();
  const connected = await openFeedBench();
  const isolated = await openFeedBench();
  for (const [bench, name] of [
    [connected, "theirs"],
    [isolated, "ours"],
  ] as const) {
    const path = join(bench.folder, "own.jsonl");
    await writeFile(path, JSON.stringify(createRecord({ id: `OWN-${name}`, name })));
    const settings = { folder: bench.folder, paths: [{ name: "own.jsonl", path }] };
    await importRecords(settings, { clock: { now: () => bench.now }, logger: silentLogger });
  }
  await write(connected, workshop);

  await take(isolated, workshop);

  expect(await isolated.condemned(["ours", "theirs"])).toEqual(["ours", "theirs"]);
});

test("exportBundle says so when there is nothing to export", async () => {
  const workshop = await openWorkshop();
  const empty = await openFeedBench();

  await expect(write(empty, workshop)).rejects.toMatchObject({ code: "FEEDS_EMPTY" });
});

test("createBundleKeys keeps the private key to its owner and never writes over one", async () => {
  const { key } = await openWorkshop();

  expect((await stat(key)).mode & 0o777).toBe(0o600);
  await expect(createBundleKeys(key)).rejects.toMatchObject({ code: "FEEDS_BAD_KEY" });
  await expect(readTrustedKey(key)).rejects.toMatchObject({
    message: expect.stringContaining("private key") as string,
  });
  await expect(readSigningKey(`${key}.pub`)).rejects.toMatchObject({ code: "FEEDS_BAD_KEY" });
});

test("tryParseHeader and tryParseManifest answer for any bytes", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.jsonValue(), (bytes, json) => {
      const header = tryParseHeader(Buffer.from(bytes));
      const manifest = tryParseManifest(JSON.stringify(json));

      expect(header).toBeUndefined();
      expect(manifest).toBeUndefined();
    }),
  );
});
