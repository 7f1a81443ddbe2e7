import { setImmediate } from "node:timers/promises";

import { numberAt, textAt } from "./columns.ts";
import { StoreError } from "./errors.ts";
import type { LedgerBatch } from "./ledger-chain.ts";
import { chainStart, hashBatch } from "./ledger-chain.ts";
import { readRows } from "./ledger-rows.ts";
import type { LedgerAnchor } from "./retention-anchor.ts";
import { isPrunedHead, readAnchor } from "./retention-anchor.ts";
import type { ChainPoint } from "./retention-anchor.ts";
import type { SqlDatabase } from "./sqlite.ts";

/** Where a head that was noted elsewhere is in the chain. */
interface NotedPlace {
  readonly batch: number;
  readonly lastSeq: number;
}

/** What a recomputation of the ledger's hash chain found. Rows and batches are those that are kept. */
export type LedgerVerification =
  | {
      readonly kind: "intact";
      readonly rows: number;
      readonly batches: number;
      /** The last hash. Kept elsewhere, it later proves that the end was not cut off. */
      readonly head: string;
      /** What was pruned; the chain is verified from there on. */
      readonly pruned: LedgerAnchor | undefined;
      /** Where the noted head was found, if one was given. */
      readonly noted: NotedPlace | undefined;
    }
  | {
      /** The chain is whole in itself, but no batch has the noted head: the end was cut off, or everything replaced. */
      readonly kind: "cut-off";
      readonly rows: number;
      readonly batches: number;
      readonly head: string;
      readonly pruned: LedgerAnchor | undefined;
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

/** The newest batch, to be noted elsewhere. Times are milliseconds since the epoch. */
export interface LedgerHead {
  readonly hash: string;
  readonly batch: number;
  readonly lastSeq: number;
  /** The time of its last row; `undefined` for an empty ledger. */
  readonly at: number | undefined;
}

type StoredBatch = LedgerBatch & { readonly hash: string };

const origin: ChainPoint = { number: 0, lastSeq: 0, hash: chainStart };

/** The newest batch of a ledger; an absent database is an empty one. */
export function readHead(database: SqlDatabase | undefined): LedgerHead {
  const row = database
    ?.query(
      `SELECT hash, number, last_seq, (SELECT at FROM ledger_row WHERE seq = last_seq)
         FROM ledger_batch ORDER BY number DESC LIMIT 1`,
    )
    .row();
  if (row === undefined) return { hash: chainStart, batch: 0, lastSeq: 0, at: undefined };
  const at = row[3] === null ? undefined : numberAt(row, 3);
  return { hash: textAt(row, 0), batch: numberAt(row, 1), lastSeq: numberAt(row, 2), at };
}

/**
 * Recomputes the hash chain over everything in the database, and looks for a head that was noted elsewhere. An absent
 * database is an empty ledger.
 */
export async function verifyLedger(
  database: SqlDatabase | undefined,
  notedHead?: string,
): Promise<LedgerVerification> {
  if (database === undefined) return judgeEmpty(notedHead);
  const walked = await walkChain(database, notedHead);
  if (walked.kind === "broken") return walked;
  const { end, pruned, noted } = walked;
  const strays = countStrays(database, pruned?.point.lastSeq ?? 0, end.lastSeq);
  if (strays > 0) {
    const next = { number: end.number + 1, firstSeq: end.lastSeq + 1, lastSeq: end.lastSeq + strays };
    return broken(end, { batch: next, detail: `${strays} rows belong to no batch`, pruned });
  }
  const found = { ...countKept(end, pruned), head: end.hash, pruned };
  return notedHead !== undefined && noted === undefined
    ? { kind: "cut-off", ...found }
    : { kind: "intact", ...found, noted };
}

/** Where an unbroken chain ended. */
interface WalkedChain {
  readonly kind: "whole";
  readonly end: ChainPoint;
  readonly pruned: LedgerAnchor | undefined;
  readonly noted: NotedPlace | undefined;
}

async function walkChain(
  database: SqlDatabase,
  notedHead: string | undefined,
): Promise<WalkedChain | (LedgerVerification & { readonly kind: "broken" })> {
  const check = await createBatchCheck(database);
  let pruned = readAnchor(database);
  let before = pruned?.point ?? origin;
  let noted = findNotedBefore(database, before, notedHead);
  for (;;) {
    const batch = readNextBatch(database, before.number);
    if (batch === undefined) return { kind: "whole", end: before, pruned, noted };
    const detail = check(before, batch);
    if (detail === undefined) {
      before = { number: batch.number, lastSeq: batch.lastSeq, hash: batch.hash };
      if (batch.hash === notedHead) noted = { batch: batch.number, lastSeq: batch.lastSeq };
    } else {
      // Rows that a prune has taken away beside this are missing rightly.
      const now = readAnchor(database);
      if (now === undefined || now.point.number <= before.number)
        return broken(before, { batch, detail, pruned });
      [pruned, before] = [now, now.point];
    }
    await setImmediate();
  }
}

function judgeEmpty(notedHead: string | undefined): LedgerVerification {
  const found = { rows: 0, batches: 0, head: chainStart, pruned: undefined };
  return notedHead === undefined || notedHead === chainStart
    ? { kind: "intact", ...found, noted: undefined }
    : { kind: "cut-off", ...found };
}

/** A head may have been noted of an empty ledger, or of the last batch that was pruned since. */
function findNotedBefore(
  database: SqlDatabase,
  point: ChainPoint,
  notedHead: string | undefined,
): NotedPlace | undefined {
  if (notedHead === undefined) return undefined;
  if (notedHead === chainStart) return { batch: 0, lastSeq: 0 };
  return isPrunedHead(database, notedHead) ? { batch: point.number, lastSeq: point.lastSeq } : undefined;
}

/** Creates the check of one batch against the place before it; it answers what is wrong. */
export async function createBatchCheck(
  database: SqlDatabase,
): Promise<(before: ChainPoint, batch: StoredBatch) => string | undefined> {
  // Loading the query builder takes 80 ms, which a process that only appends need not pay.
  const { createLedgerSql } = await import("./ledger-sql.ts");
  const sql = createLedgerSql();
  return (before, batch) => {
    if (batch.number !== before.number + 1) return `batches before it are missing after ${before.number}`;
    if (batch.firstSeq !== before.lastSeq + 1) return `rows before it are missing after ${before.lastSeq}`;
    try {
      const rows = readRows(database, sql, {}, { fromSeq: batch.firstSeq, toSeq: batch.lastSeq });
      const expected = batch.lastSeq - batch.firstSeq + 1;
      if (rows.length !== expected) return `it has ${rows.length} rows instead of ${expected}`;
      return hashBatch(before.hash, batch, rows) === batch.hash
        ? undefined
        : "its rows do not match its hash";
    } catch (error) {
      if (error instanceof StoreError && error.code === "STORE_DATABASE_CORRUPT") return error.message;
      throw error;
    }
  };
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

function countStrays(database: SqlDatabase, prunedSeq: number, lastSeq: number): number {
  const row = database
    .query("SELECT count(*) FROM ledger_row WHERE seq > ? OR seq <= ?")
    .row(lastSeq, prunedSeq);
  return row === undefined ? 0 : numberAt(row, 0);
}

function countKept(
  point: ChainPoint,
  pruned: LedgerAnchor | undefined,
): { readonly rows: number; readonly batches: number } {
  return {
    rows: point.lastSeq - (pruned?.point.lastSeq ?? 0),
    batches: point.number - (pruned?.point.number ?? 0),
  };
}

interface Fault {
  readonly batch: LedgerBatch;
  readonly detail: string;
  readonly pruned: LedgerAnchor | undefined;
}

function broken(
  before: ChainPoint,
  { batch, detail, pruned }: Fault,
): LedgerVerification & { readonly kind: "broken" } {
  return {
    kind: "broken",
    ...countKept(before, pruned),
    batch: batch.number,
    firstSeq: batch.firstSeq,
    lastSeq: batch.lastSeq,
    detail,
  };
}
