import { join } from "node:path";
import type { FirewallServices } from "@lockkeeper/firewall";
import {
  Authenticator,
  Canaries,
  createAccessControl,
  defaultPackumentSettings,
  Judge,
  PackumentAnswers,
  PackumentSource,
  PublicNames,
  Runs,
  TarballSource,
} from "@lockkeeper/firewall";
import { createUpstreams } from "@lockkeeper/registry";
import type { DataFolder, Store } from "@lockkeeper/store";
import { openDataFolder, openStore } from "@lockkeeper/store";
import type { IntelligenceSource } from "./intelligence-source.ts";
import { openIntelligence } from "./intelligence-source.ts";
import type { PolicySource, PolicySourceParts } from "./policy-source.ts";
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
    const policy = createPolicySource({
      file: policyFileOf(settings, folder),
      exceptions: store.exceptions,
      clock,
      logger,
    });
    const indexFile = join(folder.intelFolder, indexFileName);
    const intelligence = await openIntelligence({ indexFile, knownBy: settings.knownBy, logger });
    const services = buildServices(settings, { store, policy, intelligence });
    return {
      services,
      store,
      close: async () => {
        intelligence.close();
        // First, since questions to a slow upstream that nobody waits for any more would hold up the end for minutes.
        await services.upstreams.close();
        await services.packuments.settle();
        await store.close();
      },
    };
  } catch (error) {
    await store.close();
    throw error;
  }
}

interface Sources {
  readonly store: Store;
  readonly policy: PolicySource;
  readonly intelligence: IntelligenceSource;
}

function buildServices(settings: EngineSettings, { store, policy, intelligence }: Sources): FirewallServices {
  const { clock, logger, isObserving, version, proxy, defaultRegistry } = settings;
  const { sightings, ledger, blobs } = store;
  const upstreams = createUpstreams(settings.upstreams, { userAgent: `lockkeeper/${version}`, proxy });
  const decided = { policy: () => policy.current(), intelligence: () => intelligence.current() };
  return {
    ...decided,
    packuments: new PackumentSource({
      upstreams,
      cache: store.packuments,
      sightings,
      publicNames: new PublicNames({ upstreams, checkedIds: checkedIds(settings), clock, logger }),
      clock,
      logger,
      settings: defaultPackumentSettings,
    }),
    tarballs: new TarballSource({ blobs, logger }),
    answers: new PackumentAnswers({ defaultRegistry, memoryBytes: renderedMemoryBytes }),
    judge: new Judge({
      ...decided,
      versionsInUse: (name) => ledger.versionsFetched(name, clock.now() - inUseMs),
      isObserving,
      clock,
      logger,
    }),
    ledger,
    sightings,
    upstreams,
    canaries: new Canaries(),
    access: createAccessControl({
      authenticator: new Authenticator({ tokens: store.tokens, clock }),
      isTokenRequired: settings.isTokenRequired ?? false,
    }),
    isObserving,
    clock,
    logger,
    version,
    startedAt: clock.now(),
    condition: { ledgerFailingSince: undefined },
    runs: new Runs(clock),
  };
}

/** A policy that was named must exist; the data folder's own may be missing. */
function policyFileOf({ policyFile }: EngineSettings, folder: DataFolder): PolicySourceParts["file"] {
  return policyFile === undefined
    ? { path: folder.policyFile, isOptional: true }
    : { path: policyFile, isOptional: false };
}

function checkedIds({ upstreams }: EngineSettings): ReadonlySet<string> {
  return new Set(upstreams.filter(({ checksPublicNames }) => checksPublicNames === true).map(({ id }) => id));
}
