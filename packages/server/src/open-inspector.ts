import { join } from "node:path";

import type { Inspector, InspectorParts, RegistrySource } from "@lockkeeper/inspect";
import {
  createFactsPool,
  createInspector,
  createPackageDetonator,
  createUpstreamSource,
  popularNames,
} from "@lockkeeper/inspect";
import { createUpstreams } from "@lockkeeper/registry";
import { createFindingCache, openDataFolder } from "@lockkeeper/store";

import { emulatorFolderOf } from "./emulator-folder.ts";
import { openIntelligence } from "./intelligence-source.ts";
import { knownBadOf } from "./known-bad.ts";
import { indexFileName } from "./open-engine.ts";
import type { EngineSettings } from "./settings.ts";

/** What an inspector of a command needs besides the settings of everything that decides. */
export interface InspectorSettings extends EngineSettings {
  /** How many packages are read at once beside this thread; 0 reads them on it. */
  readonly workers: number;
  /** A trust root and a registry's keys of one's own; what comes with the library unless told. */
  readonly trustFiles?: InspectorParts["trustFiles"];
  /** What is asked in place of the configured registries, by a caller that asks them for other things as well. */
  readonly registry?: RegistrySource | undefined;
}

/**
 * Opens an inspector on the configured registries, with what intelligence knows and what was learned of bytes before.
 * Throws STORE_*, INTEL_*, REGISTRY_* and TRUST_* errors.
 */
export async function openInspector(settings: InspectorSettings): Promise<Inspector> {
  const { clock, version, proxy, logger, knownBy } = settings;
  const folder = await openDataFolder(settings.dataFolder);
  const { intelFolder, campaignFolder } = folder;
  const intelligence = await openIntelligence({
    indexFile: join(intelFolder, indexFileName),
    intelFolder,
    campaignFolder,
    knownBy,
    logger,
  });
  const upstreams = createUpstreams(settings.upstreams, { userAgent: `lockkeeper/${version}`, proxy });
  const pool = createFactsPool({ threads: settings.workers });
  const close = async (): Promise<void> => {
    intelligence.close();
    await pool.close();
    await upstreams.close();
  };
  try {
    return createInspector({
      registry: settings.registry ?? createUpstreamSource(upstreams),
      extract: pool.extract,
      detonator: createPackageDetonator({
        // Never none: what takes the emulator for itself can be ended on a thread alone.
        threads: 1,
        worlds: settings.pretendedWorlds,
        cacheFolder: emulatorFolderOf(settings),
      }),
      cache: createFindingCache(folder, { logger }),
      trustRoot: "embedded",
      trustFiles: settings.trustFiles,
      clock,
      knownBad: knownBadOf(intelligence),
      popularNames,
      version,
      close,
    });
  } catch (error) {
    await close();
    throw error;
  }
}
