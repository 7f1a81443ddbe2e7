import { toErrorRecord } from "@lockkeeper/core";
import type { Engine } from "./open-engine.ts";
import { pruneExceptions } from "./prune-exceptions.ts";

/** Work on caches and exceptions that goes on beside serving. */
export interface Maintenance {
  stop(): Promise<void>;
}

const firstAfterMs = 60_000;
const everyMs = 3_600_000;

/** Prunes exceptions, evicts and scrubs the caches: a while after the start, then every hour. */
export function startMaintenance(engine: Engine): Maintenance {
  const { store } = engine;
  const { logger } = engine.services;
  const stopping = new AbortController();
  let running: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;

  async function runOnce(): Promise<void> {
    try {
      await pruneExceptions(engine);
      await store.blobs.evict();
      await store.packuments.evict();
      const { files, corrupt } = await store.blobs.scrub(stopping.signal);
      logger.log(corrupt === 0 ? "debug" : "warn", {
        code: "SERVER_CACHE_SCRUBBED",
        message: `Checked ${files} cached tarballs: ${corrupt} were corrupt and moved aside`,
      });
    } catch (error) {
      logger.log("error", {
        code: "SERVER_MAINTENANCE_FAILED",
        message: "Cannot maintain caches and exceptions",
        fields: { cause: toErrorRecord(error) },
      });
    }
  }

  function schedule(afterMs: number): void {
    timer = setTimeout(() => {
      running = runOnce().then(() => {
        if (!stopping.signal.aborted) schedule(everyMs);
      });
    }, afterMs);
    timer.unref();
  }

  schedule(firstAfterMs);
  return {
    stop: async () => {
      clearTimeout(timer);
      stopping.abort();
      await running;
    },
  };
}
