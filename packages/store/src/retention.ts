import { setTimeout } from "node:timers/promises";

import type { Clock } from "@lockkeeper/core";

import { numberAt, textAt } from "./columns.ts";
import { StoreError } from "./errors.ts";
import type { LedgerBatch } from "./ledger-chain.ts";
import { chainStart } from "./ledger-chain.ts";
import { createBatchCheck } from "./ledger-verify.ts";
import type { ChainPoint, LedgerAnchor } from "./retention-anchor.ts";
import { readAnchor } from "./retention-anchor.ts";
import { returnSpace, sweepTexts } from "./retention-space.ts";
import type { SqlDatabase } from "./sqlite.ts";

/** What a prune took away and what it left. */
export interface PruneReport {
  readonly rows: number;
  readonly batches: number;
  /** What is gone by now, earlier prunes included; `undefined` when nothing ever was pruned. */
  readonly anchor: LedgerAnchor | undefined;
  readonly keptRows: number;
}

/** Which rows may go, and how much a prune may disturb. */
export interface PruneOptions {
  /** Rows older than this instant go, by whole batches from the oldest; milliseconds since the epoch. */
  readonly before: number;
  /** Whether no other process has the ledger open: then texts that no row needs go too, and the file shrinks whatever its kind. */
  readonly isAlone: boolean;
  readonly signal?: AbortSignal;
  readonly onProgress?: (rows: number) => void;
}

/** Takes the oldest rows out of the ledger so that its chain can still be verified. */
export interface LedgerRetention {
  /**
   * Prunes beside whatever else uses the database: in short steps, each whole in itself. A batch goes only if it
   * matches the chain. Throws `STORE_LEDGER_BROKEN` otherwise, and what the database throws.
   */
  prune(options: PruneOptions): Promise<PruneReport>;
  /** How many rows a prune would take, without taking them. */
  count(before: number): PruneReport;
  /** What was pruned so far. */
  anchor(): LedgerAnchor | undefined;
  /** Rows and batches that the database holds. */
  size(): { readonly rows: number; readonly batches: number };
  /** Removes the texts that pruned rows alone had used. Only for a process that has not appended yet. */
  sweep(): void;
}

/** So few rows are deleted at once that a server which writes meanwhile waits some milliseconds. */
const stepMaxRows = 250;
const stepMaxBatches = 100;
/** A prune rests this many times as long as it works. */
const restFactor = 2;

/** Creates the retention on a connection that the caller owns. */
export function createLedgerRetention(database: SqlDatabase, clock: Clock): LedgerRetention {
  async function prune(options: PruneOptions): Promise<PruneReport> {
    const check = await createBatchCheck(database);
    const pruneId = startPrune(database, clock.now());
    let [rows, batches] = [0, 0];
    for (;;) {
      if (options.signal?.aborted === true) break;
      const begin = performance.now();
      const step = pruneStep(database, { before: options.before, pruneId, check });
      if (step === "overtaken") continue;
      if (step.batches === 0) break;
      rows += step.rows;
      batches += step.batches;
      options.onProgress?.(rows);
      await setTimeout(restFactor * (performance.now() - begin));
    }
    if (batches === 0) database.command("DELETE FROM ledger_prune WHERE id = ?").run(pruneId);
    if (options.isAlone) sweepTexts(database);
    if (batches > 0) await returnSpace(database, options);
    return { rows, batches, anchor: readAnchor(database), keptRows: readSize(database).rows };
  }

  return {
    prune,
    count: (before) => countPrunable(database, before),
    anchor: () => readAnchor(database),
    size: () => readSize(database),
    sweep: () => sweepTexts(database),
  };
}

/** The place of a prune's record; it takes effect with the first step that fills it. */
function startPrune(database: SqlDatabase, at: number): number {
  return database
    .command(
      `INSERT INTO ledger_prune(at, through_batch, through_seq, hash, rows, first_at, last_at, is_swept)
       VALUES (?, 0, 0, '', 0, 0, 0, 0)`,
    )
    .run(at).id;
}

interface PruneStep {
  readonly before: number;
  readonly pruneId: number;
  readonly check: (before: ChainPoint, batch: LedgerBatch & { readonly hash: string }) => string | undefined;
}

/** Batches are verified first, so that the database is held for their removal alone. */
function pruneStep(database: SqlDatabase, { before, pruneId, check }: PruneStep): PlannedStep | "overtaken" {
  const start = readPoint(database);
  // Another prune may have taken away what was looked at.
  const isOvertaken = (): boolean => readPoint(database).number !== start.number;
  let planned: PlannedStep;
  try {
    planned = planStep(database, { start, before, check });
  } catch (error) {
    if (isOvertaken()) return "overtaken";
    throw error;
  }
  if (planned.batches === 0) return planned;
  return database.transaction(() => {
    if (isOvertaken()) return "overtaken";
    takeAway(database, pruneId, planned);
    return planned;
  });
}

interface PlannedStep {
  readonly batches: number;
  readonly rows: number;
  /** Where the kept part begins afterwards. */
  readonly point: ChainPoint;
  readonly firstAt: number;
  readonly lastAt: number;
}

function planStep(
  database: SqlDatabase,
  { start, before, check }: Pick<PruneStep, "before" | "check"> & { readonly start: ChainPoint },
): PlannedStep {
  let [point, rows, batches] = [start, 0, 0];
  let [firstAt, lastAt] = [Number.POSITIVE_INFINITY, 0];
  for (const batch of listOldest(database, before)) {
    const count = batch.lastSeq - batch.firstSeq + 1;
    if (rows > 0 && rows + count > stepMaxRows) break;
    const detail = check(point, batch);
    if (detail !== undefined) throw brokenChain(batch, detail);
    point = { number: batch.number, lastSeq: batch.lastSeq, hash: batch.hash };
    rows += count;
    batches += 1;
    firstAt = Math.min(firstAt, batch.firstAt);
    lastAt = Math.max(lastAt, batch.lastAt);
  }
  return { batches, rows, point, firstAt, lastAt };
}

function readPoint(database: SqlDatabase): ChainPoint {
  return readAnchor(database)?.point ?? chainOrigin;
}

const chainOrigin: ChainPoint = { number: 0, lastSeq: 0, hash: chainStart };

interface DatedBatch extends LedgerBatch {
  readonly hash: string;
  readonly firstAt: number;
  readonly lastAt: number;
}

/** The oldest batches that are older than an instant as a whole, up to the first that is not; never the newest one. */
function* listOldest(database: SqlDatabase, before: number): Generator<DatedBatch, void, undefined> {
  const found = database
    .query(
      `SELECT number, first_seq, last_seq, hash FROM ledger_batch
        WHERE number < (SELECT max(number) FROM ledger_batch) ORDER BY number LIMIT ?`,
    )
    .rows(stepMaxBatches);
  const times = database.query("SELECT min(at), max(at) FROM ledger_row WHERE seq BETWEEN ? AND ?");
  for (const row of found) {
    const [firstSeq, lastSeq] = [numberAt(row, 1), numberAt(row, 2)];
    const range = times.row(firstSeq, lastSeq);
    if (range?.[0] === null || range === undefined)
      throw brokenChain({ number: numberAt(row, 0), firstSeq, lastSeq }, "its rows are gone");
    const [firstAt, lastAt] = [numberAt(range, 0), numberAt(range, 1)];
    if (lastAt >= before) return;
    yield { number: numberAt(row, 0), firstSeq, lastSeq, hash: textAt(row, 3), firstAt, lastAt };
  }
}

function takeAway(
  database: SqlDatabase,
  pruneId: number,
  { point, rows, firstAt, lastAt }: PlannedStep,
): void {
  database.command("DELETE FROM ledger_row WHERE seq <= ?").run(point.lastSeq);
  database.command("DELETE FROM ledger_batch WHERE number <= ?").run(point.number);
  database
    .command(
      `UPDATE ledger_prune SET through_batch = ?, through_seq = ?, hash = ?, rows = rows + ?,
         first_at = CASE WHEN rows = 0 THEN ? ELSE min(first_at, ?) END, last_at = max(last_at, ?) WHERE id = ?`,
    )
    .run(point.number, point.lastSeq, point.hash, rows, firstAt, firstAt, lastAt, pruneId);
}

function countPrunable(database: SqlDatabase, before: number): PruneReport {
  // The first batch with a row that is too young ends what may go.
  const row = database
    .query(
      `SELECT count(*), coalesce(max(last_seq) - min(first_seq) + 1, 0) FROM ledger_batch
        WHERE number < (SELECT max(number) FROM ledger_batch)
          AND last_seq < coalesce((SELECT min(seq) FROM ledger_row WHERE at >= ?), 9007199254740991)`,
    )
    .row(before);
  const rows = numberAt(row ?? [], 1);
  return {
    rows,
    batches: numberAt(row ?? [], 0),
    anchor: readAnchor(database),
    keptRows: readSize(database).rows - rows,
  };
}

function readSize(database: SqlDatabase): { readonly rows: number; readonly batches: number } {
  const row = database
    .query(
      `SELECT coalesce((SELECT last_seq FROM ledger_batch ORDER BY number DESC LIMIT 1), 0),
              coalesce((SELECT number FROM ledger_batch ORDER BY number DESC LIMIT 1), 0)`,
    )
    .row();
  const point = readAnchor(database)?.point;
  return {
    rows: Math.max(0, numberAt(row ?? [], 0) - (point?.lastSeq ?? 0)),
    batches: Math.max(0, numberAt(row ?? [], 1) - (point?.number ?? 0)),
  };
}

/** What is broken must not be pruned: the evidence of it would be gone. */
function brokenChain(batch: LedgerBatch, detail: string): StoreError {
  return new StoreError("STORE_LEDGER_BROKEN", {
    message: `Cannot prune the ledger as batch ${batch.number} (rows ${batch.firstSeq} to ${batch.lastSeq}) does not verify: ${detail}`,
    hint: "Run: ledger verify. What was pruned before that batch stays pruned; the rest is untouched.",
  });
}
