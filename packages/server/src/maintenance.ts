import { toErrorRecord } from "@lockkeeper/core";
import type { Engine } from "./open-engine.ts";
import { pruneExceptions } from "./prune-exceptions.ts";

/** Work on the ledger, caches and exceptions that goes on beside serving. */
export interface Maintenance {
  /** Does everything that is due, now; failures are logged. */
  runOnce(): Promise<void>;
  stop(): Promise<void>;
}

/** What is kept for how long. */
export interface MaintenanceSettings {
  /** Milliseconds; for ever when absent. */
  readonly ledgerKeepMs?: number | undefined;
}

const firstAfterMs = 60_000;
const everyMs = 3_600_000;
/** Caches are counted anew that often, since other processes may remove files. */
const recountEveryMs = 24 * everyMs;

/** Prunes exceptions and the ledger, evicts and scrubs the caches: a while after the start, then every hour. */
export function startMaintenance(engine: Engine, settings: MaintenanceSettings = {}): Maintenance {
  const { logger } = engine.services;
  const stopping = new AbortController();
  let running: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  const tidyCaches = createTidying(engine, stopping.signal);

  async function runOnce(): Promise<void> {
    try {
      await engine.operation.lookAtDisk();
      await pruneExceptions(engine);
      await pruneLedger(engine, settings, stopping.signal);
      await tidyCaches();
      await scrub(engine, stopping.signal);
      logger.log("debug", {
        code: "SERVER_MAINTAINED",
        message: "Caches, exceptions and the ledger are maintained",
      });
    } catch (error) {
      logger.log("error", {
        code: "SERVER_MAINTENANCE_FAILED",
        message: "Cannot maintain the ledger, caches and exceptions",
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
    runOnce,
    stop: async () => {
      clearTimeout(timer);
      stopping.abort();
      await running;
    },
  };
}

/** Creates the tidying of caches: a walk over all files is for when they are too many, or were not counted for long. */
function createTidying({ store }: Engine, signal: AbortSignal): () => Promise<void> {
  let countedAt: number | undefined;
  let compressedBytes: number | undefined;
  return async () => {
    const now = performance.now();
    const usages = Object.values(store.cacheUsage());
    const isDue =
      usages.some(({ isCounted, bytes, maxBytes }) => !isCounted || bytes > maxBytes) ||
      now - (countedAt ??= now) >= recountEveryMs;
    if (isDue) {
      await store.blobs.evict();
      await store.packuments.evict();
      countedAt = now;
    }
    const { bytes } = store.cacheUsage().packuments;
    // Documents are kept as they came until they have rested.
    if (isDue || bytes !== compressedBytes) await store.packuments.compress(signal);
    compressedBytes = bytes;
    await store.noteCacheUsage();
  };
}

async function pruneLedger(
  { store, services }: Engine,
  { ledgerKeepMs }: MaintenanceSettings,
  signal: AbortSignal,
): Promise<void> {
  if (ledgerKeepMs === undefined) return;
  const before = services.clock.now() - ledgerKeepMs;
  const { rows, keptRows } = await store.retention.prune({ before, isAlone: false, signal });
  if (rows === 0) return;
  services.logger.log("info", {
    code: "SERVER_LEDGER_PRUNED",
    message: `Pruned ${rows} rows of the ledger that were older than is kept; ${keptRows} stay`,
    fields: { before },
  });
}

async function scrub({ store, services }: Engine, signal: AbortSignal): Promise<void> {
  const { files, corrupt } = await store.blobs.scrub(signal);
  services.logger.log(corrupt === 0 ? "debug" : "warn", {
    code: "SERVER_CACHE_SCRUBBED",
    message: `Checked ${files} cached tarballs: ${corrupt} were corrupt and moved aside`,
  });
}
