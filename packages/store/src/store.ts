import type { Clock, Logger } from "@lockkeeper/core";

import type { BlobCache } from "./blob.ts";
import { createBlobCache } from "./blob-cache.ts";
import type { DataFolder } from "./data-folder.ts";
import { openDatabase } from "./database.ts";
import { createExceptionStore } from "./exception-store.ts";
import type { ExceptionStore } from "./exceptions.ts";
import type { Ledger } from "./ledger.ts";
import { createLedger } from "./ledger.ts";
import type { PackumentCache } from "./packument-cache.ts";
import { createPackumentCache } from "./packument-cache.ts";
import type { LedgerRetention } from "./retention.ts";
import { createLedgerRetention } from "./retention.ts";
import type { SightingStore } from "./sighting.ts";
import { SightingDatabase } from "./sighting-store.ts";
import { createTokenStore } from "./token-store.ts";
import type { TokenStore } from "./tokens.ts";

/** Everything that a running firewall persists, over one database connection. */
export interface Store {
  readonly folder: DataFolder;
  readonly ledger: Ledger;
  readonly retention: LedgerRetention;
  readonly sightings: SightingStore;
  readonly exceptions: ExceptionStore;
  readonly tokens: TokenStore;
  readonly blobs: BlobCache;
  readonly packuments: PackumentCache;
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
  /** `refuse` (unless told) throws for a damaged database; `set-aside` moves it to the folder for such files and begins anew. */
  readonly onCorruptDatabase?: "refuse" | "set-aside";
}

/**
 * Opens everything in a data folder, and imports what an earlier process left in the ledger's journal. Throws
 * `STORE_DATABASE_CORRUPT`, `STORE_NEWER_FORMAT`, `STORE_DATABASE_BUSY`, `STORE_DISK_FULL`.
 */
export async function openStore(folder: DataFolder, options: StoreOptions): Promise<Store> {
  const { clock, logger, onCorruptDatabase, tarballMaxBytes, packumentMaxBytes } = options;
  const database = await openDatabase(folder, {
    clock,
    logger,
    ...(onCorruptDatabase && { onCorrupt: onCorruptDatabase }),
  });
  try {
    const ledger = await createLedger(folder, database, { clock, logger });
    const packuments = createPackumentCache(folder, {
      clock,
      logger,
      ...(packumentMaxBytes !== undefined && { maxBytes: packumentMaxBytes }),
    });
    const sightings = new SightingDatabase(folder, database, { clock, logger, documents: packuments });
    return {
      folder,
      ledger,
      retention: createLedgerRetention(database, clock),
      sightings,
      exceptions: createExceptionStore(database, { clock }),
      tokens: createTokenStore(database, { clock, logger }),
      blobs: createBlobCache(folder, {
        clock,
        logger,
        ...(tarballMaxBytes !== undefined && { maxBytes: tarballMaxBytes }),
      }),
      packuments,
      close: once(async () => {
        await Promise.all([sightings.flush(), packuments.flush()]);
        try {
          await ledger.close();
        } finally {
          database.close();
        }
      }),
    };
  } catch (error) {
    database.close();
    throw error;
  }
}

function once(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  return () => (running ??= work());
}
