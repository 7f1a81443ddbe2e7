import { join } from "node:path";
import type { Logger } from "@lockkeeper/core";
import { toErrorRecord } from "@lockkeeper/core";
import type { FirewallServices } from "@lockkeeper/firewall";
import {
  Authenticator,
  Canaries,
  createAccessControl,
  defaultPackumentSettings,
  Documents,
  DocumentThreads,
  InspectionMemory,
  Judge,
  PackumentAnswers,
  PackumentSource,
  PublicNames,
  Runs,
  TarballSource,
  Traffic,
} from "@lockkeeper/firewall";
import { createUpstreams } from "@lockkeeper/registry";
import type { Upstreams } from "@lockkeeper/registry";
import type { SourceStatus } from "@lockkeeper/feeds";
import type { DataFolder, KeptAccusation, Store, StoreOptions } from "@lockkeeper/store";
import { openDataFolder, openStore, takeSweep } from "@lockkeeper/store";
import { CacheMeter, meterBlobs, meterPackuments } from "./cache-meter.ts";
import type { IntelligenceSource } from "./intelligence-source.ts";
import { openIntelligence } from "./intelligence-source.ts";
import type { ServerOperation } from "./operation.ts";
import { createOperation } from "./operation.ts";
import { createInspections } from "./open-inspections.ts";
import type { PolicySource, PolicySourceParts } from "./policy-source.ts";
import { createPolicySource } from "./policy-source.ts";
import { watchProblems } from "./problem-watch.ts";
import type { EngineSettings, ServerSettings } from "./settings.ts";
import { meterUpstreams, UpstreamMeter } from "./upstream-meter.ts";

/** Everything that decides, put together. */
export interface Engine {
  readonly services: FirewallServices;
  readonly store: Store;
  readonly operation: ServerOperation;
  /** How the sources of the intelligence index stand. */
  feeds(): readonly SourceStatus[];
  close(): Promise<void>;
}

/** What only a process that serves sets. */
export type ServingSettings = Pick<ServerSettings, "cacheBytes" | "log">;

/** The file name of the intelligence index inside the data folder's `intel`. */
export const indexFileName = "index.lki";

const dayMs = 86_400_000;
/** A version counts as in use when it was fetched within this time. */
const inUseMs = 90 * dayMs;
const renderedMemoryBytes = 8_000_000;
const documentMemoryBytes = 8_000_000;

/** Opens the data folder and builds the services. Throws STORE_*, POLICY_*, INTEL_* and REGISTRY_* errors. */
export async function openEngine(settings: EngineSettings, serving?: ServingSettings): Promise<Engine> {
  const { clock } = settings;
  const watch = watchProblems(settings.logger, clock);
  const { logger } = watch;
  const folder = await openDataFolder(settings.dataFolder);
  const threads = new DocumentThreads(settings.documentThreads ?? 0);
  const store = await openStore(folder, {
    clock,
    logger,
    keepBlob: (bytes, job) => threads.keepBlob(bytes, job),
    hasCheckpointThread: serving !== undefined && (settings.documentThreads ?? 0) > 0,
    ...storeOptions(serving),
  });
  try {
    const policy = createPolicySource({
      file: policyFileOf(settings, folder),
      incidents: folder.incidentPolicyFolder,
      exceptions: store.exceptions,
      clock,
      logger,
    });
    const indexFile = join(folder.intelFolder, indexFileName);
    const intelligence = await openIntelligence({ ...folder, indexFile, knownBy: settings.knownBy, logger });
    const meters = { upstreamMeter: new UpstreamMeter(), cacheMeter: new CacheMeter() };
    const operation = createOperation({
      store,
      watch,
      ...meters,
      log: serving?.log,
      feeds: () => intelligence.feeds(),
    });
    const services = buildServices(
      { ...settings, logger },
      { store, threads, policy, intelligence, operation, ...meters },
    );
    operation.attach(services);
    return {
      services,
      store,
      operation,
      feeds: () => intelligence.feeds(),
      close: async () => {
        operation.close();
        intelligence.close();
        // First, since questions to a slow upstream that nobody waits for any more would hold up the end for minutes.
        await services.upstreams.close();
        await services.inspections?.close();
        await services.packuments.close();
        await store.close();
      },
    };
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** Packuments compress well and are many; a quarter of the room of tarballs is ample. */
const packumentShare = 0.25;

function storeOptions(serving: ServingSettings | undefined): Omit<StoreOptions, "clock" | "logger"> {
  const bytes = serving?.cacheBytes;
  const bounds =
    bytes === undefined
      ? {}
      : { tarballMaxBytes: bytes, packumentMaxBytes: Math.floor(bytes * packumentShare) };
  return { isServing: serving !== undefined, ...bounds };
}

interface Sources {
  readonly store: Store;
  readonly threads: DocumentThreads;
  readonly policy: PolicySource;
  readonly intelligence: IntelligenceSource;
  readonly operation: ServerOperation;
  readonly upstreamMeter: UpstreamMeter;
  readonly cacheMeter: CacheMeter;
}

function buildServices(settings: EngineSettings, sources: Sources): FirewallServices {
  const { store, policy, intelligence, operation, upstreamMeter, cacheMeter } = sources;
  const { clock, logger, isObserving, version, proxy, defaultRegistry } = settings;
  const { sightings, ledger, blobs } = store;
  const upstreams = meterUpstreams(
    createUpstreams(settings.upstreams, { userAgent: `lockkeeper/${version}`, proxy }),
    upstreamMeter,
  );
  const decided = { policy: () => policy.current(), intelligence: () => intelligence.current() };
  const packuments = openPackuments(settings, sources, upstreams);
  const tarballs = new TarballSource({ blobs: meterBlobs(blobs, cacheMeter), logger });
  const memory = new InspectionMemory(clock, (name, bad, reason) => {
    noteAccusation(store, { name, version: bad, source: "inspection", reason, at: clock.now() }, logger);
  });
  return {
    ...decided,
    packuments,
    tarballs,
    inspections: createInspections(settings, memory, {
      store,
      upstreams,
      packuments,
      // Figures of the cache are about what clients asked for.
      tarballs: new TarballSource({ blobs, logger }),
    }),
    answers: new PackumentAnswers({
      defaultRegistry,
      memoryBytes: renderedMemoryBytes,
      renderDocument: (packument, options, isGzipped) => packuments.render(packument, options, isGzipped),
    }),
    judge: new Judge({
      ...decided,
      inspections: memory,
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
    traffic: new Traffic(),
    operation,
    runs: new Runs(clock),
    takeSweep: (bytes) => takeSweep(settings.dataFolder, bytes),
  };
}

/** Who took the version before is told by whoever looks backwards; a request must not fail for that. */
function noteAccusation({ late }: Store, accusation: KeptAccusation, logger: Logger): void {
  try {
    late.accuse(accusation);
  } catch (error) {
    logger.log("warn", {
      code: "SERVER_ACCUSATION_LOST",
      message: "What an inspection found could not be kept for those who took the version before",
      fields: { package: accusation.name, version: accusation.version, cause: toErrorRecord(error) },
    });
  }
}

function openPackuments(settings: EngineSettings, sources: Sources, upstreams: Upstreams): PackumentSource {
  const { store, threads, cacheMeter } = sources;
  const { clock, logger } = settings;
  const cache = meterPackuments(store.packuments, cacheMeter);
  return new PackumentSource({
    upstreams,
    cache,
    documents: new Documents({ cache, threads, memoryBytes: documentMemoryBytes }),
    sightings: store.sightings,
    publicNames: new PublicNames({ upstreams, checkedIds: checkedIds(settings), clock, logger }),
    clock,
    logger,
    settings: defaultPackumentSettings,
  });
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
