import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LogLine } from "@lockkeeper/core";
import { importRecords } from "@lockkeeper/feeds";
import { parseCampaign, saveCampaign } from "@lockkeeper/intel";
import { expect, onTestFinished, test } from "vitest";
import { openIntelligence } from "./intelligence-source.ts";
import type { IntelligenceSource } from "./intelligence-source.ts";

interface Bench {
  readonly folder: string;
  readonly lines: LogLine[];
  /** Puts one record about a package into the index, in the place of what was there. */
  condemn(name: string): Promise<void>;
  open(): Promise<IntelligenceSource>;
}

async function openBench(): Promise<Bench> {
  const folder = await mkdtemp(join(tmpdir(), "lockkeeper-intelligence-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const lines: LogLine[] = [];
  const logger = { log: (_level: string, line: LogLine) => void lines.push(line) };
  return {
    folder,
    lines,
    async condemn(name) {
      const path = join(folder, "own.jsonl");
      const affected = [{ package: { ecosystem: "npm", name }, versions: ["1.0.0"] }];
      await writeFile(
        path,
        JSON.stringify({ id: `OWN-${name}`, modified: "2030-01-01T00:00:00Z", affected }),
      );
      const settings = { folder, paths: [{ name: "own", path }] };
      await importRecords(settings, { clock: { now: () => Date.now() }, logger });
    },
    async open() {
      const indexFile = join(folder, "index.lki");
      const campaignFolder = join(folder, "campaigns");
      const parts = {
        indexFile,
        intelFolder: folder,
        campaignFolder,
        knownBy: undefined,
        logger,
        lookEveryMs: 5,
      };
      const source = await openIntelligence(parts);
      onTestFinished(() => source.close());
      return source;
    },
  };
}

function isKnown(source: IntelligenceSource, name: string): boolean {
  return source.current().match(name, "1.0.0").length > 0;
}

async function until(condition: () => boolean): Promise<void> {
  await expect.poll(condition, { interval: 2, timeout: 10_000 }).toBe(true);
}

test("openIntelligence starts without an index, and takes the first and every later one as they come", async () => {
  const bench = await openBench();
  const source = await bench.open();
  const before = source.current().revision;

  await bench.condemn("left");
  await until(() => isKnown(source, "left"));
  await bench.condemn("right");
  await until(() => isKnown(source, "right"));

  expect(isKnown(source, "left")).toBe(false);
  expect(source.current().revision).not.toBe(before);
  await until(() => source.feeds().length === 1);
  expect(source.feeds()).toMatchObject([{ name: "own", records: 1 }]);
});

test("openIntelligence keeps what it has when the next index is damaged or gone, and says so", async () => {
  const bench = await openBench();
  await bench.condemn("left");
  const source = await bench.open();
  const codes = (): readonly string[] => bench.lines.map(({ code }) => code);

  await writeFile(join(bench.folder, "index.lki"), "damaged");
  await until(() => codes().includes("SERVER_INTEL_NOT_RELOADED"));
  await rm(join(bench.folder, "index.lki"));
  await until(() => codes().includes("SERVER_INTEL_MISSING"));

  expect(isKnown(source, "left")).toBe(true);
});

test("openIntelligence says that what the feeds keep cannot be read, and goes on", async () => {
  const bench = await openBench();
  await bench.condemn("left");
  const source = await bench.open();

  await writeFile(join(bench.folder, "feeds", "state.json"), "{}");
  await until(() => bench.lines.some(({ code }) => code === "SERVER_FEEDS_UNREADABLE"));

  expect(isKnown(source, "left")).toBe(true);
  expect(source.feeds()).toHaveLength(1);
});

test("openIntelligence takes own campaigns while it runs, and keeps what it has when a file is none", async () => {
  const bench = await openBench();
  const campaigns = join(bench.folder, "campaigns");
  const source = await bench.open();
  const campaign = parseCampaign({
    id: "left-2030",
    title: "left",
    packages: [{ name: "left", versions: ["1.0.0"], firstReportedAt: "2030-01-01" }],
    sources: ["a report"],
    notes: "Made for tests.",
  });

  const before = isKnown(source, "left");
  await saveCampaign(campaigns, campaign);
  await until(() => isKnown(source, "left"));
  await writeFile(join(campaigns, "right-2030.json"), "{");
  await until(() => bench.lines.some(({ code }) => code === "SERVER_CAMPAIGN_REFUSED"));

  expect(before).toBe(false);
  expect(isKnown(source, "left")).toBe(true);
  expect(isKnown(source, "axios")).toBe(false);
  expect(source.current().match("axios", "1.14.1")).not.toEqual([]);
});
