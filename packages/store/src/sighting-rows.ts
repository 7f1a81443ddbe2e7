import { nullableTextAt, numberAt, optionalNumberAt, textAt } from "./columns.ts";
import { StoreError } from "./errors.ts";
import type { TimeContradiction } from "./sighting.ts";
import type { SqlDatabase, SqlRow } from "./sqlite.ts";

/** A package at one upstream. */
export interface PackageRow {
  readonly id: number;
  readonly sha256: string;
  readonly lookedAt: number;
}

/** What is needed to compare a version with a new document. */
export interface SightingRow {
  readonly version: string;
  readonly firstSeenAt: number;
  readonly removedAt: number | undefined;
  readonly firstClaim: number | undefined;
  readonly contradiction: TimeContradiction | undefined;
  /** What should never change, as last seen. */
  readonly identity: string;
  readonly changes: string | null;
  readonly hasManifest: boolean;
}

/** A version seen for the first time. */
export interface NewSighting {
  readonly version: string;
  readonly firstClaim: number | undefined;
  readonly contradiction: TimeContradiction | undefined;
  /** What should never change, as one text of JSON. */
  readonly identity: string;
  /** The other facts, as one text of JSON. */
  readonly facts: string;
}

/** Reads and writes rows about packages and their versions. */
export interface SightingRows {
  findPackage(name: string, upstream: string): PackageRow | undefined;
  addPackage(name: string, upstream: string, sha256: string, lookedAt: number): number;
  updatePackage(id: number, sha256: string, lookedAt: number): void;
  list(packageId: number): readonly SightingRow[];
  add(packageId: number, at: number, sightings: readonly NewSighting[]): void;
  update(packageId: number, row: SightingRow): void;
  remove(packageId: number, version: string, lastSeenAt: number, removedAt: number): void;
  clearContradiction(name: string, version: string): boolean;
}

/** Prepares the statements. */
export function createSightingRows(database: SqlDatabase): SightingRows {
  const findPackage = database.query(
    "SELECT id, sha256, looked_at FROM package WHERE name = ? AND upstream = ?",
  );
  const addPackage = database.command(
    "INSERT INTO package(name, upstream, sha256, looked_at) VALUES (?, ?, ?, ?)",
  );
  const updatePackage = database.command("UPDATE package SET sha256 = ?, looked_at = ? WHERE id = ?");
  const list = database.query(
    `SELECT version, first_seen_at, removed_at, first_claim, contradiction, coalesce(latest, identity),
       changes, pack IS NOT NULL
     FROM sighting WHERE package = ?`,
  );
  // One statement for all versions of a new package, which may be thousands.
  const add = database.command(
    `INSERT INTO sighting(package, version, first_seen_at, first_claim, contradiction, identity, facts)
     SELECT ?, value ->> 0, ?, value ->> 1, value ->> 2, value -> 3, value -> 4 FROM json_each(?)
     WHERE true ON CONFLICT DO NOTHING`,
  );
  const update = database.command(
    `UPDATE sighting SET removed_at = ?, first_claim = ?, contradiction = ?, latest = ?, changes = ?
     WHERE package = ? AND version = ?`,
  );
  const remove = database.command(
    "UPDATE sighting SET last_seen_at = ?, removed_at = ? WHERE package = ? AND version = ?",
  );
  const clear = database.command(
    `UPDATE sighting SET contradiction = NULL WHERE contradiction IS NOT NULL
     AND version = ? AND package IN (SELECT id FROM package WHERE name = ?)`,
  );
  return {
    findPackage: (name, upstream) => {
      const row = findPackage.row(name, upstream);
      return row && { id: numberAt(row, 0), sha256: textAt(row, 1), lookedAt: numberAt(row, 2) };
    },
    addPackage: (name, upstream, sha256, lookedAt) => addPackage.run(name, upstream, sha256, lookedAt).id,
    updatePackage: (id, sha256, lookedAt) => void updatePackage.run(sha256, lookedAt, id),
    list: (packageId) => list.rows(packageId).map(readSighting),
    add: (packageId, at, sightings) =>
      void add.run(packageId, at, `[${sightings.map(renderTuple).join(",")}]`),
    update: (packageId, row) => {
      const { removedAt = null, firstClaim = null, contradiction = null, identity, changes, version } = row;
      update.run(removedAt, firstClaim, contradiction, identity, changes, packageId, version);
    },
    remove: (packageId, version, lastSeenAt, removedAt) =>
      void remove.run(lastSeenAt, removedAt, packageId, version),
    clearContradiction: (name, version) => clear.run(version, name).changes > 0,
  };
}

function renderTuple(sighting: NewSighting): string {
  const { version, firstClaim = null, contradiction = null, identity, facts } = sighting;
  const plain = JSON.stringify([version, firstClaim, contradiction]);
  // Both texts are JSON already, and go in as they are: a text within a text would be escaped twice.
  return `${plain.slice(0, -1)},${identity},${facts}]`;
}

function readSighting(row: SqlRow): SightingRow {
  return {
    version: textAt(row, 0),
    firstSeenAt: numberAt(row, 1),
    removedAt: optionalNumberAt(row, 2),
    firstClaim: optionalNumberAt(row, 3),
    contradiction: parseContradiction(nullableTextAt(row, 4)),
    identity: textAt(row, 5),
    changes: nullableTextAt(row, 6),
    hasManifest: numberAt(row, 7) === 1,
  };
}

/** Reads the word that the database keeps. Throws `STORE_DATABASE_CORRUPT`. */
export function parseContradiction(text: string | null): TimeContradiction | undefined {
  if (text === null) return undefined;
  if (text === "moved-backwards" || text === "disagrees" || text === "other-bytes") return text;
  throw new StoreError("STORE_DATABASE_CORRUPT", {
    message: `Cannot read a sighting as its contradiction is unknown: ${JSON.stringify(text.slice(0, 40))}`,
    hint: "Restore the database from a backup.",
  });
}
