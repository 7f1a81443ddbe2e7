import type { Clock, Logger } from "@lockkeeper/core";
import { renderInstant } from "@lockkeeper/core";

import { numberAt, textAt } from "./columns.ts";
import type { DataFolder } from "./data-folder.ts";
import { openDatabase } from "./database.ts";
import { describeCause, StoreError } from "./errors.ts";
import type { ExceptionRow, ExceptionStore, NewException } from "./exceptions.ts";
import type { SqlDatabase, SqlRow } from "./sqlite.ts";

/** Exceptions with their own connection. */
export interface OpenExceptionStore extends ExceptionStore {
  close(): void;
}

const textMaxCharacters = 2000;
const clausesMaxCount = 50;
const idPrefix = "ex-";

/** What a store of exceptions works with. */
export interface ExceptionStoreOptions {
  readonly clock: Clock;
  /** Milliseconds that no setting of a clock moves; the process's own unless told. */
  readonly elapsedMs?: () => number;
}

/** How long another process's exception may go unnoticed: each request asks. */
const revisionMaxAgeMs = 200;

/** Opens the exceptions alone, for a command that needs nothing else. Throws what `openStore` throws. */
export async function openExceptionStore(
  folder: DataFolder,
  options: ExceptionStoreOptions & { readonly logger: Logger },
): Promise<OpenExceptionStore> {
  const database = await openDatabase(folder, options);
  return { ...createExceptionStore(database, options), close: () => database.close() };
}

/** Creates the exceptions on a connection that the caller owns. */
export function createExceptionStore(
  database: SqlDatabase,
  { clock, elapsedMs = () => performance.now() }: ExceptionStoreOptions,
): ExceptionStore {
  const list = database.query(
    `SELECT id, package, versions, clauses, reason, owner, expires, created_at FROM exception
     WHERE removed_at IS NULL ORDER BY id`,
  );
  const insert = database.command(
    `INSERT INTO exception(package, versions, clauses, reason, owner, expires, created_at)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
  );
  const remove = database.command("UPDATE exception SET removed_at = ? WHERE id = ? AND removed_at IS NULL");
  // Rows are never deleted and never restored, so this only grows.
  const count = database.query("SELECT count(*) + count(removed_at) FROM exception");
  let counted: { readonly revision: number; readonly at: number } | undefined;

  function revision(): number {
    const at = elapsedMs();
    if (counted === undefined || at - counted.at >= revisionMaxAgeMs) {
      counted = { revision: numberAt(count.row() ?? [], 0), at };
    }
    return counted.revision;
  }

  function add(exception: NewException): ExceptionRow {
    checkException(exception);
    const { package: name, versions, clauses, reason, owner, expires } = exception;
    const createdAt = clock.now();
    const values = [name, versions, JSON.stringify(clauses), reason, owner, expires, createdAt];
    const { id } = insert.run(...values);
    counted = undefined;
    return buildRow([id, ...values]);
  }

  return {
    list: () => list.rows().map(buildRow),
    add,
    remove: (id) => {
      const number = tryParseId(id);
      counted = undefined;
      return number !== undefined && remove.run(clock.now(), number).changes > 0;
    },
    revision,
  };
}

function checkException(exception: NewException): void {
  const { package: name, versions, reason, owner, expires, clauses } = exception;
  for (const [field, text] of Object.entries({ package: name, versions, reason, owner, expires })) {
    if (text.trim() === "") throw badException(field, "it is empty");
    if (text.length > textMaxCharacters)
      throw badException(field, `it is longer than ${textMaxCharacters} characters`);
    if (text.includes("\u0000")) throw badException(field, "it holds a NUL character");
  }
  if (clauses.length > clausesMaxCount)
    throw badException("clauses", `there are more than ${clausesMaxCount}`);
}

function badException(field: string, detail: string): StoreError {
  return new StoreError("STORE_BAD_EXCEPTION", {
    message: `Cannot keep the exception as its "${field}" cannot be used: ${detail}`,
  });
}

function tryParseId(id: string): number | undefined {
  if (!id.startsWith(idPrefix)) return undefined;
  const number = Number(id.slice(idPrefix.length));
  return Number.isSafeInteger(number) && number > 0 ? number : undefined;
}

function buildRow(row: SqlRow): ExceptionRow {
  return {
    id: `${idPrefix}${numberAt(row, 0)}`,
    package: textAt(row, 1),
    versions: textAt(row, 2),
    clauses: parseClauses(textAt(row, 3)),
    reason: textAt(row, 4),
    owner: textAt(row, 5),
    expires: textAt(row, 6),
    createdAt: renderInstant(numberAt(row, 7)),
  };
}

function parseClauses(text: string): readonly string[] {
  try {
    const value: unknown = JSON.parse(text);
    if (Array.isArray(value)) return value.map(String);
  } catch (cause) {
    throw damagedClauses(describeCause(cause));
  }
  throw damagedClauses("they are no list");
}

function damagedClauses(detail: string): StoreError {
  return new StoreError("STORE_DATABASE_CORRUPT", {
    message: `Cannot read an exception as its clauses are damaged: ${detail}`,
    hint: "Remove the exception, or restore the database from a backup.",
  });
}
