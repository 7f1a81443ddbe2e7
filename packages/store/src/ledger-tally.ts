import { setImmediate } from "node:timers/promises";

import { numberAt, textAt } from "./columns.ts";
import type { DataFolder } from "./data-folder.ts";
import type { LedgerEntry } from "./ledger-entry.ts";
import type { Moment } from "./ledger-reader.ts";
import { captureMoment, openJournals, readTailRows } from "./ledger-reader.ts";
import { buildRow } from "./ledger-rows.ts";
import type { SqlDatabase, SqlRow, SqlValue } from "./sqlite.ts";

/** Which requests are counted. Times are milliseconds since the epoch, both ends inclusive. */
export interface TallyQuery {
  /** Packages with the versions that are asked about; `undefined` for every request, also those that name no version. */
  readonly packages: ReadonlyMap<string, readonly string[] | "every-version" | undefined>;
  readonly since?: number | undefined;
  readonly until?: number | undefined;
  /** Requests after this instant are counted apart from those before. */
  readonly splitAt?: number | undefined;
}

type CountedFields =
  | "identity"
  | "client"
  | "clientVersion"
  | "command"
  | "ci"
  | "remote"
  | "package"
  | "version"
  | "kind"
  | "effect"
  | "clause"
  | "outcome"
  | "withheld"
  | "observed"
  | "tookFromCache";

/** Equal requests, counted: the same client of the same identity got the same answer. */
export interface LedgerTally extends Pick<LedgerEntry, CountedFields> {
  readonly count: number;
  /** Times of the first and the last of them; milliseconds since the epoch. */
  readonly firstAt: number;
  readonly lastAt: number;
  /** The place of the first of them in the ledger. */
  readonly firstSeq: number;
}

/**
 * Grouped by what is shown, before texts are looked up: a policy that changed does not make one client many. `INDEXED BY`
 * holds the plan to the index that has subject and time; there is none better for any question.
 */
const statement = `
  SELECT counted.seq, counted.first_at, counted.last_at, counted.rows,
    identity, client, client_version, command, ci, remote,
    counted.version, counted.kind, counted.effect, counted.clause, counted.outcome, counted.withheld, counted.observed,
    counted.took_from_cache
  FROM (
    SELECT min(entry.seq) AS seq, min(entry.at) AS first_at, max(entry.at) AS last_at, count(*) AS rows,
      entry.source, subject.version, ruling.kind, ruling.effect, ruling.clause, ruling.outcome, entry.withheld,
      ruling.observed, ruling.took_from_cache
    FROM ledger_subject AS subject
    CROSS JOIN ledger_row AS entry INDEXED BY ledger_row_subject_at ON entry.subject = subject.id
    CROSS JOIN ledger_ruling AS ruling ON ruling.id = entry.ruling
    WHERE subject.package = ?1 AND entry.at BETWEEN ?3 AND ?4 AND entry.seq <= ?2
      AND (?6 IS NULL OR (subject.version IS NOT NULL AND ?6 = '') OR subject.version IN (SELECT value FROM json_each(nullif(?6, ''))))
    GROUP BY entry.source, subject.version, ruling.kind, ruling.effect, ruling.clause, ruling.outcome, entry.withheld,
      ruling.observed, ruling.took_from_cache, entry.at > ?5
  ) AS counted
  JOIN ledger_source ON ledger_source.id = counted.source
  ORDER BY counted.seq`;

/** Counts the requests for some packages, of the database and of the journals that it does not hold yet. */
export async function tallyLedger(
  folder: DataFolder,
  database: SqlDatabase | undefined,
  query: TallyQuery,
): Promise<readonly LedgerTally[]> {
  if (query.packages.size === 0) return [];
  const journals = openJournals(folder);
  try {
    const moment = captureMoment(database, journals);
    const kept = database === undefined ? [] : await tallyDatabase(database, query, moment.lastSeq);
    return [...kept, ...(await tallyTails(moment, query))];
  } finally {
    for (const journal of journals.values()) journal.close();
  }
}

/** Yields each version once, in pages, so that a writer waits for no long reading. */
export function* listVersionsAskedFor(
  database: SqlDatabase | undefined,
): Generator<{ readonly name: string; readonly version: string }, void, undefined> {
  const query = database?.query(
    `SELECT DISTINCT package, version FROM ledger_subject
     WHERE version IS NOT NULL AND (package, version) > (?, ?) ORDER BY package, version LIMIT 5000`,
  );
  let [name, version] = ["", ""];
  for (
    let page = query?.rows(name, version) ?? [];
    page.length > 0;
    page = query?.rows(name, version) ?? []
  ) {
    for (const row of page) {
      [name, version] = [textAt(row, 0), textAt(row, 1)];
      yield { name, version };
    }
  }
}

async function tallyDatabase(
  database: SqlDatabase,
  { packages, since, until, splitAt }: TallyQuery,
  lastSeq: number,
): Promise<readonly LedgerTally[]> {
  const query = database.query(statement);
  const tallies: LedgerTally[] = [];
  const latest = Number.MAX_SAFE_INTEGER;
  for (const name of findKnown(database, [...packages.keys()])) {
    const versions = renderVersions(packages.get(name));
    const rows = query.rows(
      name,
      lastSeq,
      since ?? Number.MIN_SAFE_INTEGER,
      until ?? latest,
      splitAt ?? latest,
      versions,
    );
    for (const row of rows) tallies.push(buildTally(name, row));
    if (rows.length > 0) await setImmediate();
  }
  return tallies;
}

/** Campaigns name thousands of packages that nobody here ever asked for. */
function findKnown(database: SqlDatabase, names: readonly string[]): readonly string[] {
  const query = database.query(
    `SELECT value FROM json_each(?) AS asked
     WHERE EXISTS (SELECT 1 FROM ledger_subject WHERE ledger_subject.package = asked.value)`,
  );
  return query.rows(JSON.stringify(names)).map((row) => textAt(row, 0));
}

function renderVersions(versions: readonly string[] | "every-version" | undefined): SqlValue {
  if (versions === undefined) return null;
  return versions === "every-version" ? "" : JSON.stringify(versions);
}

function buildTally(name: string, row: SqlRow): LedgerTally {
  const [seq, firstAt, , , ...fields] = row;
  const [identity, client, clientVersion, command, ci, remote, version, kind, effect, ...answer] = fields;
  const [clause, outcome, withheld, observed, tookFromCache] = answer;
  const who = [identity, client, clientVersion, command, ci, remote];
  // What was not counted apart is left blank, so that one reader checks every row of the ledger.
  const subject = [kind, name, version, null, null];
  const ruling = ["allow", effect, clause, "", outcome, 0, withheld, observed, tookFromCache];
  const entry = buildRow([seq, firstAt, ...who, ...subject, ...ruling]);
  return {
    ...pickCounted(entry),
    firstSeq: entry.seq,
    firstAt: entry.at,
    lastAt: numberAt(row, 2),
    count: numberAt(row, 3),
  };
}

async function tallyTails(moment: Moment, query: TallyQuery): Promise<readonly LedgerTally[]> {
  const tallies = new Map<string, LedgerTally>();
  for await (const row of readTailRows(moment)) {
    if (!isAsked(row, query)) continue;
    const { seq, at } = row;
    const counted = pickCounted(row);
    const key = JSON.stringify([counted, query.splitAt !== undefined && at > query.splitAt]);
    const known = tallies.get(key) ?? { ...counted, firstSeq: seq, firstAt: at, lastAt: at, count: 0 };
    tallies.set(key, {
      ...known,
      firstAt: Math.min(known.firstAt, at),
      lastAt: Math.max(known.lastAt, at),
      count: known.count + 1,
    });
  }
  return [...tallies.values()];
}

function isAsked(
  { package: name, version, at }: LedgerEntry,
  { packages, since, until }: TallyQuery,
): boolean {
  if (!packages.has(name)) return false;
  if ((since !== undefined && at < since) || (until !== undefined && at > until)) return false;
  const versions = packages.get(name);
  if (versions === undefined) return true;
  return version !== null && (versions === "every-version" || versions.includes(version));
}

function pickCounted(entry: LedgerEntry): Pick<LedgerEntry, CountedFields> {
  return {
    identity: entry.identity,
    client: entry.client,
    clientVersion: entry.clientVersion,
    command: entry.command,
    ci: entry.ci,
    remote: entry.remote,
    package: entry.package,
    version: entry.version,
    kind: entry.kind,
    effect: entry.effect,
    clause: entry.clause,
    outcome: entry.outcome,
    withheld: entry.withheld,
    observed: entry.observed,
    tookFromCache: entry.tookFromCache,
  };
}
