import { readdirSync } from "node:fs";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";

import { numberAt, textAt } from "./columns.ts";
import type { DataFolder } from "./data-folder.ts";
import type { LedgerFilter, LedgerRow } from "./ledger-entry.ts";
import { matchesFilter } from "./ledger-filter.ts";
import { tryParseJournalName } from "./ledger-journal.ts";
import type { JournalReader } from "./ledger-journal-reader.ts";
import { openJournalReader } from "./ledger-journal-reader.ts";
import { pageRows, readRows } from "./ledger-rows.ts";
import type { LedgerSql } from "./ledger-sql.ts";
import type { SqlDatabase } from "./sqlite.ts";

/** A journal's entries that the database does not hold. */
interface Tail {
  readonly journal: JournalReader;
  readonly from: number;
  readonly to: number;
}

/** What the ledger held at one moment. */
export interface Moment {
  readonly lastSeq: number;
  readonly tails: readonly Tail[];
}

/** Yields matching rows of the database and of the journals that it does not hold yet. */
export async function* queryLedger(
  folder: DataFolder,
  database: SqlDatabase | undefined,
  filter: LedgerFilter,
): AsyncGenerator<LedgerRow, void, undefined> {
  // Loading the query builder takes 80 ms, which a process that only appends need not pay.
  const { createLedgerSql } = await import("./ledger-sql.ts");
  const journals = openJournals(folder);
  try {
    const moment = captureMoment(database, journals);
    const limit = filter.limit ?? Number.POSITIVE_INFINITY;
    let yielded = 0;
    for await (const row of mergeRows(database, createLedgerSql(), filter, moment)) {
      if (yielded >= limit) return;
      yielded += 1;
      yield row;
    }
  } finally {
    for (const journal of journals.values()) journal.close();
  }
}

async function* mergeRows(
  database: SqlDatabase | undefined,
  sql: LedgerSql,
  filter: LedgerFilter,
  moment: Moment,
): AsyncGenerator<LedgerRow, void, undefined> {
  if (filter.order === "desc") {
    const pending: LedgerRow[] = [];
    for await (const row of readTails(moment, filter)) pending.push(row);
    yield* pending.toReversed();
  }
  if (database !== undefined) yield* readPages(database, sql, filter, moment.lastSeq);
  if (filter.order !== "desc") yield* readTails(moment, filter);
}

/** Opens the journals: before the database is asked how far it holds them, so that no entry falls between the two. */
export function openJournals(folder: DataFolder): ReadonlyMap<string, JournalReader> {
  const journals = new Map<string, JournalReader>();
  for (const name of readdirSync(folder.ledgerFolder).toSorted()) {
    if (tryParseJournalName(name) === undefined) continue;
    const journal = openJournalReader(join(folder.ledgerFolder, name));
    if (journal !== undefined) journals.set(name, journal);
  }
  return journals;
}

/** What is in the database and what is only in journals, at one moment. */
export function captureMoment(
  database: SqlDatabase | undefined,
  journals: ReadonlyMap<string, JournalReader>,
): Moment {
  const sizes = new Map([...journals].map(([name, journal]) => [name, journal.size()]));
  // One statement, so that rows and positions are of the same moment.
  const row = database
    ?.query(
      `SELECT (SELECT coalesce(max(last_seq), 0) FROM ledger_batch),
              (SELECT json_group_array(json_array(name, imported)) FROM ledger_journal)`,
    )
    .row();
  const positions = row === undefined ? new Map<string, number>() : parsePositions(textAt(row, 1));
  const tails = [...journals].map(([name, journal]) => ({
    journal,
    from: positions.get(name) ?? 0,
    to: sizes.get(name) ?? 0,
  }));
  return { lastSeq: row === undefined ? 0 : numberAt(row, 0), tails };
}

function parsePositions(text: string): Map<string, number> {
  // The statement above has just rendered it.
  return new Map(JSON.parse(text) as readonly (readonly [string, number])[]);
}

async function* readTails(moment: Moment, filter: LedgerFilter): AsyncGenerator<LedgerRow, void, undefined> {
  for await (const row of readTailRows(moment)) if (matchesFilter(row, filter)) yield row;
}

/** Every row that is in a journal alone. */
export async function* readTailRows(moment: Moment): AsyncGenerator<LedgerRow, void, undefined> {
  let seq = moment.lastSeq;
  for (const { journal, from, to } of moment.tails) {
    let position = from;
    while (position < to) {
      const part = journal.readFrom(position, pageRows);
      if (part.consumed === 0) break;
      position += part.consumed;
      for (const entry of part.entries) {
        seq += 1;
        yield { seq, ...entry };
      }
      await setImmediate();
    }
  }
}

async function* readPages(
  database: SqlDatabase,
  sql: LedgerSql,
  filter: LedgerFilter,
  lastSeq: number,
): AsyncGenerator<LedgerRow, void, undefined> {
  const isDescending = filter.order === "desc";
  let fromSeq = 1;
  let toSeq = lastSeq;
  for (;;) {
    const rows = readRows(database, sql, filter, { fromSeq, toSeq });
    yield* rows;
    const last = rows.at(-1);
    if (last === undefined || rows.length < pageRows) return;
    if (isDescending) toSeq = last.seq - 1;
    else fromSeq = last.seq + 1;
    await setImmediate();
  }
}
