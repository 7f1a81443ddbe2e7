import { parentPort, workerData } from "node:worker_threads";

import { toErrorRecord } from "@lockkeeper/core";
import { createFeedFetch, updateFeeds } from "@lockkeeper/feeds";

import type { FeedTask, FeedThreadMessage } from "./threaded-feeds.ts";

// What a thread runs that updates the feeds once; building an index would keep a server from answering for seconds.

const { settings, userAgent, proxy } = workerData as FeedTask; // The launcher beside this file gives nothing else.
const client = createFeedFetch({ userAgent, proxy });

function tell(message: FeedThreadMessage): void {
  parentPort?.postMessage(message, []);
}

try {
  const report = await updateFeeds(settings, {
    fetch: client.fetch,
    clock: { now: () => Date.now() },
    logger: { log: (level, line) => tell({ kind: "log", level, line }) },
  });
  tell({ kind: "report", report });
} catch (error) {
  tell({ kind: "failure", error: toErrorRecord(error) });
} finally {
  await client.close();
}
