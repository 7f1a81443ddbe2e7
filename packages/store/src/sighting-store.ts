import type { Clock, Logger } from "@lockkeeper/core";
import { limits, toErrorRecord } from "@lockkeeper/core";

import type { DataFolder } from "./data-folder.ts";
import type { ManifestPacks, PackedManifest } from "./manifest-packs.ts";
import { createManifestPacks } from "./manifest-packs.ts";
import type { PackQueue } from "./manifest-queue.ts";
import { createPackQueue } from "./manifest-queue.ts";
import { fieldOf } from "./manifest-text.ts";
import type { PackumentCache } from "./packument-cache.ts";
import { PresentVersions } from "./present-versions.ts";
import type {
  PackumentObservation,
  PackumentSightings,
  PreviousVersions,
  SightedManifest,
  SightedVersion,
  SightingStore,
  VersionHistory,
} from "./sighting.ts";
import type { Comparison } from "./sighting-compare.ts";
import { compareVersions } from "./sighting-compare.ts";
import { renderIdentity } from "./sighting-facts.ts";
import type { SightingHistory } from "./sighting-history.ts";
import { createSightingHistory } from "./sighting-history.ts";
import type { SightingMemo, SightingMemoEntry } from "./sighting-memo.ts";
import { createSightingMemo } from "./sighting-memo.ts";
import type { PackageRow, SightingRow, SightingRows } from "./sighting-rows.ts";
import { createSightingRows } from "./sighting-rows.ts";
import type { SqlDatabase } from "./sqlite.ts";

/** How late the time of the last look may be in the database; after a crash that errs on the lenient side. */
const lookSavedMs = 300_000;
const unknownMaxCount = 1000;
/** The digest of a package that its upstream no longer has. */
const missingDigest = "missing";
// oxlint-disable-next-line no-control-regex -- Correctness: the database cuts texts at NUL, and no version has such characters.
const unkeepable = /[\u0000-\u001f\ud800-\udfff]/u;

/** What the sightings work with. */
export interface SightingOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  /** Where manifests are that were not kept one by one. */
  readonly documents: SightedDocuments;
  /** So many versions that are first seen at once are kept as one text. */
  readonly chunkMinCount?: number;
}

type SightedDocuments = Pick<PackumentCache, "findManifest">;

/** The sightings on a connection that the caller owns. */
export class SightingDatabase implements SightingStore {
  readonly #database: SqlDatabase;
  readonly #rows: SightingRows;
  readonly #memo: SightingMemo;
  readonly #history: SightingHistory;
  readonly #packs: ManifestPacks;
  readonly #queue: PackQueue;

  readonly #documents: SightedDocuments;
  readonly #logger: Logger;
  /** Packages that were recalled in vain, which a first look at them follows; to compare them asks the database again. */
  readonly #unknown = new Set<string>();
  /** Packuments from before that are being read. */
  readonly #reading = new Set<Promise<void>>();

  constructor(folder: DataFolder, database: SqlDatabase, options: SightingOptions) {
    this.#database = database;
    this.#documents = options.documents;
    this.#logger = options.logger;
    this.#rows = createSightingRows(database, options.chunkMinCount);
    this.#memo = createSightingMemo(database);
    this.#history = createSightingHistory(database);
    this.#packs = createManifestPacks(folder, options);
    this.#queue = createPackQueue(database, this.#packs, options.logger);
  }

  observe(observation: PackumentObservation, previous?: PreviousVersions): PackumentSightings {
    const { name, upstream, at, sha256 } = observation;
    const known = this.#unknown.delete(`${upstream}\n${name}`) ? undefined : this.#findEntry(name, upstream);
    if (known?.sha256 === sha256) {
      this.#touch(known, at);
      return known.sightings;
    }
    const versions = observation.versions().slice(0, limits.packumentMaxVersions).filter(isKeepable);
    const { entry, comparison } = this.#database.transaction(() => this.#compare(observation, versions));
    this.#memo.set(name, upstream, entry);
    const { endangered } = comparison;
    if (endangered.size > 0 && previous !== undefined) {
      this.#keepManifests({ name, packageId: entry.packageId, endangered }, previous());
    }
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
    if (found !== undefined) this.#rows.updatePackage(packageId, sha256, at);
    if (comparison.added.length > 0) this.#rows.add(packageId, at, comparison.added);
    for (const row of comparison.changed) this.#rows.update(packageId, row);
    for (const row of comparison.gone)
      this.#rows.remove(packageId, row, { lastSeenAt: lastLookAt ?? at, at });
    const { present, removed } = comparison;
    const sightings = { present, removed };
    const entry = { packageId, sha256, sightings, lookedAt: at, savedLookAt: at };
    return { entry, comparison };
  }

  #keepManifests({ name, packageId, endangered }: Endangered, versions: ReturnType<PreviousVersions>): void {
    const keep = (read: readonly SightedManifest[]): void => {
      const manifests = pickManifests(read, endangered);
      if (manifests.length > 0) this.#queue.add({ name, packageId, manifests });
    };
    if (!(versions instanceof Promise)) {
      keep(versions);
      return;
    }
    const kept = versions
      .then(keep, (error: unknown) => this.#reportUnread(name, error))
      .finally(() => this.#reading.delete(kept));
    this.#reading.add(kept);
  }

  #reportUnread(name: string, error: unknown): void {
    this.#logger.log("warn", {
      code: "STORE_SNAPSHOT_FAILED",
      message: `The packument of ${name} from before could not be read, so that manifests of it are not kept`,
      fields: { name, error: toErrorRecord(error) },
    });
  }

  recall(name: string, upstream: string): PackumentSightings | undefined {
    const sightings = this.#findEntry(name, upstream)?.sightings;
    if (this.#unknown.size >= unknownMaxCount) this.#unknown.clear();
    if (sightings === undefined) this.#unknown.add(`${upstream}\n${name}`);
    return sightings;
  }

  versionsOf(name: string): readonly VersionHistory[] {
    return this.#history.versionsOf(name);
  }

  async manifestOf(name: string, version: string): Promise<string | undefined> {
    await this.flush();
    for (const history of this.#history.versionsOf(name)) {
      if (history.version !== version) continue;
      const { upstream } = history;
      const digest = this.#history.packOf(name, upstream, version);
      const packed = digest === undefined ? undefined : await this.#packs.read(digest, version);
      if (packed !== undefined) return packed;
      const accepts = (manifest: unknown): boolean => isManifestOf(history, manifest);
      const found = await this.#documents.findManifest({ upstream, name }, { version, accepts });
      if (found !== undefined) return found;
    }
    return undefined;
  }

  clearContradiction(name: string, version: string): boolean {
    const isCleared = this.#rows.clearContradiction(name, version);
    if (isCleared) this.#memo.clear();
    return isCleared;
  }

  async flush(): Promise<void> {
    await Promise.all(this.#reading);
    await this.#queue.flush();
  }
}

/** Versions of a package that its upstream lists no longer or as another; each with its identity. */
interface Endangered {
  readonly name: string;
  readonly packageId: number;
  readonly endangered: ReadonlyMap<string, string>;
}

function isKeepable({ version }: SightedVersion): boolean {
  return version.length <= limits.versionMaxCharacters && !unkeepable.test(version);
}

/** Copies, which do not keep the whole document in memory. */
function pickManifests(
  versions: readonly SightedManifest[],
  wanted: ReadonlyMap<string, string>,
): readonly PackedManifest[] {
  return versions
    .filter((one) => wanted.has(one.version) && wanted.get(one.version) === renderIdentity(one))
    .map(({ version, manifest }) => ({ version, manifest: Buffer.from(manifest) }));
}

/** A document may list a version as another than it was at first. */
function isManifestOf({ integrity, shasum }: VersionHistory, manifest: unknown): boolean {
  const dist = fieldOf(manifest, "dist");
  return [
    [integrity, fieldOf(dist, "integrity")],
    [shasum, fieldOf(dist, "shasum")],
  ].every(([seen, stated]) => seen === undefined || stated === undefined || seen === stated);
}

function buildEntry(found: PackageRow, list: readonly SightingRow[]): SightingMemoEntry {
  const present = new PresentVersions();
  const removed = new Map<string, number>();
  for (const { version, removedAt, firstSeenAt, firstClaim, contradiction } of list) {
    if (removedAt === undefined) present.add(version, { firstSeenAt, firstClaim, contradiction });
    else removed.set(version, removedAt);
  }
  return {
    packageId: found.id,
    sha256: found.sha256,
    lookedAt: found.lookedAt,
    savedLookAt: found.lookedAt,
    sightings: { present, removed },
  };
}
