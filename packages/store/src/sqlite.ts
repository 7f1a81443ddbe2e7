import type Libsql from "libsql";

import { systemErrorCode } from "@lockkeeper/core";

import { describeCause, StoreError } from "./errors.ts";

/** What may be bound to a statement. The driver aborts the process on a boolean, so there is none. */
export type SqlValue = string | number | null | Buffer;
/** One row, column by column. */
export type SqlRow = readonly unknown[];

/** A prepared statement that answers rows. */
export interface SqlQuery {
  row(...values: readonly SqlValue[]): SqlRow | undefined;
  rows(...values: readonly SqlValue[]): readonly SqlRow[];
}

/** A prepared statement that changes rows. */
export interface SqlCommand {
  run(...values: readonly SqlValue[]): { readonly changes: number; readonly id: number };
}

/** A connection to the database; every error of it is a `StoreError`. */
export interface SqlDatabase {
  query(sql: string): SqlQuery;
  command(sql: string): SqlCommand;
  /** Runs statements without parameters. */
  execute(sql: string): void;
  /** Runs the work in a transaction that no other process can write beside; rolls back when it throws. */
  transaction<Result>(work: () => Result): Result;
  close(): void;
}

/** Wraps a connection of the driver. */
export function createSqlDatabase(connection: Libsql.Database, file: string): SqlDatabase {
  function guard<Result>(work: () => Result): Result {
    try {
      return work();
    } catch (error) {
      throw toStoreError(error, file);
    }
  }
  return {
    query: (sql) => guard(() => createQuery(connection.prepare(sql).raw(true), guard)),
    command: (sql) => guard(() => createCommand(connection.prepare(sql), guard)),
    execute: (sql) => guard(() => void connection.exec(sql)),
    transaction: (work) => {
      guard(() => void connection.exec("BEGIN IMMEDIATE"));
      try {
        const result = work();
        guard(() => void connection.exec("COMMIT"));
        return result;
      } catch (error) {
        // A full disk may have ended the transaction already.
        if (connection.inTransaction) guard(() => void connection.exec("ROLLBACK"));
        throw error;
      }
    },
    close: () => guard(() => void connection.close()),
  };
}

type Guard = <Result>(work: () => Result) => Result;

function createQuery(statement: Libsql.Statement, guard: Guard): SqlQuery {
  return {
    // As one array, since the driver takes a lone null or buffer for named parameters; and its types cannot say
    // that a raw statement answers arrays.
    row: (...values) => guard(() => statement.get(values) as SqlRow | undefined),
    rows: (...values) => guard(() => statement.all(values) as readonly SqlRow[]),
  };
}

function createCommand(statement: Libsql.Statement, guard: Guard): SqlCommand {
  return {
    run: (...values) =>
      guard(() => {
        const { changes, lastInsertRowid } = statement.run(values);
        return { changes, id: Number(lastInsertRowid) };
      }),
  };
}

/** Gives an error of the driver its code. */
export function toStoreError(error: unknown, file: string): unknown {
  const code = systemErrorCode(error) ?? "";
  if (error instanceof StoreError || !code.startsWith("SQLITE_")) return error;
  const detail = describeCause(error);
  if (code.startsWith("SQLITE_CORRUPT") || code === "SQLITE_NOTADB")
    return corruptDatabase(file, detail, error);
  if (code === "SQLITE_FULL") {
    return new StoreError("STORE_DISK_FULL", {
      message: `Cannot write "${file}" as the disk is full: ${detail}`,
      hint: "Make room on that disk; nothing needs to be restarted.",
      cause: error,
    });
  }
  if (code.startsWith("SQLITE_BUSY")) {
    return new StoreError("STORE_DATABASE_BUSY", {
      message: `Cannot write "${file}" as another process holds it: ${detail}`,
      hint: "Try again; if it stays so, look for a second Lockkeeper on the same data folder.",
      cause: error,
    });
  }
  return new StoreError("STORE_DATABASE_FAILED", {
    message: `Cannot use "${file}" as the database failed: ${detail}`,
    cause: error,
  });
}

/** The error for a database file that is damaged. */
export function corruptDatabase(file: string, detail: string, cause?: unknown): StoreError {
  return new StoreError("STORE_DATABASE_CORRUPT", {
    message: `Cannot use "${file}" as the database is damaged: ${detail}`,
    hint: "Stop Lockkeeper and restore the file from a backup, or move it (with its -wal and -shm files) away: the next start makes a new one, without the earlier ledger, sightings and exceptions.",
    cause,
  });
}
