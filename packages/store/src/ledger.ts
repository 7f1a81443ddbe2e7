import type { Clock, Logger } from "@lockkeeper/core";

import type { DataFolder } from "./data-folder.ts";
import type { LedgerEntry, LedgerFilter, LedgerRow } from "./ledger-entry.ts";

/** What a recomputation of the ledger's hash chain found. */
export type LedgerVerification =
  | { readonly kind: "intact"; readonly rows: number; readonly batches: number; readonly head: string }
  | {
      readonly kind: "broken";
      readonly rows: number;
      readonly batches: number;
      /** The number of the first batch that does not match. */
      readonly batch: number;
      readonly firstSeq: number;
      readonly lastSeq: number;
      readonly detail: string;
    };

/** Reads the ledger, also while another process writes it. */
export interface LedgerReader {
  /** Yields matching rows, those included that no database holds yet. */
  query(filter: LedgerFilter): AsyncIterable<LedgerRow>;
  /** Recomputes the hash chain over everything in the database. */
  verify(): Promise<LedgerVerification>;
  close(): Promise<void>;
}

/** The append-only record of requests. */
export interface Ledger extends LedgerReader {
  /**
   * Writes one row to the journal before it returns, so that a kill of the process no longer loses it.
   * Throws `STORE_LEDGER_WRITE_FAILED` when the disk takes no more, `STORE_CLOSED` after `close`.
   */
  append(entry: LedgerEntry): void;
  /** Moves everything that is pending into the database. */
  flush(): Promise<void>;
  /** Rows in the journal that the database does not hold yet. */
  readonly pending: number;
}

export interface LedgerOptions {
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Opens the ledger for appending and imports what an earlier process left in its journal. */
export async function openLedger(_folder: DataFolder, _options: LedgerOptions): Promise<Ledger> {
  throw new Error("not built yet");
}

/** Opens the ledger for reading; it is empty where no server ever ran. */
export async function openLedgerReader(
  _folder: DataFolder,
  _options: { readonly logger: Logger },
): Promise<LedgerReader> {
  throw new Error("not built yet");
}
