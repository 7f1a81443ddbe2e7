import { StoreError } from "./errors.ts";
import type { SqlDatabase } from "./sqlite.ts";

/**
 * The schema, step by step; a step is never changed once released. Times are milliseconds since the epoch.
 * Foreign texts that repeat are kept once: a row of the ledger is five numbers and a place.
 */
const steps: readonly string[] = [
  `
  CREATE TABLE ledger_source(id INTEGER PRIMARY KEY, digest TEXT NOT NULL UNIQUE, identity TEXT NOT NULL,
    client TEXT NOT NULL, client_version TEXT, command TEXT, ci TEXT, remote TEXT);
  CREATE INDEX ledger_source_identity ON ledger_source(identity);
  CREATE TABLE ledger_subject(id INTEGER PRIMARY KEY, digest TEXT NOT NULL UNIQUE, package TEXT NOT NULL,
    version TEXT, integrity_expected TEXT, integrity_served TEXT);
  CREATE INDEX ledger_subject_package ON ledger_subject(package, version);
  CREATE TABLE ledger_ruling(id INTEGER PRIMARY KEY, digest TEXT NOT NULL UNIQUE, kind TEXT NOT NULL,
    decision TEXT NOT NULL, effect TEXT NOT NULL, clause TEXT NOT NULL, policy_revision TEXT NOT NULL,
    outcome TEXT NOT NULL, status INTEGER NOT NULL, observed INTEGER NOT NULL, took_from_cache INTEGER NOT NULL);
  CREATE TABLE ledger_row(seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, source INTEGER NOT NULL,
    subject INTEGER NOT NULL, ruling INTEGER NOT NULL, withheld TEXT);
  CREATE INDEX ledger_row_at ON ledger_row(at);
  CREATE INDEX ledger_row_source ON ledger_row(source);
  CREATE INDEX ledger_row_subject ON ledger_row(subject);
  CREATE TABLE ledger_batch(number INTEGER PRIMARY KEY, first_seq INTEGER NOT NULL, last_seq INTEGER NOT NULL,
    hash TEXT NOT NULL);
  CREATE TABLE ledger_journal(name TEXT PRIMARY KEY, imported INTEGER NOT NULL, imported_at INTEGER NOT NULL)
    WITHOUT ROWID;

  CREATE TABLE package(id INTEGER PRIMARY KEY, name TEXT NOT NULL, upstream TEXT NOT NULL, sha256 TEXT NOT NULL,
    looked_at INTEGER NOT NULL, UNIQUE(name, upstream));
  CREATE TABLE sighting(package INTEGER NOT NULL, version TEXT NOT NULL, first_seen_at INTEGER NOT NULL,
    last_seen_at INTEGER, removed_at INTEGER, first_claim INTEGER, contradiction TEXT, identity TEXT NOT NULL,
    latest TEXT, facts TEXT NOT NULL, changes TEXT, pack INTEGER, PRIMARY KEY(package, version)) WITHOUT ROWID;
  CREATE TABLE sighting_chunk(id INTEGER PRIMARY KEY, package INTEGER NOT NULL, at INTEGER NOT NULL,
    body TEXT NOT NULL);
  CREATE INDEX sighting_chunk_package ON sighting_chunk(package);
  CREATE TABLE manifest_pack(id INTEGER PRIMARY KEY, digest TEXT NOT NULL UNIQUE);

  CREATE TABLE exception(id INTEGER PRIMARY KEY AUTOINCREMENT, package TEXT NOT NULL, versions TEXT NOT NULL,
    clauses TEXT NOT NULL, reason TEXT NOT NULL, owner TEXT NOT NULL, expires TEXT NOT NULL,
    created_at INTEGER NOT NULL, removed_at INTEGER);
  `,
  `
  CREATE TABLE token(id INTEGER PRIMARY KEY AUTOINCREMENT, hash TEXT NOT NULL UNIQUE, kind TEXT NOT NULL,
    name TEXT NOT NULL, permissions TEXT NOT NULL, packages TEXT NOT NULL, is_observing INTEGER NOT NULL,
    created_at INTEGER NOT NULL, expires_at INTEGER NOT NULL, used_at INTEGER, revoked_at INTEGER);
  `,
  `
  CREATE TABLE ledger_prune(id INTEGER PRIMARY KEY, at INTEGER NOT NULL, through_batch INTEGER NOT NULL,
    through_seq INTEGER NOT NULL, hash TEXT NOT NULL, rows INTEGER NOT NULL, first_at INTEGER NOT NULL,
    last_at INTEGER NOT NULL, is_swept INTEGER NOT NULL);
  `,
  // With the time in it, a question about a popular package reads the rows of its window alone.
  `
  CREATE INDEX ledger_row_subject_at ON ledger_row(subject, at);
  DROP INDEX ledger_row_subject;
  `,
  // What was where, as intervals between looks: a look that changed nothing leaves no row. `current` says what an inventory
  // holds now: numbers of items, each with the look that brought it.
  `
  CREATE TABLE inventory(id INTEGER PRIMARY KEY, place_kind TEXT NOT NULL, place TEXT NOT NULL, channel TEXT NOT NULL,
    ref TEXT NOT NULL, looked_at INTEGER NOT NULL, current BLOB NOT NULL, UNIQUE(place, place_kind, channel, ref));
  CREATE TABLE inventory_item(id INTEGER PRIMARY KEY, package TEXT NOT NULL, version TEXT NOT NULL,
    UNIQUE(package, version));
  CREATE TABLE inventory_look(id INTEGER PRIMARY KEY, inventory INTEGER NOT NULL, at INTEGER NOT NULL, before INTEGER);
  CREATE TABLE inventory_interval(item INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER,
    PRIMARY KEY(item, first)) WITHOUT ROWID;
  `,
  // What was found against versions after they were served, and who was told of what.
  `
  CREATE TABLE accusation(package TEXT NOT NULL, version TEXT NOT NULL, source TEXT NOT NULL, reason TEXT NOT NULL,
    at INTEGER NOT NULL, PRIMARY KEY(package, version, source)) WITHOUT ROWID;
  CREATE TABLE exposure_told(package TEXT NOT NULL, version TEXT NOT NULL, place_kind TEXT NOT NULL, place TEXT NOT NULL,
    rank INTEGER NOT NULL, at INTEGER NOT NULL, PRIMARY KEY(package, version, place_kind, place)) WITHOUT ROWID;
  `,
];

/** The number of the newest schema. */
export const newestSchema: number = steps.length;

/** The number of the schema that a database has; 0 for a new one. */
export function readSchema(database: SqlDatabase): number {
  return Number(database.query("PRAGMA user_version").row()?.[0] ?? 0);
}

/**
 * Brings a database to the newest schema. Throws `STORE_NEWER_FORMAT` for one of a newer Lockkeeper, `STORE_BAD_FORMAT`
 * for one of a Lockkeeper before the first release.
 */
export function migrate(database: SqlDatabase, file: string): void {
  if (readSchema(database) === newestSchema) {
    checkFirstStep(database, file);
    return;
  }
  database.transaction(() => {
    const schema = readSchema(database);
    if (schema > newestSchema) {
      throw new StoreError("STORE_NEWER_FORMAT", {
        message: `Cannot use "${file}" as a newer Lockkeeper made it: schema ${schema}, known up to ${newestSchema}`,
        hint: "Start the newer Lockkeeper, or choose another folder with --data.",
      });
    }
    for (const step of steps.slice(schema)) database.execute(step);
    database.execute(`PRAGMA user_version = ${newestSchema}`);
  });
}

/** Before the first release, its step was still changed. */
function checkFirstStep(database: SqlDatabase, file: string): void {
  const table = database.query("SELECT 1 FROM sqlite_schema WHERE name = 'sighting_chunk'").row();
  if (table !== undefined) return;
  throw new StoreError("STORE_BAD_FORMAT", {
    message: `Cannot use "${file}" as a Lockkeeper from before the first release made it: its table of sightings has another form`,
    hint: "Move the file (with its -wal and -shm files) away: the next start makes a new one, without the earlier ledger, sightings and exceptions.",
  });
}
