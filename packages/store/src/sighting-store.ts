import type { Clock, Logger } from "@lockkeeper/core";
import { limits } from "@lockkeeper/core";

import type { DataFolder } from "./data-folder.ts";
import type { ManifestPacks } from "./manifest-packs.ts";
import { createManifestPacks } from "./manifest-packs.ts";
import type { PackQueue } from "./manifest-queue.ts";
import { createPackQueue } from "./manifest-queue.ts";
import type {
  PackumentObservation,
  PackumentSightings,
  SightedVersion,
  SightingStore,
  VersionHistory,
} from "./sighting.ts";
import type { Comparison } from "./sighting-compare.ts";
import { compareVersions } from "./sighting-compare.ts";
import type { SightingHistory } from "./sighting-history.ts";
import { createSightingHistory } from "./sighting-history.ts";
import type { SightingMemo, SightingMemoEntry } from "./sighting-memo.ts";
import { createSightingMemo } from "./sighting-memo.ts";
import type { PackageRow, SightingRow, SightingRows } from "./sighting-rows.ts";
import { createSightingRows } from "./sighting-rows.ts";
import type { SqlDatabase } from "./sqlite.ts";

/** How late the time of the last look may be in the database; after a crash that errs on the lenient side. */
const lookSavedMs = 60_000;
/** The digest of a package that its upstream no longer has. */
const missingDigest = "missing";
// oxlint-disable-next-line no-control-regex -- Correctness: the database cuts texts at NUL, and no version has such characters.
const unkeepable = /[\u0000-\u001f\ud800-\udfff]/u;

/** The sightings on a connection that the caller owns. */
export class SightingDatabase implements SightingStore {
  readonly #database: SqlDatabase;
  readonly #rows: SightingRows;
  readonly #memo: SightingMemo;
  readonly #history: SightingHistory;
  readonly #packs: ManifestPacks;
  readonly #queue: PackQueue;

  constructor(
    folder: DataFolder,
    database: SqlDatabase,
    options: { readonly clock: Clock; readonly logger: Logger },
  ) {
    this.#database = database;
    this.#rows = createSightingRows(database);
    this.#memo = createSightingMemo(database);
    this.#history = createSightingHistory(database);
    this.#packs = createManifestPacks(folder, options);
    this.#queue = createPackQueue(database, this.#packs, options.logger);
  }

  observe(observation: PackumentObservation): PackumentSightings {
    const { name, upstream, at, sha256 } = observation;
    const known = this.#findEntry(name, upstream);
    if (known?.sha256 === sha256 && !known.isUnpacked) {
      this.#touch(known, at);
      return known.sightings;
    }
    const versions = observation.versions().slice(0, limits.packumentMaxVersions).filter(isKeepable);
    const { entry, comparison } = this.#database.transaction(() => this.#compare(observation, versions));
    this.#memo.set(name, upstream, entry);
    this.#keepManifests(name, entry, comparison.unpacked);
    return entry.sightings;
  }

  observeMissing(name: string, upstream: string, at: number): void {
    const known = this.#findEntry(name, upstream);
    if (known === undefined || known.sha256 === missingDigest) return;
    this.observe({ name, upstream, at, sha256: missingDigest, versions: () => [] });
  }

  #findEntry(name: string, upstream: string): SightingMemoEntry | undefined {
    const remembered = this.#memo.get(name, upstream);
    if (remembered !== undefined) return remembered;
    const found = this.#rows.findPackage(name, upstream);
    if (found === undefined) return undefined;
    const entry = buildEntry(found, this.#rows.list(found.id));
    this.#memo.set(name, upstream, entry);
    return entry;
  }

  #touch(entry: SightingMemoEntry, at: number): void {
    entry.lookedAt = at;
    if (Math.abs(at - entry.savedLookAt) < lookSavedMs) return;
    this.#rows.updatePackage(entry.packageId, entry.sha256, at);
    entry.savedLookAt = at;
  }

  #compare(
    { name, upstream, at, sha256 }: PackumentObservation,
    versions: readonly SightedVersion[],
  ): { readonly entry: SightingMemoEntry; readonly comparison: Comparison } {
    const found = this.#rows.findPackage(name, upstream);
    const lastLookAt = this.#memo.get(name, upstream)?.lookedAt ?? found?.lookedAt;
    const comparison = compareVersions(found ? this.#rows.list(found.id) : [], versions, { at, lastLookAt });
    const packageId = found?.id ?? this.#rows.addPackage(name, upstream, sha256, at);
    if (comparison.added.length > 0) this.#rows.add(packageId, at, comparison.added);
    for (const row of comparison.changed) this.#rows.update(packageId, row);
    for (const version of comparison.gone) this.#rows.remove(packageId, version, lastLookAt ?? at, at);
    this.#rows.updatePackage(packageId, sha256, at);
    const { present, removed } = comparison;
    const sightings = { present, removed };
    const entry = { packageId, sha256, sightings, lookedAt: at, savedLookAt: at, isUnpacked: false };
    return { entry, comparison };
  }

  #keepManifests(name: string, entry: SightingMemoEntry, manifests: readonly SightedVersion[]): void {
    if (manifests.length === 0) return;
    const onFailed = (): void => {
      entry.isUnpacked = true;
    };
    this.#queue.add({ name, packageId: entry.packageId, manifests, onFailed });
  }

  recall(name: string, upstream: string): PackumentSightings | undefined {
    return this.#findEntry(name, upstream)?.sightings;
  }

  versionsOf(name: string): readonly VersionHistory[] {
    return this.#history.versionsOf(name);
  }

  async manifestOf(name: string, version: string): Promise<string | undefined> {
    await this.#queue.flush();
    const digest = this.#history.packOf(name, version);
    return digest === undefined ? undefined : this.#packs.read(digest, version);
  }

  clearContradiction(name: string, version: string): boolean {
    const isCleared = this.#rows.clearContradiction(name, version);
    if (isCleared) this.#memo.clear();
    return isCleared;
  }

  flush(): Promise<void> {
    return this.#queue.flush();
  }
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
