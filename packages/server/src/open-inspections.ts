import type { InspectionMemory, PackumentSource, TarballSource } from "@lockkeeper/firewall";
import { createInspectionSource, Inspections } from "@lockkeeper/firewall";
import {
  createFactsPool,
  createInspector,
  createPackageDetonator,
  popularNames,
  rulesRevision,
} from "@lockkeeper/inspect";
import type { Upstreams } from "@lockkeeper/registry";
import type { Store } from "@lockkeeper/store";
import { createFindingCache } from "@lockkeeper/store";

import { emulatorFolderOf } from "./emulator-folder.ts";
import type { EngineSettings } from "./settings.ts";

/** Each holds the syntax trees of one package; requests need the processors too. */
const maxThreads = 4;

/** Never none: what takes the emulator for itself can be ended on a thread alone. One, as its machines are large while they run. */
const detonationThreads = 1;

/** A machine with other work may take long over one package; the policy says how long requests wait. Milliseconds. */
const readingMaxMs = 180_000;

/** What the firewall's inspections read from. */
export interface InspectionParts {
  readonly store: Store;
  readonly upstreams: Upstreams;
  readonly packuments: PackumentSource;
  readonly tarballs: TarballSource;
}

/** Puts together what inspects versions for the firewall, over what the firewall has at hand. */
export function createInspections(
  settings: Pick<
    EngineSettings,
    "dataFolder" | "clock" | "logger" | "version" | "documentThreads" | "readingThreads" | "pretendedWorlds"
  >,
  memory: InspectionMemory,
  { store, upstreams, packuments, tarballs }: InspectionParts,
): Inspections {
  const { clock, logger, version } = settings;
  const kept = createFindingCache(store.folder, { logger });
  const { documentThreads = 0 } = settings;
  const usual = documentThreads === 0 ? 0 : Math.min(documentThreads + 1, maxThreads);
  const threads = settings.readingThreads ?? usual;
  const pool = createFactsPool({ threads, deadlineMs: readingMaxMs });
  const detonator = createPackageDetonator({
    threads: detonationThreads,
    worlds: settings.pretendedWorlds,
    cacheFolder: emulatorFolderOf(settings),
  });
  const inspector = createInspector({
    registry: createInspectionSource({ packuments, cache: store.packuments, tarballs, upstreams }),
    extract: pool.extract,
    detonator,
    clock,
    cache: kept,
    // Advisories come and go, and the clause for malware knows them at every moment; what is kept rests on bytes alone.
    knownBad: undefined,
    popularNames,
    trustRoot: "embedded",
    version,
    close: () => pool.close(),
  });
  return new Inspections({
    inspector,
    memory,
    kept,
    revision: async () => `${rulesRevision()} ${await detonator.revision()}`,
    now: () => clock.now(),
    work: {
      computedMs,
      computingThreads: () =>
        Math.min(pool.pending, threads) + Math.min(detonator.pending, detonationThreads),
    },
    logger,
  });
}

function computedMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
