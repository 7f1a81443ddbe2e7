import type { PackageName } from "@lockkeeper/core";
import { openDataFolder, openStore } from "@lockkeeper/store";
import { tryFromShasum, tryParseIntegrity } from "@lockkeeper/core";
import type { VersionHistory } from "@lockkeeper/store";
import type { EngineSettings } from "./settings.ts";

/** What was removed from the caches. */
export interface PurgeReport {
  readonly packuments: number;
  readonly tarballs: number;
}

/**
 * Removes everything cached of one package. What the ledger and the snapshots know of it stays. A running server
 * notices by itself: it checks a cached file each time it serves it.
 */
export async function purgeCache(settings: EngineSettings, name: PackageName): Promise<PurgeReport> {
  const folder = await openDataFolder(settings.dataFolder);
  const store = await openStore(folder, { clock: settings.clock, logger: settings.logger });
  try {
    const packuments = await store.packuments.purge(name);
    let tarballs = 0;
    for (const version of store.sightings.versionsOf(name)) {
      const key = keyOf(version);
      if (key !== undefined && (await store.blobs.purge(key))) tarballs += 1;
    }
    return { packuments, tarballs };
  } finally {
    await store.close();
  }
}

function keyOf({ integrity, shasum }: VersionHistory): ReturnType<typeof tryParseIntegrity> {
  const stated = integrity === undefined ? undefined : tryParseIntegrity(integrity);
  return stated ?? (shasum === undefined ? undefined : tryFromShasum(shasum));
}
