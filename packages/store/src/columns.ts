import { StoreError } from "./errors.ts";
import type { SqlRow } from "./sqlite.ts";

/** The text in a column. Throws `STORE_DATABASE_CORRUPT` when it is none: the schema excludes it. */
export function textAt(row: SqlRow, column: number): string {
  const value = row[column];
  return typeof value === "string" ? value : fail(column, value);
}

/** The number in a column. Throws `STORE_DATABASE_CORRUPT` when it is none. */
export function numberAt(row: SqlRow, column: number): number {
  const value = row[column];
  return typeof value === "number" ? value : fail(column, value);
}

/** The text in a column that may be null. Throws `STORE_DATABASE_CORRUPT` for anything else. */
export function nullableTextAt(row: SqlRow, column: number): string | null {
  return row[column] === null ? null : textAt(row, column);
}

/** The number in a column, `undefined` for null. Throws `STORE_DATABASE_CORRUPT` for anything else. */
export function optionalNumberAt(row: SqlRow, column: number): number | undefined {
  return row[column] === null ? undefined : numberAt(row, column);
}

/** The bytes in a column. Throws `STORE_DATABASE_CORRUPT` when there are none. */
export function blobAt(row: SqlRow, column: number): Buffer {
  const value = row[column];
  return Buffer.isBuffer(value) ? value : fail(column, value);
}

function fail(column: number, value: unknown): never {
  throw new StoreError("STORE_DATABASE_CORRUPT", {
    message: `Cannot read a row as column ${column} has another type: ${typeof value}`,
    hint: "Restore the database from a backup.",
  });
}
