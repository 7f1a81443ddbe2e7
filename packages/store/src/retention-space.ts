import { setTimeout } from "node:timers/promises";

import { numberAt } from "./columns.ts";
import type { SqlDatabase } from "./sqlite.ts";

/** Pages that are given back at once: some milliseconds. */
const stepPages = 200;
const incremental = 2;

/**
 * Gives pages that nothing uses back to the disk: step by step where the file was made for that, else by writing it
 * anew, which needs the ledger alone. Pages that stay are used again by later rows.
 */
export async function returnSpace(
  database: SqlDatabase,
  { isAlone, signal }: { readonly isAlone: boolean; readonly signal?: AbortSignal },
): Promise<void> {
  if (readPragma(database, "auto_vacuum") !== incremental) {
    if (isAlone) database.execute("PRAGMA auto_vacuum = INCREMENTAL; VACUUM");
    return;
  }
  for (let free = readPragma(database, "freelist_count"); free > 0;) {
    const begin = performance.now();
    database.execute(`PRAGMA incremental_vacuum(${stepPages})`);
    const left = readPragma(database, "freelist_count");
    if (left >= free || signal?.aborted === true) break;
    free = left;
    await setTimeout(2 * (performance.now() - begin));
  }
  database.query("PRAGMA wal_checkpoint(PASSIVE)").row();
}

function readPragma(database: SqlDatabase, name: "auto_vacuum" | "freelist_count"): number {
  return numberAt(database.query(`PRAGMA ${name}`).row() ?? [], 0);
}

/**
 * Removes the texts that pruned rows alone had used. A process that appends remembers the numbers of such texts, so
 * this is for a process that is alone with the ledger, or has not appended yet.
 */
export function sweepTexts(database: SqlDatabase): void {
  const due = database.query("SELECT 1 FROM ledger_prune WHERE is_swept = 0 AND rows > 0").row();
  if (due === undefined) return;
  database.transaction(() => {
    for (const [table, column] of [
      ["ledger_subject", "subject"],
      ["ledger_source", "source"],
      ["ledger_ruling", "ruling"],
    ] as const) {
      database.execute(`DELETE FROM ${table} WHERE id NOT IN (SELECT ${column} FROM ledger_row)`);
    }
    database.execute("UPDATE ledger_prune SET is_swept = 1");
  });
}
