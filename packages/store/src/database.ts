import { open, rename, stat } from "node:fs/promises";
import { join } from "node:path";

import type { Clock, Logger } from "@lockkeeper/core";
import { systemErrorCode } from "@lockkeeper/core";

import type { DataFolder } from "./data-folder.ts";
import { StoreError } from "./errors.ts";
import { migrate, readSchema } from "./migrations.ts";
import type { SqlDatabase } from "./sqlite.ts";
import { corruptDatabase, createSqlDatabase, toStoreError } from "./sqlite.ts";

/** How the database is opened. */
export interface DatabaseOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  /** `refuse` (unless told) throws for a damaged file; `set-aside` moves it to the folder for such files and begins anew. */
  readonly onCorrupt?: "refuse" | "set-aside";
}

/** How long a write waits for another process's, in milliseconds: the command line writes a row at a time. */
const busyTimeoutMs = 2000;
/** Up to this size a complete check at start costs a fraction of a second. */
const checkedMaxBytes = 16_000_000;
const headerBytes = 100;

/**
 * Opens the database, makes it when it is missing, and brings it to the newest schema. Throws
 * `STORE_DATABASE_CORRUPT`, `STORE_NEWER_FORMAT`, `STORE_DATABASE_BUSY`, `STORE_DISK_FULL`.
 */
export async function openDatabase(folder: DataFolder, options: DatabaseOptions): Promise<SqlDatabase> {
  try {
    return closeWhole(await connect(folder.databaseFile));
  } catch (error) {
    const isCorrupt = error instanceof StoreError && error.code === "STORE_DATABASE_CORRUPT";
    if (!isCorrupt || options.onCorrupt !== "set-aside") throw error;
    const target = await setAsideDatabase(folder, options.clock.now());
    options.logger.log("error", {
      code: "STORE_DATABASE_SET_ASIDE",
      message: `The database was damaged and is now ${target}; a new one begins without the earlier ledger, sightings and exceptions`,
      fields: { target, detail: error.message },
    });
    return closeWhole(await connect(folder.databaseFile));
  }
}

/** Leaves one whole file behind: the driver itself lets go of the write-ahead log only when its statements are collected. */
function closeWhole(database: SqlDatabase): SqlDatabase {
  function close(): void {
    try {
      database.execute("PRAGMA wal_checkpoint(TRUNCATE)");
    } finally {
      database.close();
    }
  }
  return { ...database, close };
}

/** Opens the database for reading beside a process that writes; `undefined` when there is none yet. */
export async function openDatabaseForReading(folder: DataFolder): Promise<SqlDatabase | undefined> {
  if ((await sizeOf(folder.databaseFile)) === undefined) return undefined;
  const database = await connect(folder.databaseFile);
  // The driver ignores its own option for this.
  database.execute("PRAGMA query_only = ON");
  return database;
}

/**
 * Opens a database without bringing it to another schema, so that one of an earlier Lockkeeper can be backed up while
 * that still runs; `undefined` when there is none.
 */
export async function openDatabaseAsIs(file: string): Promise<SqlDatabase | undefined> {
  if ((await sizeOf(file)) === undefined) return undefined;
  await checkHeader(file);
  return await connectAsIs(file);
}

async function connectAsIs(file: string): Promise<SqlDatabase> {
  const { default: Libsql } = await import("libsql");
  try {
    const database = createSqlDatabase(new Libsql(file), file);
    database.execute(`PRAGMA busy_timeout = ${busyTimeoutMs}`);
    return database;
  } catch (error) {
    throw toStoreError(error, file);
  }
}

async function connect(file: string): Promise<SqlDatabase> {
  await checkHeader(file);
  // Loading the driver takes 30 ms, which commands that keep nothing need not pay.
  const { default: Libsql } = await import("libsql");
  let database: SqlDatabase | undefined;
  try {
    database = createSqlDatabase(new Libsql(file), file);
    database.execute(`PRAGMA busy_timeout = ${busyTimeoutMs}`);
    // Of effect on a new file alone, and only before anything is in it: pruned rows give their room back then.
    database.execute("PRAGMA auto_vacuum = INCREMENTAL");
    // Without a sync per commit: a killed process loses nothing, and after a power cut the file is still sound.
    database.execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL");
    migrate(database, file);
    await checkContents(database, file);
    return database;
  } catch (error) {
    database?.close();
    throw toStoreError(error, file);
  }
}

async function checkHeader(file: string): Promise<void> {
  const size = await sizeOf(file);
  // While there is a write-ahead log, the file may rightly be shorter than its header says.
  if (size === undefined || size === 0 || ((await sizeOf(`${file}-wal`)) ?? 0) > 0) return;
  const header = await readHeader(file);
  if (header.length < headerBytes || header.toString("latin1", 0, 15) !== "SQLite format 3") {
    throw corruptDatabase(file, "the file does not begin as a database does");
  }
  // https://www.sqlite.org/fileformat.html section 1.3: page size at 16, size in pages at 28.
  const pageSize = header.readUInt16BE(16) === 1 ? 65_536 : header.readUInt16BE(16);
  const expected = pageSize * header.readUInt32BE(28);
  if (size < expected) throw corruptDatabase(file, `the file has ${size} bytes instead of ${expected}`);
}

async function readHeader(file: string): Promise<Buffer> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(headerBytes), 0, headerBytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

async function checkContents(database: SqlDatabase, file: string): Promise<void> {
  if (readSchema(database) === 0 || ((await sizeOf(file)) ?? 0) > checkedMaxBytes) return;
  const answer = database.query("PRAGMA quick_check(1)").row()?.[0];
  if (answer !== "ok") throw corruptDatabase(file, String(answer));
}

async function setAsideDatabase(folder: DataFolder, at: number): Promise<string> {
  const target = join(folder.corruptFolder, `lockkeeper-${at}.db`);
  for (const suffix of ["-wal", "-shm", ""]) {
    try {
      await rename(`${folder.databaseFile}${suffix}`, `${target}${suffix}`);
    } catch (error) {
      if (systemErrorCode(error) !== "ENOENT") throw error;
    }
  }
  return target;
}

async function sizeOf(file: string): Promise<number | undefined> {
  try {
    return (await stat(file)).size;
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT") return undefined;
    throw error;
  }
}
