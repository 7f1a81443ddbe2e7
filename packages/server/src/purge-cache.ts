import { createWriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";

import type { PackageName } from "@lockkeeper/core";
import { openDataFolder, openStore } from "@lockkeeper/store";
import { tryFromShasum, tryParseIntegrity } from "@lockkeeper/core";
import type { BlobHandle, VersionHistory } from "@lockkeeper/store";
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

/** A tarball that was removed from the cache. */
export interface PurgedTarball {
  readonly version: string;
  readonly integrity: string;
  readonly size: number;
}

/** Which versions are removed, and where their bytes are kept as evidence. */
export interface VersionPurge {
  readonly isMeant: (version: string) => boolean;
  /** Absolute. Bytes lie there by their hash, without an ending that anything would open. */
  readonly keepIn: string;
}

/**
 * Removes what is cached of some versions of a package, and its packument, after their bytes were put aside as evidence.
 * Like `purgeCache` beside a running server.
 */
export async function purgeVersions(
  settings: EngineSettings,
  name: PackageName,
  { isMeant, keepIn }: VersionPurge,
): Promise<{ readonly packuments: number; readonly tarballs: readonly PurgedTarball[] }> {
  const folder = await openDataFolder(settings.dataFolder);
  const store = await openStore(folder, { clock: settings.clock, logger: settings.logger });
  try {
    const tarballs: PurgedTarball[] = [];
    for (const history of store.sightings.versionsOf(name)) {
      const key = isMeant(history.version) ? keyOf(history) : undefined;
      const handle = key && (await store.blobs.open(key));
      if (key === undefined || handle === undefined) continue;
      await keepBytes(handle, keepIn);
      await store.blobs.purge(key);
      tarballs.push({ version: history.version, integrity: handle.integrity, size: handle.size });
    }
    return { packuments: await store.packuments.purge(name), tarballs };
  } finally {
    await store.close();
  }
}

/** Security: what is kept is an attack. Nobody but the owner may read it, and no program takes it for an archive. */
async function keepBytes(handle: BlobHandle, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, handle.integrity.replace(/[^A-Za-z0-9-]/g, "_"));
  await pipeline(handle.read(), createWriteStream(file, { mode: 0o600, flush: true }));
}

function keyOf({ integrity, shasum }: VersionHistory): ReturnType<typeof tryParseIntegrity> {
  const stated = integrity === undefined ? undefined : tryParseIntegrity(integrity);
  return stated ?? (shasum === undefined ? undefined : tryFromShasum(shasum));
}
