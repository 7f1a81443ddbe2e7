import { numberAt, textAt } from "./columns.ts";
import type { SqlDatabase, SqlRow } from "./sqlite.ts";

/** A place in the ledger's chain: a batch, its last row and its hash. */
export interface ChainPoint {
  readonly number: number;
  readonly lastSeq: number;
  readonly hash: string;
}

/** What was pruned, and where the kept part of the chain continues from. Times are milliseconds since the epoch. */
export interface LedgerAnchor {
  readonly point: ChainPoint;
  /** Rows of every prune so far. */
  readonly rows: number;
  /** The times of the first and the last row of them. */
  readonly firstAt: number;
  readonly lastAt: number;
  /** When was pruned last. */
  readonly prunedAt: number;
}

/** The anchor of the chain, or `undefined` when nothing was pruned. */
export function readAnchor(database: SqlDatabase): LedgerAnchor | undefined {
  const row = database
    .query(
      `SELECT through_batch, through_seq, hash, at,
              (SELECT min(first_at) FROM ledger_prune WHERE rows > 0),
              (SELECT max(last_at) FROM ledger_prune WHERE rows > 0)
         FROM ledger_prune WHERE rows > 0 ORDER BY through_batch DESC LIMIT 1`,
    )
    .row();
  return row === undefined ? undefined : buildAnchor(row);
}

function buildAnchor(row: SqlRow): LedgerAnchor {
  const point = { number: numberAt(row, 0), lastSeq: numberAt(row, 1), hash: textAt(row, 2) };
  return {
    point,
    // Places begin at 1 and have no gaps.
    rows: point.lastSeq,
    prunedAt: numberAt(row, 3),
    firstAt: numberAt(row, 4),
    lastAt: numberAt(row, 5),
  };
}

/** Whether a hash ended what one of the prunes took away. */
export function isPrunedHead(database: SqlDatabase, hash: string): boolean {
  return database.query("SELECT 1 FROM ledger_prune WHERE hash = ? AND rows > 0").row(hash) !== undefined;
}
