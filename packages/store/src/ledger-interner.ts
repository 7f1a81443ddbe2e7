import { createHash } from "node:crypto";

import { numberAt } from "./columns.ts";
import type { SqlDatabase, SqlValue } from "./sqlite.ts";

/** Gives equal tuples of texts one id. */
export interface Interner {
  idOf(values: readonly SqlValue[]): number;
  /** Forgets what it knows of the table; needed after a rollback. */
  forget(): void;
}

const memoMaxEntries = 20_000;

/** Interns tuples in a table with the columns `id`, `digest` and the ones named. */
export function createInterner(database: SqlDatabase, table: string, columns: readonly string[]): Interner {
  const marks = columns.map(() => "?").join(", ");
  const insert = database.command(
    `INSERT INTO ${table}(digest, ${columns.join(", ")}) VALUES (?, ${marks}) ON CONFLICT DO NOTHING`,
  );
  const select = database.query(`SELECT id FROM ${table} WHERE digest = ?`);
  const memo = new Map<string, number>();

  function idOf(values: readonly SqlValue[]): number {
    const key = JSON.stringify(values);
    const known = memo.get(key);
    if (known !== undefined) return known;
    const digest = createHash("sha256").update(key).digest("base64").slice(0, 24);
    const { changes, id } = insert.run(digest, ...values);
    const found = changes === 1 ? id : numberAt(select.row(digest) ?? [], 0);
    if (memo.size >= memoMaxEntries) memo.clear();
    memo.set(key, found);
    return found;
  }

  return { idOf, forget: () => memo.clear() };
}
