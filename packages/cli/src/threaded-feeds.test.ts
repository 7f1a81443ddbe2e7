import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import type { LogLine } from "@lockkeeper/core";
import { readFeedsStatus } from "@lockkeeper/feeds";
import { expect, onTestFinished, test } from "vitest";

import { createRecords, FakeFeed } from "../../feeds/test/fake-feed.ts";
import type { FeedTask } from "./threaded-feeds.ts";
import { updateOnThread } from "./threaded-feeds.ts";

// Threads run what is compiled.
const program = new URL("../dist/feed-thread.js", import.meta.url);
const never = new AbortController().signal;

async function createTask(feed: FakeFeed): Promise<FeedTask> {
  const folder = await mkdtemp(join(tmpdir(), "lockkeeper-feed-thread-"));
  onTestFinished(async () => {
    await feed.close();
    await rm(folder, { recursive: true, force: true });
  });
  const source = { id: "osv", kind: "osv", isEnabled: true, intervalMs: 60_000, base: feed.url } as const;
  const settings = { folder, sources: [source], isFull: false, allowsShrink: false, allowsOlder: false };
  return { settings, userAgent: "lockkeeper/test", proxy: {} };
}

test("updateOnThread updates the feeds and answers what became of them", async () => {
  const feed = await FakeFeed.start();
  feed.records = createRecords(5);
  const task = await createTask(feed);

  const report = await updateOnThread(task, { logger: { log: () => undefined }, signal: never, program });

  expect(report).toMatchObject({
    sources: [{ source: "osv", outcome: "updated", records: 5 }],
    index: { recordCount: 5 },
  });
  expect(await readFeedsStatus(task.settings.folder, Date.now())).toMatchObject([{ isStale: false }]);
});

test("updateOnThread passes on what is logged, and errors as errors", async () => {
  const feed = await FakeFeed.start();
  const task = await createTask(feed);
  const lines: LogLine[] = [];
  const logger = { log: (_level: string, line: LogLine) => void lines.push(line) };

  const report = await updateOnThread(task, { logger, signal: never, program });
  const unknown = updateOnThread(
    { ...task, settings: { ...task.settings, only: ["vso"] } },
    { logger, signal: never, program },
  );

  expect(report.sources).toMatchObject([{ outcome: "refused" }]);
  expect(lines.map(({ code }) => code)).toEqual(["FEEDS_SOURCE_NOT_UPDATED"]);
  await expect(unknown).rejects.toMatchObject({
    code: "CLI_FEEDS_FAILED",
    message: expect.stringContaining("FEEDS_UNKNOWN_SOURCE") as string,
  });
});

test("updateOnThread ends early when it is told to, also a thread that hangs", async () => {
  const feed = await FakeFeed.start();
  const task = await createTask(feed);
  const stopping = new AbortController();
  const file = join(task.settings.folder, "hang.mjs");
  await writeFile(
    file,
    'import { parentPort } from "node:worker_threads";\nparentPort.postMessage({ kind: "log", level: "info", line: { code: "UP" } }, []);\nfor (;;);',
  );
  const logger = { log: () => stopping.abort() };

  const update = updateOnThread(task, { logger, signal: stopping.signal, program: pathToFileURL(file) });

  await expect(update).rejects.toMatchObject({ code: "CLI_FEEDS_FAILED" });
});
