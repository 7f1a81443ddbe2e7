import { judgeFirstClaim, judgeLaterClaim } from "./first-seen.ts";
import { PresentVersions } from "./present-versions.ts";
import type { SightedVersion, TimeContradiction, VersionSighting } from "./sighting.ts";
import { haveBytesChanged, renderChanges, renderFacts, renderIdentity } from "./sighting-facts.ts";
import type { NewSighting, SightingRow } from "./sighting-rows.ts";

/** What a document brings that the rows do not have. */
export interface Comparison {
  readonly added: readonly NewSighting[];
  readonly changed: readonly SightingRow[];
  /** Versions that the document no longer lists. */
  readonly gone: readonly SightingRow[];
  readonly present: ReadonlyMap<string, VersionSighting>;
  readonly removed: ReadonlyMap<string, number>;
  /** Versions that the document lists no longer or as another, whose manifest is not kept yet; with their identity. */
  readonly endangered: ReadonlyMap<string, string>;
}

/** When a document was looked at, and when the one before. */
export interface Look {
  readonly at: number;
  readonly lastLookAt: number | undefined;
}

/** Compares a document's versions with the rows about the package. Pure. */
export function compareVersions(
  rows: readonly SightingRow[],
  versions: readonly SightedVersion[],
  look: Look,
): Comparison {
  const known = new Map(rows.map((row) => [row.version, row]));
  const added: NewSighting[] = [];
  const changed: SightingRow[] = [];
  const outdated: SightingRow[] = [];
  const present = new PresentVersions();
  for (const version of versions) {
    if (present.has(version.version)) continue;
    const row = known.get(version.version);
    if (row === undefined) {
      const sighting = greet(version, look);
      added.push(sighting);
      present.add(version.version, pickSighting(sighting, look.at));
    } else {
      const next = revise(row, version, look.at);
      if (next !== row) changed.push(next);
      if (next.identity !== row.identity) outdated.push(row);
      present.add(version.version, pickSighting(next, row.firstSeenAt));
    }
  }
  const absent = rows.filter((row) => !present.has(row.version));
  return {
    added,
    changed,
    gone: absent.filter((row) => row.removedAt === undefined),
    present,
    removed: new Map(absent.map((row) => [row.version, row.removedAt ?? look.at])),
    endangered: new Map(
      // What changed before is not as first seen any more.
      [...absent, ...outdated]
        .filter((row) => !row.hasManifest && row.changes === null)
        .map((row) => [row.version, row.identity]),
    ),
  };
}

function pickSighting(
  { firstClaim, contradiction }: NewSighting | SightingRow,
  firstSeenAt: number,
): VersionSighting {
  return { firstSeenAt, firstClaim, contradiction };
}

function greet(version: SightedVersion, { at, lastLookAt }: Look): NewSighting {
  const claim = version.publishedAt;
  return {
    version: version.version,
    firstClaim: claim,
    contradiction: judgeFirstClaim({ at, claim, lastLookAt }),
    identity: renderIdentity(version),
    facts: renderFacts(version),
  };
}

function revise(row: SightingRow, version: SightedVersion, at: number): SightingRow {
  const identity = renderIdentity(version);
  if (identity === row.identity && row.removedAt === undefined) return row;
  const claim = version.publishedAt;
  return {
    ...row,
    removedAt: undefined,
    firstClaim: row.firstClaim ?? claim,
    contradiction: row.contradiction ?? judgeChange(row, version),
    identity,
    changes: identity === row.identity ? row.changes : renderChanges(row.changes, at, identity),
  };
}

/** Registries never give a version's number to other bytes; a cooldown that ran out for the old ones says nothing of the new. */
function judgeChange(row: SightingRow, version: SightedVersion): TimeContradiction | undefined {
  if (haveBytesChanged(row.identity, version)) return "other-bytes";
  return judgeLaterClaim(row.firstClaim, version.publishedAt);
}
