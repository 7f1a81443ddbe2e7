import type { Clock, Logger } from "@lockkeeper/core";

import type { BlobCache } from "./blob.ts";
import type { DataFolder } from "./data-folder.ts";
import type { ExceptionStore } from "./exceptions.ts";
import type { Ledger } from "./ledger.ts";
import type { PackumentCache } from "./packument-cache.ts";
import type { SightingStore } from "./sighting.ts";

/** Everything that a running firewall persists, over one database connection. */
export interface Store {
  readonly folder: DataFolder;
  readonly ledger: Ledger;
  readonly sightings: SightingStore;
  readonly exceptions: ExceptionStore;
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
}

/** Opens everything in a data folder. */
export async function openStore(_folder: DataFolder, _options: StoreOptions): Promise<Store> {
  throw new Error("not built yet");
}
