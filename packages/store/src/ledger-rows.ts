import type { LedgerFilter, LedgerRow } from "./ledger-entry.ts";
import { tryBuildEntry } from "./ledger-entry.ts";
import type { LedgerSql } from "./ledger-sql.ts";
import type { SqlDatabase, SqlRow } from "./sqlite.ts";
import { corruptDatabase } from "./sqlite.ts";

/** The most rows that are read at once; no batch is larger. */
export const pageRows: number = 500;

const withheldField = 18;

/** Reads one page of rows between two places (inclusive). Throws `STORE_DATABASE_CORRUPT` for a row that is none. */
export function readRows(
  database: SqlDatabase,
  sql: LedgerSql,
  filter: LedgerFilter,
  range: { readonly fromSeq: number; readonly toSeq: number },
): readonly LedgerRow[] {
  const query = sql.select(filter, { ...range, maxRows: pageRows });
  return database
    .query(query.sql)
    .rows(...query.values)
    .map(buildRow);
}

/** One row of the database as an entry. Throws `STORE_DATABASE_CORRUPT` for one that is none. */
export function buildRow([seq, ...fields]: SqlRow): LedgerRow {
  const entry = tryBuildEntry(fields.with(withheldField, tryParseWithheld(fields[withheldField])));
  if (entry !== undefined && typeof seq === "number") return { seq, ...entry };
  throw corruptDatabase("lockkeeper.db", `row ${String(seq)} of the ledger has fields of other types`);
}

function tryParseWithheld(text: unknown): unknown {
  if (text === null) return [];
  if (typeof text !== "string") return undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
