import { join } from "node:path";
import type { FirewallServices } from "@lockkeeper/firewall";
import {
  defaultPackumentSettings,
  Judge,
  PackumentAnswers,
  PackumentSource,
  PublicNames,
  TarballSource,
} from "@lockkeeper/firewall";
import { createUpstreams } from "@lockkeeper/registry";
import type { Store } from "@lockkeeper/store";
import { openDataFolder, openStore } from "@lockkeeper/store";
import { openIntelligence } from "./intelligence-source.ts";
import { createPolicySource } from "./policy-source.ts";
import type { EngineSettings } from "./settings.ts";

/** Everything that decides, put together. */
export interface Engine {
  readonly services: FirewallServices;
  readonly store: Store;
  close(): Promise<void>;
}

/** The file name of the intelligence index inside the data folder's `intel`. */
export const indexFileName = "index.lki";

const dayMs = 86_400_000;
/** A version counts as in use when it was fetched within this time. */
const inUseMs = 90 * dayMs;
const renderedMemoryBytes = 48_000_000;

/** Opens the data folder and builds the services. Throws STORE_*, POLICY_*, INTEL_* and REGISTRY_* errors. */
export async function openEngine(settings: EngineSettings): Promise<Engine> {
  const { clock, logger } = settings;
  const folder = await openDataFolder(settings.dataFolder);
  const store = await openStore(folder, { clock, logger });
  try {
    const file =
      settings.policyFile === undefined
        ? { path: folder.policyFile, isOptional: true }
        : { path: settings.policyFile, isOptional: false };
    const policy = createPolicySource({ file, exceptions: store.exceptions, clock, logger });
    const upstreams = createUpstreams(settings.upstreams, {
      userAgent: `lockkeeper/${settings.version}`,
      proxy: settings.proxy,
    });
    const intelligence = await openIntelligence({
      indexFile: join(folder.intelFolder, indexFileName),
      knownBy: settings.knownBy,
      logger,
    });
    const packuments = new PackumentSource({
      upstreams,
      cache: store.packuments,
      sightings: store.sightings,
      publicNames: new PublicNames({ upstreams, checkedIds: checkedIds(settings), clock, logger }),
      clock,
      logger,
      settings: defaultPackumentSettings,
    });
    const services: FirewallServices = {
      packuments,
      tarballs: new TarballSource({ blobs: store.blobs, logger }),
      answers: new PackumentAnswers({
        defaultRegistry: settings.defaultRegistry,
        memoryBytes: renderedMemoryBytes,
      }),
      judge: new Judge({
        policy: () => policy.current(),
        intelligence: () => intelligence.current(),
        versionsInUse: (name) => store.ledger.versionsFetched(name, clock.now() - inUseMs),
        isObserving: settings.isObserving,
        clock,
        logger,
      }),
      ledger: store.ledger,
      sightings: store.sightings,
      upstreams,
      intelligence: () => intelligence.current(),
      policy: () => policy.current(),
      isObserving: settings.isObserving,
      clock,
      logger,
      version: settings.version,
      startedAt: clock.now(),
    };
    return {
      services,
      store,
      close: async () => {
        intelligence.close();
        await packuments.settle();
        await upstreams.close();
        await store.close();
      },
    };
  } catch (error) {
    await store.close();
    throw error;
  }
}

function checkedIds({ upstreams }: EngineSettings): ReadonlySet<string> {
  return new Set(upstreams.filter(({ checksPublicNames }) => checksPublicNames === true).map(({ id }) => id));
}
