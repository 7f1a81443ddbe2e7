import { setImmediate } from "node:timers/promises";

import { numberAt, textAt } from "./columns.ts";
import { StoreError } from "./errors.ts";
import type { LedgerBatch } from "./ledger-chain.ts";
import { chainStart, hashBatch } from "./ledger-chain.ts";
import { readRows } from "./ledger-rows.ts";
import type { LedgerSql } from "./ledger-sql.ts";
import type { SqlDatabase } from "./sqlite.ts";

/** What a recomputation of the ledger's hash chain found. */
export type LedgerVerification =
  | {
      readonly kind: "intact";
      readonly rows: number;
      readonly batches: number;
      /** The last hash. Kept elsewhere, it later proves that the end was not cut off. */
      readonly head: string;
    }
  | {
      readonly kind: "broken";
      /** Rows and batches before it that are intact. */
      readonly rows: number;
      readonly batches: number;
      /** The number of the first batch that does not match. */
      readonly batch: number;
      readonly firstSeq: number;
      readonly lastSeq: number;
      readonly detail: string;
    };

interface StoredBatch extends LedgerBatch {
  readonly hash: string;
}

/** Recomputes the hash chain over everything in the database; an absent database is an empty ledger. */
export async function verifyLedger(database: SqlDatabase | undefined): Promise<LedgerVerification> {
  if (database === undefined) return { kind: "intact", rows: 0, batches: 0, head: chainStart };
  const { createLedgerSql } = await import("./ledger-sql.ts");
  const sql = createLedgerSql();
  let before: StoredBatch = { number: 0, firstSeq: 0, lastSeq: 0, hash: chainStart };
  for (;;) {
    const batch = readNextBatch(database, before.number);
    if (batch === undefined) break;
    const detail = findFault(database, sql, before, batch);
    if (detail !== undefined) return broken(before, batch, detail);
    before = batch;
    await setImmediate();
  }
  const strays = countStrays(database, before.lastSeq);
  const next = { number: before.number + 1, firstSeq: before.lastSeq + 1, lastSeq: before.lastSeq + strays };
  if (strays > 0) return broken(before, next, `${strays} rows belong to no batch`);
  return { kind: "intact", rows: before.lastSeq, batches: before.number, head: before.hash };
}

function readNextBatch(database: SqlDatabase, after: number): StoredBatch | undefined {
  const row = database
    .query(
      "SELECT number, first_seq, last_seq, hash FROM ledger_batch WHERE number > ? ORDER BY number LIMIT 1",
    )
    .row(after);
  if (row === undefined) return undefined;
  return {
    number: numberAt(row, 0),
    firstSeq: numberAt(row, 1),
    lastSeq: numberAt(row, 2),
    hash: textAt(row, 3),
  };
}

function findFault(
  database: SqlDatabase,
  sql: LedgerSql,
  before: StoredBatch,
  batch: StoredBatch,
): string | undefined {
  if (batch.number !== before.number + 1) return `batches before it are missing after ${before.number}`;
  if (batch.firstSeq !== before.lastSeq + 1) return `rows before it are missing after ${before.lastSeq}`;
  try {
    const rows = readRows(database, sql, {}, { fromSeq: batch.firstSeq, toSeq: batch.lastSeq });
    const expected = batch.lastSeq - batch.firstSeq + 1;
    if (rows.length !== expected) return `it has ${rows.length} rows instead of ${expected}`;
    return hashBatch(before.hash, batch, rows) === batch.hash ? undefined : "its rows do not match its hash";
  } catch (error) {
    if (error instanceof StoreError && error.code === "STORE_DATABASE_CORRUPT") return error.message;
    throw error;
  }
}

function countStrays(database: SqlDatabase, lastSeq: number): number {
  const row = database.query("SELECT count(*) FROM ledger_row WHERE seq > ? OR seq < 1").row(lastSeq);
  return row === undefined ? 0 : numberAt(row, 0);
}

function broken(before: StoredBatch, batch: LedgerBatch, detail: string): LedgerVerification {
  return {
    kind: "broken",
    rows: before.lastSeq,
    batches: before.number,
    batch: batch.number,
    firstSeq: batch.firstSeq,
    lastSeq: batch.lastSeq,
    detail,
  };
}
