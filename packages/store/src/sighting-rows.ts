import { nullableTextAt, numberAt, optionalNumberAt, textAt } from "./columns.ts";
import { StoreError } from "./errors.ts";
import type { TimeContradiction } from "./sighting.ts";
import type { ChunkedSighting } from "./sighting-chunk.ts";
import { parseChunk, renderChunk } from "./sighting-chunk.ts";
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
  /** What the chunk says that holds the version; `undefined` when it has a row of its own. */
  readonly chunked: ChunkedSighting | undefined;
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
  /** Many at once go into one chunk. */
  add(packageId: number, at: number, sightings: readonly NewSighting[]): void;
  /** Gives a version of a chunk a row of its own, as `remove` does. */
  update(packageId: number, row: SightingRow): void;
  remove(
    packageId: number,
    row: SightingRow,
    when: { readonly lastSeenAt: number; readonly at: number },
  ): void;
  clearContradiction(name: string, version: string): boolean;
}

/** So many versions that are first seen at once are cheaper as one row than as many. */
const chunkedMinCount = 8;

/** Prepares the statements. */
export function createSightingRows(
  database: SqlDatabase,
  chunkMinCount: number = chunkedMinCount,
): SightingRows {
  const writes = createWrites(database);
  const list = database.query(
    `SELECT version, first_seen_at, removed_at, first_claim, contradiction, coalesce(latest, identity),
       changes, pack IS NOT NULL
     FROM sighting WHERE package = ?`,
  );
  const chunks = database.query("SELECT at, body FROM sighting_chunk WHERE package = ? ORDER BY id");

  function listAll(packageId: number): readonly SightingRow[] {
    const rows = new Map<string, SightingRow>();
    // A row of its own says more than the chunk, and of two chunks the first is right.
    for (const row of list.rows(packageId).map(readSighting)) rows.set(row.version, row);
    for (const chunk of chunks.rows(packageId)) {
      for (const sighting of parseChunk(textAt(chunk, 1))) {
        if (!rows.has(sighting.version)) rows.set(sighting.version, unfold(sighting, numberAt(chunk, 0)));
      }
    }
    return [...rows.values()];
  }

  function add(packageId: number, at: number, sightings: readonly NewSighting[]): void {
    // A person may clear a contradiction, which takes a row.
    const plain = sightings.filter(({ contradiction }) => contradiction === undefined);
    const isChunked = plain.length >= chunkMinCount;
    const single = isChunked
      ? sightings.filter(({ contradiction }) => contradiction !== undefined)
      : sightings;
    if (isChunked) writes.addChunk.run(packageId, at, renderChunk(plain));
    if (single.length > 0) writes.add.run(packageId, at, `[${single.map(renderTuple).join(",")}]`);
  }

  function promote(packageId: number, { chunked, firstSeenAt }: SightingRow): void {
    if (chunked === undefined) return;
    const tuple = renderTuple({ ...chunked, contradiction: undefined });
    writes.add.run(packageId, firstSeenAt, `[${tuple}]`);
  }

  return {
    ...createPackageRows(database),
    list: listAll,
    add,
    update: (packageId, row) => {
      promote(packageId, row);
      const { removedAt = null, firstClaim = null, contradiction = null, identity, changes, version } = row;
      writes.update.run(removedAt, firstClaim, contradiction, identity, changes, packageId, version);
    },
    remove: (packageId, row, { lastSeenAt, at }) => {
      promote(packageId, row);
      writes.remove.run(lastSeenAt, at, packageId, row.version);
    },
    clearContradiction: (name, version) => writes.clear.run(version, name).changes > 0,
  };
}

type PackageRows = Pick<SightingRows, "findPackage" | "addPackage" | "updatePackage">;

function createPackageRows(database: SqlDatabase): PackageRows {
  const find = database.query("SELECT id, sha256, looked_at FROM package WHERE name = ? AND upstream = ?");
  const add = database.command("INSERT INTO package(name, upstream, sha256, looked_at) VALUES (?, ?, ?, ?)");
  const update = database.command("UPDATE package SET sha256 = ?, looked_at = ? WHERE id = ?");
  return {
    findPackage: (name, upstream) => {
      const row = find.row(name, upstream);
      return row && { id: numberAt(row, 0), sha256: textAt(row, 1), lookedAt: numberAt(row, 2) };
    },
    addPackage: (name, upstream, sha256, lookedAt) => add.run(name, upstream, sha256, lookedAt).id,
    updatePackage: (id, sha256, lookedAt) => void update.run(sha256, lookedAt, id),
  };
}

type SightingWrites = Readonly<
  Record<"add" | "addChunk" | "clear" | "remove" | "update", ReturnType<SqlDatabase["command"]>>
>;

function createWrites(database: SqlDatabase): SightingWrites {
  return {
    // One statement for all versions of a look.
    add: database.command(
      `INSERT INTO sighting(package, version, first_seen_at, first_claim, contradiction, identity, facts)
       SELECT ?, value ->> 0, ?, value ->> 1, value ->> 2, value -> 3, value -> 4 FROM json_each(?)
       WHERE true ON CONFLICT DO NOTHING`,
    ),
    addChunk: database.command("INSERT INTO sighting_chunk(package, at, body) VALUES (?, ?, ?)"),
    clear: database.command(
      `UPDATE sighting SET contradiction = NULL WHERE contradiction IS NOT NULL
       AND version = ? AND package IN (SELECT id FROM package WHERE name = ?)`,
    ),
    remove: database.command(
      "UPDATE sighting SET last_seen_at = ?, removed_at = ? WHERE package = ? AND version = ?",
    ),
    update: database.command(
      `UPDATE sighting SET removed_at = ?, first_claim = ?, contradiction = ?, latest = ?, changes = ?
       WHERE package = ? AND version = ?`,
    ),
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
    chunked: undefined,
  };
}

function unfold(chunked: ChunkedSighting, firstSeenAt: number): SightingRow {
  return {
    version: chunked.version,
    firstSeenAt,
    removedAt: undefined,
    firstClaim: chunked.firstClaim,
    contradiction: undefined,
    identity: chunked.identity,
    changes: null,
    hasManifest: false,
    chunked,
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
