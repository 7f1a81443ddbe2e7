import { onTestFinished } from "vitest";

import type { DataFolder } from "../src/data-folder.ts";
import { openDatabase } from "../src/database.ts";
import type { PackumentCache } from "../src/packument-cache.ts";
import { createPackumentCache } from "../src/packument-cache.ts";
import type { PackumentSightings, SightedManifest } from "../src/sighting.ts";
import { SightingDatabase } from "../src/sighting-store.ts";
import { createFakeClock, createKeptLog, makeDataFolder, writePackument } from "./fixtures.ts";

export const minute = 60_000;
export const start: number = Date.parse("2026-03-31T00:00:00Z");

/** Sightings with everything they work with. */
export interface Sightings {
  readonly store: SightingDatabase;
  readonly packuments: PackumentCache;
  readonly folder: DataFolder;
  readonly log: ReturnType<typeof createKeptLog>;
  /** Observes a packument; the one before is still at hand. */
  readonly look: (at: number, versions: readonly SightedManifest[], upstream?: string) => PackumentSightings;
}

export async function makeSightings(existing?: DataFolder, chunkMinCount?: number): Promise<Sightings> {
  const folder = existing ?? (await makeDataFolder());
  const log = createKeptLog();
  const options = { clock: createFakeClock(), logger: log };
  const database = await openDatabase(folder, options);
  const packuments = createPackumentCache(folder, options);
  const store = new SightingDatabase(folder, database, {
    ...options,
    documents: packuments,
    ...(chunkMinCount !== undefined && { chunkMinCount }),
  });
  let previous: readonly SightedManifest[] = [];
  onTestFinished(async () => {
    await store.flush();
    database.close();
  });
  return {
    store,
    packuments,
    folder,
    log,
    look: (at, versions, upstream = "public") => {
      const before = previous;
      previous = versions;
      const sha256 = JSON.stringify(versions);
      return store.observe({ name: "axios", upstream, at, sha256, versions: () => versions }, () => before);
    },
  };
}

/** Writes the packument that a firewall would keep. */
export async function writeDocument(
  { packuments }: Sightings,
  versions: readonly SightedManifest[],
  fetchedAt: number = start,
): Promise<void> {
  const fields = versions.map(({ version, manifest }) => `${JSON.stringify(version)}:${manifest.toString()}`);
  const bytes = Buffer.from(`{"name":"axios","versions":{${fields.join(",")}}}`);
  await writePackument(
    packuments,
    { upstream: "public", name: "axios" },
    { bytes, etag: undefined, lastModified: undefined, fetchedAt },
  );
}
