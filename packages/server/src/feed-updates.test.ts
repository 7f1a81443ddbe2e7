import { FakeClock } from "@lockkeeper/drill";
import type { LogLine } from "@lockkeeper/core";
import type { SourceStatus } from "@lockkeeper/feeds";
import { expect, onTestFinished, test } from "vitest";
import { startFeedUpdates } from "./feed-updates.ts";
import type { FeedUpdates } from "./feed-updates.ts";

const hourMs = 3_600_000;

interface Bench {
  readonly clock: FakeClock;
  readonly asked: (readonly string[])[];
  readonly lines: LogLine[];
  readonly statuses: Map<string, number>;
  failure: Error | undefined;
  readonly updates: FeedUpdates;
}

function openBench(): Bench {
  const clock = new FakeClock("2030-01-01T00:00:00Z");
  const asked: (readonly string[])[] = [];
  const lines: LogLine[] = [];
  const statuses = new Map<string, number>();
  const bench: Omit<Bench, "updates"> = { clock, asked, lines, statuses, failure: undefined };
  const updates = startFeedUpdates({
    followed: {
      sources: [
        { id: "osv", intervalMs: hourMs },
        { id: "own", intervalMs: 24 * hourMs },
      ],
      update: async (ids) => {
        asked.push(ids);
        if (bench.failure !== undefined) throw bench.failure;
        for (const id of ids) statuses.set(id, clock.now());
        return { sources: [], dropped: [], index: undefined };
      },
    },
    statuses: () => [...statuses].map(([id, checkedAt]) => ({ id, checkedAt }) as SourceStatus), // Nothing else of a status is looked at.
    clock,
    logger: { log: (_level, line) => lines.push(line) },
    lookEveryMs: 5,
  });
  onTestFinished(() => updates.stop());
  return Object.assign(bench, { updates });
}

async function until(condition: () => boolean): Promise<void> {
  await expect.poll(condition, { interval: 2 }).toBe(true);
}

test("startFeedUpdates asks each source when its own interval has passed", async () => {
  const bench = openBench();
  await until(() => bench.asked.length === 1);

  bench.clock.advance(hourMs);
  await until(() => bench.asked.length === 2);
  bench.clock.advance(23 * hourMs);
  await until(() => bench.asked.length === 3);

  expect(bench.asked).toEqual([["osv", "own"], ["osv"], ["osv", "own"]]);
});

test("startFeedUpdates asks a failing source again after a while, not at every look, and says so", async () => {
  const bench = openBench();
  bench.failure = new Error("no network");
  await until(() => bench.asked.length === 1);

  bench.clock.advance(14 * 60_000);
  await until(() => bench.lines.length === 1);
  bench.clock.advance(60_000);
  await until(() => bench.asked.length === 2);

  expect(bench.lines[0]?.code).toBe("SERVER_FEEDS_NOT_UPDATED");
});

test("startFeedUpdates does not ask what answered before a restart", async () => {
  const bench = openBench();
  bench.statuses.set("osv", bench.clock.now());
  bench.statuses.set("own", bench.clock.now() - 23 * hourMs);

  bench.clock.advance(hourMs);
  await until(() => bench.asked.length === 1);

  expect(bench.asked).toEqual([["osv", "own"]]);
});
