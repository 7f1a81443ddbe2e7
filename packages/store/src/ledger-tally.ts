import { setImmediate } from "node:timers/promises";

import { numberAt } from "./columns.ts";
import type { DataFolder } from "./data-folder.ts";
import type { LedgerEntry } from "./ledger-entry.ts";
import { captureMoment, openJournals, readTailRows } from "./ledger-reader.ts";
import { buildRow } from "./ledger-rows.ts";
import type { SqlDatabase, SqlQuery, SqlRow } from "./sqlite.ts";

/** Which requests are counted. Times are milliseconds since the epoch, `since` and `until` inclusive. */
export interface TallyQuery {
  readonly packages: readonly string[];
  readonly since?: number | undefined;
  readonly until?: number | undefined;
  /** Requests after this instant are counted apart from those before. */
  readonly splitAt?: number | undefined;
}

/** Equal requests, counted: the same client of the same identity got the same answer. */
export interface LedgerTally extends Omit<LedgerEntry, "at"> {
  readonly count: number;
  /** Times of the first and the last of them; milliseconds since the epoch. */
  readonly firstAt: number;
  readonly lastAt: number;
  /** The place of the first of them in the ledger. */
  readonly firstSeq: number;
}

/** Grouped by numbers first: texts are looked up once for each group, not for each row. */
const statement = `
  SELECT counted.seq, counted.first_at, counted.last_at, counted.rows,
    identity, client, client_version, command, ci, remote, kind, package, version, integrity_expected, integrity_served,
    decision, effect, clause, policy_revision, outcome, status, withheld, observed, took_from_cache
  FROM (
    SELECT min(entry.seq) AS seq, min(entry.at) AS first_at, max(entry.at) AS last_at, count(*) AS rows,
      entry.source, entry.subject, entry.ruling, entry.withheld
    FROM ledger_subject AS subject JOIN ledger_row AS entry ON entry.subject = subject.id
    WHERE subject.package = ? AND entry.seq <= ? AND entry.at >= ? AND entry.at <= ?
    GROUP BY entry.subject, entry.source, entry.ruling, entry.withheld, entry.at > ?
  ) AS counted
  JOIN ledger_source ON ledger_source.id = counted.source
  JOIN ledger_subject ON ledger_subject.id = counted.subject
  JOIN ledger_ruling ON ledger_ruling.id = counted.ruling
  ORDER BY counted.seq`;

const countFields = 3;

/** Counts the requests for some packages, of the database and of the journals that it does not hold yet. */
export async function tallyLedger(
  folder: DataFolder,
  database: SqlDatabase | undefined,
  query: TallyQuery,
): Promise<readonly LedgerTally[]> {
  const journals = openJournals(folder);
  try {
    const moment = captureMoment(database, journals);
    const tallies = database === undefined ? [] : await tallyDatabase(database, query, moment.lastSeq);
    const fresh = new Map<string, LedgerTally>();
    const packages = new Set(query.packages);
    for await (const { seq, ...entry } of readTailRows(moment)) {
      if (packages.has(entry.package) && isWithin(entry.at, query)) countEntry(fresh, entry, seq, query);
    }
    return [...tallies, ...fresh.values()];
  } finally {
    for (const journal of journals.values()) journal.close();
  }
}

async function tallyDatabase(
  database: SqlDatabase,
  { packages, since, until, splitAt }: TallyQuery,
  lastSeq: number,
): Promise<LedgerTally[]> {
  const query: SqlQuery = database.query(statement);
  const tallies: LedgerTally[] = [];
  const earliest = Number.MIN_SAFE_INTEGER;
  const latest = Number.MAX_SAFE_INTEGER;
  for (const name of new Set(packages)) {
    const rows = query.rows(name, lastSeq, since ?? earliest, until ?? latest, splitAt ?? latest);
    for (const row of rows) tallies.push(buildTally(row));
    if (rows.length > 0) await setImmediate();
  }
  return tallies;
}

function buildTally(row: SqlRow): LedgerTally {
  const [seq, firstAt, , , ...fields] = row;
  const { seq: firstSeq, at, ...entry } = buildRow([seq, firstAt, ...fields]);
  return {
    ...entry,
    firstSeq,
    firstAt: at,
    lastAt: numberAt(row, countFields - 1),
    count: numberAt(row, countFields),
  };
}

function countEntry(
  tallies: Map<string, LedgerTally>,
  { at, ...entry }: LedgerEntry,
  seq: number,
  { splitAt }: TallyQuery,
): void {
  const key = JSON.stringify([entry, splitAt !== undefined && at > splitAt]);
  const known = tallies.get(key);
  if (known === undefined) {
    tallies.set(key, { ...entry, firstSeq: seq, firstAt: at, lastAt: at, count: 1 });
    return;
  }
  const { firstAt, lastAt, count } = known;
  tallies.set(key, {
    ...known,
    firstAt: Math.min(firstAt, at),
    lastAt: Math.max(lastAt, at),
    count: count + 1,
  });
}

function isWithin(at: number, { since, until }: TallyQuery): boolean {
  return (since === undefined || at >= since) && (until === undefined || at <= until);
}
