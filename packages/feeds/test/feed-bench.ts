import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LogLine } from "@lockkeeper/core";
import { openIndex } from "@lockkeeper/intel";
import { onTestFinished } from "vitest";
import { createFeedFetch } from "../src/feed-fetch.ts";
import type { ArchiveFeedSource, FeedSource, OsvFeedSource } from "../src/feed-source.ts";
import type { FeedsState } from "../src/feeds-state.ts";
import { layOutFeeds, readFeedsState } from "../src/feeds-state.ts";
import type { UpdateReport, UpdateSettings } from "../src/update-feeds.ts";
import { updateFeeds } from "../src/update-feeds.ts";
import { FakeFeed } from "./fake-feed.ts";

/** A data folder and a feed's server, for one test. */
export interface FeedBench {
  readonly feed: FakeFeed;
  readonly folder: string;
  readonly lines: LogLine[];
  /** The time that the code under test is told; milliseconds since the epoch. */
  now: number;
  update(sources: readonly FeedSource[], over?: Partial<UpdateSettings>): Promise<UpdateReport>;
  state(): Promise<FeedsState>;
  /** Which of the packages' versions 1.0.0 the index condemns. */
  condemned(names: readonly string[]): Promise<readonly string[]>;
}

/** Opens a bench; everything is closed and removed when the test is over. */
export async function openFeedBench(
  timeouts = { headersTimeoutMs: 2000, bodyTimeoutMs: 2000 },
): Promise<FeedBench> {
  const folder = await mkdtemp(join(tmpdir(), "lockkeeper-feeds-"));
  const feed = await FakeFeed.start();
  const client = createFeedFetch({ userAgent: "lockkeeper/test", proxy: {}, ...timeouts });
  onTestFinished(async () => {
    await client.close();
    await feed.close();
    await rm(folder, { recursive: true, force: true });
  });
  const lines: LogLine[] = [];
  const bench: FeedBench = {
    feed,
    folder,
    lines,
    now: Date.UTC(2030, 5, 1),
    update: (sources, over = {}) =>
      updateFeeds(
        { folder, sources, isFull: false, allowsShrink: false, allowsOlder: false, ...over },
        {
          fetch: client.fetch,
          clock: { now: () => bench.now },
          logger: { log: (_level, line) => lines.push(line) },
        },
      ),
    state: () => readFeedsState(layOutFeeds(folder)),
    async condemned(names) {
      const index = await openIndex(layOutFeeds(folder).indexFile);
      return names.filter((name) => index.match(name, "1.0.0").length > 0);
    },
  };
  return bench;
}

/** The bench's server as a source in OSV's layout. */
export function osvSource({ feed }: FeedBench): OsvFeedSource {
  return { id: "osv", kind: "osv", isEnabled: true, intervalMs: 3_600_000, base: feed.url };
}

/** One file of the bench's server as a source. */
export function archiveSource({ feed }: FeedBench, path: string, checksum?: string): ArchiveFeedSource {
  const base = { id: "archive", kind: "archive", isEnabled: true, intervalMs: 3_600_000 } as const;
  const url = `${feed.url}/${path}`;
  return checksum === undefined ? { ...base, url } : { ...base, url, checksumUrl: `${feed.url}/${checksum}` };
}

/** What became of each source, and with which error. */
export function outcomesOf({ sources }: UpdateReport): readonly (readonly [string, string | undefined])[] {
  return sources.map(({ outcome, error }) => [outcome, error?.code]);
}
