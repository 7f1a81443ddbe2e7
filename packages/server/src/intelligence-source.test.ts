import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LogLine } from "@lockkeeper/core";
import { importRecords } from "@lockkeeper/feeds";
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
      const parts = { indexFile, intelFolder: folder, knownBy: undefined, logger, lookEveryMs: 5 };
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
