import type { Clock, Logger } from "@lockkeeper/core";

import type { DataFolder } from "./data-folder.ts";
import { openDatabase, openDatabaseForReading } from "./database.ts";
import { StoreError } from "./errors.ts";
import type { LedgerEntry, LedgerFilter, LedgerRow } from "./ledger-entry.ts";
import { boundEntry, renderEntry } from "./ledger-entry.ts";
import { createLedgerImporter } from "./ledger-import.ts";
import type { JournalDisk } from "./ledger-journal.ts";
import { journalDisk } from "./ledger-journal.ts";
import { createFetchedVersions } from "./ledger-in-use.ts";
import { importLeftovers } from "./ledger-leftovers.ts";
import { LedgerPipe } from "./ledger-pipe.ts";
import { queryLedger } from "./ledger-reader.ts";
import type { LedgerTally, TallyQuery } from "./ledger-tally.ts";
import { listVersionsAskedFor, tallyLedger } from "./ledger-tally.ts";
import type { LedgerHead, LedgerVerification } from "./ledger-verify.ts";
import { readHead, verifyLedger } from "./ledger-verify.ts";
import type { SqlDatabase } from "./sqlite.ts";

/** Reads the ledger, also while another process writes it. */
export interface LedgerReader {
  /** Yields matching rows, those included that the database does not hold yet. */
  query(filter: LedgerFilter): AsyncIterable<LedgerRow>;
  /** Counts requests for some packages by who asked for what and what came of it, also those not in the database yet. */
  tally(query: TallyQuery): Promise<readonly LedgerTally[]>;
  /** Every version of every package that was ever asked for, as far as the database holds it. */
  versionsAskedFor(): Iterable<{ readonly name: string; readonly version: string }>;
  /** Recomputes the hash chain over everything in the database, and looks in it for a head that was noted elsewhere. */
  verify(notedHead?: string): Promise<LedgerVerification>;
  /** The newest batch in the database, to be noted elsewhere. */
  head(): LedgerHead;
  close(): Promise<void>;
}

/** The append-only record of requests. */
export interface Ledger extends LedgerReader {
  /**
   * Writes one row to the journal before it returns, so that a kill of the process no longer loses it.
   * Throws `STORE_LEDGER_WRITE_FAILED` when the disk takes no more, `STORE_CLOSED` after `close`.
   */
  append(entry: LedgerEntry): void;
  /** Moves everything that is pending into the database. Throws what the database throws; nothing is lost then. */
  flush(): Promise<void>;
  /** Rows in the journal that the database does not hold yet. */
  readonly pending: number;
  /** Versions of a package whose tarballs were served since an instant, in milliseconds since the epoch. */
  versionsFetched(name: string, since: number): readonly string[];
}

/** What a ledger works with. */
export interface LedgerOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  /** The real disk unless told. */
  readonly disk?: JournalDisk;
}

interface CreateLedgerOptions extends LedgerOptions {
  /** Called when the ledger needs its connection no longer. */
  readonly onClosed?: () => void;
}

/** Opens the ledger for appending, with its own connection, and imports what an earlier process left in its journal. */
export async function openLedger(folder: DataFolder, options: LedgerOptions): Promise<Ledger> {
  const database = await openDatabase(folder, options);
  return createLedger(folder, database, { ...options, onClosed: () => database.close() });
}

/** Opens the ledger for reading; it is empty where no server ever ran. */
export async function openLedgerReader(folder: DataFolder): Promise<LedgerReader> {
  const database = await openDatabaseForReading(folder);
  return {
    query: (filter) => queryLedger(folder, database, filter),
    tally: (query) => tallyLedger(folder, database, query),
    versionsAskedFor: () => listVersionsAskedFor(database),
    verify: (notedHead) => verifyLedger(database, notedHead),
    head: () => readHead(database),
    close: async () => database?.close(),
  };
}

/** Creates the ledger on a connection that the caller owns, and imports what an earlier process left in its journal. */
export async function createLedger(
  folder: DataFolder,
  database: SqlDatabase,
  options: CreateLedgerOptions,
): Promise<Ledger> {
  const importer = createLedgerImporter(database, options.clock);
  await importLeftovers(folder, importer, options);
  const { logger, disk = journalDisk } = options;
  const pipe = new LedgerPipe({ folder: folder.ledgerFolder, importer, logger, disk, database });
  const versionsFetched = createFetchedVersions(database);
  let isClosed = false;

  function append(entry: LedgerEntry): void {
    if (isClosed) {
      throw new StoreError("STORE_CLOSED", { message: "Cannot write to the ledger as it is closed" });
    }
    pipe.append(renderEntry(boundEntry(entry)));
  }

  return {
    append,
    flush: () => pipe.flush(),
    versionsFetched,
    query: (filter) => queryLedger(folder, database, filter),
    tally: (query) => tallyLedger(folder, database, query),
    versionsAskedFor: () => listVersionsAskedFor(database),
    verify: async (notedHead) => {
      await pipe.flush();
      return verifyLedger(database, notedHead);
    },
    head: () => readHead(database),
    get pending() {
      return pipe.pending;
    },
    close: async () => {
      if (isClosed) return;
      isClosed = true;
      try {
        await pipe.close();
      } finally {
        options.onClosed?.();
      }
    },
  };
}
