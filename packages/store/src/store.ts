import type { Clock, Logger } from "@lockkeeper/core";

import type { BlobCache } from "./blob.ts";
import { createBlobCache } from "./blob-cache.ts";
import type { KeepBlob } from "./blob-job.ts";
import type { CachesUsage } from "./cache-usage.ts";
import { readCacheUsage, writeCacheUsage } from "./cache-usage.ts";
import { startCheckpoints } from "./checkpoints.ts";
import type { DataFolder } from "./data-folder.ts";
import { openDatabase } from "./database.ts";
import type { CacheUsage } from "./eviction.ts";
import { createExceptionStore } from "./exception-store.ts";
import type { ExceptionStore } from "./exceptions.ts";
import { createInventory } from "./inventory.ts";
import type { Inventory } from "./inventory.ts";
import { createLateStore } from "./late-store.ts";
import type { LateStore } from "./late-store.ts";
import type { Ledger } from "./ledger.ts";
import { createLedger } from "./ledger.ts";
import type { PackumentCache } from "./packument-cache.ts";
import { createPackumentCache } from "./packument-cache.ts";
import type { LedgerRetention } from "./retention.ts";
import { createLedgerRetention } from "./retention.ts";
import type { SightingStore } from "./sighting.ts";
import { SightingDatabase } from "./sighting-store.ts";
import type { SqlDatabase } from "./sqlite.ts";
import { createTokenStore } from "./token-store.ts";
import type { TokenStore } from "./tokens.ts";

/** 64 MB. */
const lateCheckpointPages = 16_000;

/** Everything that a running firewall persists, over one database connection. */
export interface Store {
  readonly folder: DataFolder;
  readonly ledger: Ledger;
  readonly retention: LedgerRetention;
  readonly sightings: SightingStore;
  readonly exceptions: ExceptionStore;
  readonly tokens: TokenStore;
  readonly inventory: Inventory;
  readonly late: LateStore;
  readonly blobs: BlobCache;
  readonly packuments: PackumentCache;
  /** What the caches hold and may hold, without looking at the disk. */
  cacheUsage(): CachesUsage;
  /** Writes down what the caches hold, for the next start. */
  noteCacheUsage(): Promise<void>;
  /** Writes out what is pending and closes everything. */
  close(): Promise<void>;
}

/** Bounds and instruments of a store. Sizes in bytes. */
export interface StoreOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  /** 20 GB unless told. */
  readonly tarballMaxBytes?: number;
  /** 5 GB unless told. */
  readonly packumentMaxBytes?: number;
  /** Whether this process serves: it alone writes down what the caches hold. */
  readonly isServing?: boolean;
  /** Whether the database's log is moved into it on a thread of its own. */
  readonly hasCheckpointThread?: boolean;
  /** Hashes and writes small tarballs on another thread. */
  readonly keepBlob?: KeepBlob;
  /** `refuse` (unless told) throws for a damaged database; `set-aside` moves it to the folder for such files and begins anew. */
  readonly onCorruptDatabase?: "refuse" | "set-aside";
}

/**
 * Opens everything in a data folder, and imports what an earlier process left in the ledger's journal. Throws
 * `STORE_DATABASE_CORRUPT`, `STORE_NEWER_FORMAT`, `STORE_DATABASE_BUSY`, `STORE_DISK_FULL`.
 */
export async function openStore(folder: DataFolder, options: StoreOptions): Promise<Store> {
  const { clock, logger, onCorruptDatabase } = options;
  const database = await openDatabase(folder, {
    clock,
    logger,
    ...(onCorruptDatabase && { onCorrupt: onCorruptDatabase }),
  });
  try {
    return await openParts(folder, database, options);
  } catch (error) {
    database.close();
    throw error;
  }
}

async function openParts(folder: DataFolder, database: SqlDatabase, options: StoreOptions): Promise<Store> {
  const { clock, logger, isServing = false, hasCheckpointThread = false } = options;
  const ledger = await createLedger(folder, database, { clock, logger });
  const caches = await openCaches(folder, options);
  const { blobs, packuments } = caches;
  const sightings = new SightingDatabase(folder, database, { clock, logger, documents: packuments });
  const cacheUsage = (): CachesUsage => ({ tarballs: blobs.usage(), ...packuments.usage() });
  // Until it ends in order, a server's note counts for nothing.
  if (isServing) await writeCacheUsage(folder, { isOpen: true, caches: cacheUsage() });
  // Should the thread fall behind or end, a commit does it once there is as much as this.
  if (hasCheckpointThread) database.execute(`PRAGMA wal_autocheckpoint = ${lateCheckpointPages}`);
  const checkpoints = hasCheckpointThread ? startCheckpoints(folder.databaseFile, logger) : undefined;
  return {
    folder,
    ledger,
    retention: createLedgerRetention(database, clock),
    sightings,
    exceptions: createExceptionStore(database, { clock }),
    tokens: createTokenStore(database, { clock, logger }),
    inventory: createInventory(database),
    late: createLateStore(database),
    ...caches,
    cacheUsage,
    noteCacheUsage: () => writeCacheUsage(folder, { isOpen: true, caches: cacheUsage() }),
    close: once(async () => {
      await Promise.all([sightings.flush(), packuments.flush()]);
      if (isServing) await writeCacheUsage(folder, { isOpen: false, caches: cacheUsage() });
      try {
        await ledger.close();
        await checkpoints?.stop();
      } finally {
        database.close();
      }
    }),
  };
}

async function openCaches(
  folder: DataFolder,
  { clock, logger, tarballMaxBytes, packumentMaxBytes, keepBlob }: StoreOptions,
): Promise<{ readonly blobs: BlobCache; readonly packuments: PackumentCache }> {
  const noted = await readCacheUsage(folder);
  const counted = noted === undefined || noted.isOpen ? undefined : noted.caches;
  const trusted = (cache: keyof CachesUsage): CacheUsage | undefined =>
    counted?.[cache].isCounted === true ? counted[cache] : undefined;
  return {
    blobs: createBlobCache(folder, {
      clock,
      logger,
      counted: trusted("tarballs"),
      keepBlob,
      ...(tarballMaxBytes !== undefined && { maxBytes: tarballMaxBytes }),
    }),
    packuments: createPackumentCache(folder, {
      clock,
      logger,
      counted: { packuments: trusted("packuments"), snapshots: trusted("snapshots") },
      ...(packumentMaxBytes !== undefined && { maxBytes: packumentMaxBytes }),
    }),
  };
}

function once(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  return () => (running ??= work());
}
