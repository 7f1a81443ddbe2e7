import { createHash } from "node:crypto";

import type { LedgerEntry } from "./ledger-entry.ts";
import { renderEntry } from "./ledger-entry.ts";

/** The hash before the first batch. */
export const chainStart: string = "0".repeat(64);

/** A batch of the ledger: a run of rows and the hash over them and everything before. */
export interface LedgerBatch {
  readonly number: number;
  readonly firstSeq: number;
  readonly lastSeq: number;
}

/** The hash of a batch, in hexadecimal: over the previous hash, the batch's place, and each row's one text. */
export function hashBatch(previous: string, batch: LedgerBatch, entries: readonly LedgerEntry[]): string {
  const hash = createHash("sha256");
  hash.update(`${previous} ${batch.number} ${batch.firstSeq} ${batch.lastSeq}\n`);
  for (const entry of entries) hash.update(`${renderEntry(entry)}\n`);
  return hash.digest("hex");
}
