import { join } from "node:path";

import type { Inspector } from "@lockkeeper/inspect";
import { createFactsPool, createInspector, createUpstreamSource, popularNames } from "@lockkeeper/inspect";
import { createUpstreams } from "@lockkeeper/registry";
import { createFindingCache, openDataFolder } from "@lockkeeper/store";

import { openIntelligence } from "./intelligence-source.ts";
import { knownBadOf } from "./known-bad.ts";
import { indexFileName } from "./open-engine.ts";
import type { EngineSettings } from "./settings.ts";

/** What an inspector of a command needs besides the settings of everything that decides. */
export interface InspectorSettings extends EngineSettings {
  /** How many packages are read at once beside this thread; 0 reads them on it. */
  readonly workers: number;
}

/**
 * Opens an inspector on the configured registries, with what intelligence knows and what was learned of bytes before.
 * Throws STORE_*, INTEL_* and REGISTRY_* errors.
 */
export async function openInspector(settings: InspectorSettings): Promise<Inspector> {
  const { clock, version, proxy, logger, knownBy } = settings;
  const folder = await openDataFolder(settings.dataFolder);
  const { intelFolder } = folder;
  const intelligence = await openIntelligence({
    indexFile: join(intelFolder, indexFileName),
    intelFolder,
    knownBy,
    logger,
  });
  const upstreams = createUpstreams(settings.upstreams, { userAgent: `lockkeeper/${version}`, proxy });
  const pool = createFactsPool({ threads: settings.workers });
  return createInspector({
    registry: createUpstreamSource(upstreams),
    extract: pool.extract,
    cache: createFindingCache(folder, { logger }),
    trustRoot: "embedded",
    clock,
    knownBad: knownBadOf(intelligence),
    popularNames,
    version,
    close: async () => {
      intelligence.close();
      await pool.close();
      await upstreams.close();
    },
  });
}
