import type { Clock, Logger } from "@lockkeeper/core";
import { limits } from "@lockkeeper/core";

import type { DataFolder } from "./data-folder.ts";
import { createManifestPacks } from "./manifest-packs.ts";
import { createPackQueue } from "./manifest-queue.ts";
import type { PackumentObservation, PackumentSightings, SightedVersion, SightingStore } from "./sighting.ts";
import type { Comparison } from "./sighting-compare.ts";
import { compareVersions } from "./sighting-compare.ts";
import { createSightingHistory } from "./sighting-history.ts";
import type { SightingMemoEntry } from "./sighting-memo.ts";
import { createSightingMemo } from "./sighting-memo.ts";
import type { PackageRow, SightingRow } from "./sighting-rows.ts";
import { createSightingRows } from "./sighting-rows.ts";
import type { SqlDatabase } from "./sqlite.ts";

/** How late the time of the last look may be in the database; after a crash that errs on the lenient side. */
const lookSavedMs = 60_000;
/** The digest of a package that its upstream no longer has. */
const missingDigest = "missing";
// oxlint-disable-next-line no-control-regex -- Correctness: the database cuts texts at NUL, and no version has such characters.
const unkeepable = /[\u0000-\u001f\ud800-\udfff]/u;

/** Creates the sightings on a connection that the caller owns. */
export function createSightingStore(
  folder: DataFolder,
  database: SqlDatabase,
  options: { readonly clock: Clock; readonly logger: Logger },
): SightingStore {
  const rows = createSightingRows(database);
  const memo = createSightingMemo(database);
  const history = createSightingHistory(database);
  const packs = createManifestPacks(folder, options);
  const queue = createPackQueue(database, packs, options.logger);
  const clearContradiction = database.command(
    `UPDATE sighting SET contradiction = NULL WHERE contradiction IS NOT NULL
     AND version = ? AND package IN (SELECT id FROM package WHERE name = ?)`,
  );

  function observe(observation: PackumentObservation): PackumentSightings {
    const { name, upstream, at, sha256 } = observation;
    const known = findEntry(name, upstream);
    if (known?.sha256 === sha256 && !known.isUnpacked) {
      touch(known, at);
      return known.sightings;
    }
    const versions = observation.versions().slice(0, limits.packumentMaxVersions).filter(isKeepable);
    const { entry, comparison } = database.transaction(() => compare(observation, versions));
    memo.set(name, upstream, entry);
    keepManifests(name, entry, comparison.unpacked);
    return entry.sightings;
  }

  function findEntry(name: string, upstream: string): SightingMemoEntry | undefined {
    const remembered = memo.get(name, upstream);
    if (remembered !== undefined) return remembered;
    const found = rows.findPackage(name, upstream);
    if (found === undefined) return undefined;
    const entry = buildEntry(found, rows.list(found.id));
    memo.set(name, upstream, entry);
    return entry;
  }

  function touch(entry: SightingMemoEntry, at: number): void {
    entry.lookedAt = at;
    if (Math.abs(at - entry.savedLookAt) < lookSavedMs) return;
    rows.updatePackage(entry.packageId, entry.sha256, at);
    entry.savedLookAt = at;
  }

  function compare(
    { name, upstream, at, sha256 }: PackumentObservation,
    versions: readonly SightedVersion[],
  ): { readonly entry: SightingMemoEntry; readonly comparison: Comparison } {
    const found = rows.findPackage(name, upstream);
    const lastLookAt = memo.get(name, upstream)?.lookedAt ?? found?.lookedAt;
    const comparison = compareVersions(found ? rows.list(found.id) : [], versions, { at, lastLookAt });
    const packageId = found?.id ?? rows.addPackage(name, upstream, sha256, at);
    if (comparison.added.length > 0) rows.add(packageId, at, comparison.added);
    for (const row of comparison.changed) rows.update(packageId, row);
    for (const version of comparison.gone) rows.remove(packageId, version, lastLookAt ?? at, at);
    rows.updatePackage(packageId, sha256, at);
    const { present, removed } = comparison;
    const sightings = { present, removed };
    const entry = { packageId, sha256, sightings, lookedAt: at, savedLookAt: at, isUnpacked: false };
    return { entry, comparison };
  }

  function keepManifests(name: string, entry: SightingMemoEntry, manifests: readonly SightedVersion[]): void {
    if (manifests.length === 0) return;
    const onFailed = (): void => {
      entry.isUnpacked = true;
    };
    queue.add({ name, packageId: entry.packageId, manifests, onFailed });
  }

  function observeMissing(name: string, upstream: string, at: number): void {
    const known = findEntry(name, upstream);
    if (known === undefined || known.sha256 === missingDigest) return;
    observe({ name, upstream, at, sha256: missingDigest, versions: () => [] });
  }

  return {
    observe,
    observeMissing,
    recall: (name, upstream) => findEntry(name, upstream)?.sightings,
    versionsOf: (name) => history.versionsOf(name),
    manifestOf: async (name, version) => {
      await queue.flush();
      const digest = history.packOf(name, version);
      return digest === undefined ? undefined : packs.read(digest, version);
    },
    clearContradiction: (name, version) => {
      const isCleared = clearContradiction.run(version, name).changes > 0;
      if (isCleared) memo.clear();
      return isCleared;
    },
    flush: () => queue.flush(),
  };
}

function isKeepable({ version }: SightedVersion): boolean {
  return version.length <= limits.versionMaxCharacters && !unkeepable.test(version);
}

function buildEntry(found: PackageRow, list: readonly SightingRow[]): SightingMemoEntry {
  const present = list.filter((row) => row.removedAt === undefined);
  return {
    packageId: found.id,
    sha256: found.sha256,
    lookedAt: found.lookedAt,
    savedLookAt: found.lookedAt,
    isUnpacked: present.some((row) => !row.hasManifest),
    sightings: {
      present: new Map(
        present.map(({ version, firstSeenAt, firstClaim, contradiction }) => [
          version,
          { firstSeenAt, firstClaim, contradiction },
        ]),
      ),
      removed: new Map(
        list.flatMap(({ version, removedAt }) => (removedAt === undefined ? [] : [[version, removedAt]])),
      ),
    },
  };
}
