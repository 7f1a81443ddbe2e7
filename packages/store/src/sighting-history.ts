import { nullableTextAt, numberAt, optionalNumberAt, textAt } from "./columns.ts";
import type { VersionHistory } from "./sighting.ts";
import { parseChanges, parseSighted } from "./sighting-facts.ts";
import { parseContradiction } from "./sighting-rows.ts";
import type { SqlDatabase, SqlRow } from "./sqlite.ts";

/** Reads what was ever seen of a package. */
export interface SightingHistory {
  versionsOf(name: string): readonly VersionHistory[];
  /** The digest of the pack that holds a version's first manifest. */
  packOf(name: string, version: string): string | undefined;
}

/** Prepares the statements. */
export function createSightingHistory(database: SqlDatabase): SightingHistory {
  const versions = database.query(
    `SELECT p.upstream, s.version, s.first_seen_at, coalesce(s.last_seen_at, p.looked_at), s.removed_at,
       s.contradiction, s.identity, s.facts, s.changes, p.looked_at
     FROM package p JOIN sighting s ON s.package = p.id WHERE p.name = ? ORDER BY s.first_seen_at, s.version`,
  );
  const pack = database.query(
    `SELECT m.digest FROM package p JOIN sighting s ON s.package = p.id JOIN manifest_pack m ON m.id = s.pack
     WHERE p.name = ? AND s.version = ? ORDER BY s.first_seen_at LIMIT 1`,
  );
  return {
    versionsOf: (name) => versions.rows(name).map(buildHistory),
    packOf: (name, version) => {
      const row = pack.row(name, version);
      return row && textAt(row, 0);
    },
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
