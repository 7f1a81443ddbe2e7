import { nullableTextAt, numberAt, optionalNumberAt, textAt } from "./columns.ts";
import type { VersionHistory } from "./sighting.ts";
import type { ChunkedSighting } from "./sighting-chunk.ts";
import { parseChunk } from "./sighting-chunk.ts";
import { parseChanges, parseSighted } from "./sighting-facts.ts";
import { parseContradiction } from "./sighting-rows.ts";
import type { SqlDatabase, SqlRow } from "./sqlite.ts";

/** Reads what was ever seen of a package. */
export interface SightingHistory {
  versionsOf(name: string): readonly VersionHistory[];
  /** The digest of the pack that holds a version's first manifest. */
  packOf(name: string, upstream: string, version: string): string | undefined;
}

/** Prepares the statements. */
export function createSightingHistory(database: SqlDatabase): SightingHistory {
  const versions = database.query(
    `SELECT p.upstream, s.version, s.first_seen_at, coalesce(s.last_seen_at, p.looked_at), s.removed_at,
       s.contradiction, s.identity, s.facts, s.changes, p.looked_at
     FROM package p JOIN sighting s ON s.package = p.id WHERE p.name = ?`,
  );
  const chunks = database.query(
    `SELECT p.upstream, c.at, p.looked_at, c.body
     FROM package p JOIN sighting_chunk c ON c.package = p.id WHERE p.name = ? ORDER BY c.id`,
  );
  const pack = database.query(
    `SELECT m.digest FROM package p JOIN sighting s ON s.package = p.id JOIN manifest_pack m ON m.id = s.pack
     WHERE p.name = ? AND p.upstream = ? AND s.version = ?`,
  );

  function versionsOf(name: string): readonly VersionHistory[] {
    const histories = new Map<string, VersionHistory>();
    for (const row of versions.rows(name)) keepFirst(histories, buildHistory(row));
    for (const chunk of chunks.rows(name)) {
      for (const sighting of parseChunk(textAt(chunk, 3))) keepFirst(histories, buildPlain(chunk, sighting));
    }
    return [...histories.values()].toSorted(
      (left, right) => left.firstSeenAt - right.firstSeenAt || (left.version < right.version ? -1 : 1),
    );
  }

  return {
    versionsOf,
    packOf: (name, upstream, version) => {
      const row = pack.row(name, upstream, version);
      return row && textAt(row, 0);
    },
  };
}

/** A row comes before the chunk that held its version at first. */
function keepFirst(histories: Map<string, VersionHistory>, history: VersionHistory): void {
  const key = `${history.upstream}\n${history.version}`;
  if (!histories.has(key)) histories.set(key, history);
}

function buildPlain(chunk: SqlRow, { version, identity, facts }: ChunkedSighting): VersionHistory {
  return {
    upstream: textAt(chunk, 0),
    version,
    firstSeenAt: numberAt(chunk, 1),
    lastSeenAt: numberAt(chunk, 2),
    removedAt: undefined,
    contradiction: undefined,
    ...parseSighted(identity, facts),
    changes: [],
  };
}

function buildHistory(row: SqlRow): VersionHistory {
  const removedAt = optionalNumberAt(row, 4);
  return {
    upstream: textAt(row, 0),
    version: textAt(row, 1),
    firstSeenAt: numberAt(row, 2),
    // A version that came back was seen at the last look, whatever was noted when it went.
    lastSeenAt: numberAt(row, removedAt === undefined ? 9 : 3),
    removedAt,
    contradiction: parseContradiction(nullableTextAt(row, 5)),
    ...parseSighted(textAt(row, 6), textAt(row, 7)),
    changes: parseChanges(nullableTextAt(row, 8)),
  };
}
