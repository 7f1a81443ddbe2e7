import { isSourceStale } from "@lockkeeper/feeds";
import type { Firewall } from "@lockkeeper/firewall";
import { defaultConnectionsPerAddress, startFirewall } from "@lockkeeper/firewall";
import {
  addressesOf,
  isLoopbackHost,
  parsePublicUrl,
  refuseOpenBind,
  warnOfOpenProxy,
} from "./bind-address.ts";
import { ServerError } from "./errors.ts";
import type { FeedUpdates } from "./feed-updates.ts";
import { startFeedUpdates } from "./feed-updates.ts";
import { startLateWatch } from "./late-watch.ts";
import { startMaintenance } from "./maintenance.ts";
import type { Engine } from "./open-engine.ts";
import { openEngine } from "./open-engine.ts";
import { removeRunFile, runningServer, writeRunFile } from "./run-file.ts";
import type { ServerSettings } from "./settings.ts";
import type { LoadedTls } from "./tls-files.ts";
import { readTls, warnOfTls, watchTls } from "./tls-files.ts";

/** What a person wants to know of a server at its start. */
export interface ServerDescription {
  readonly url: string;
  readonly dataFolder: string;
  readonly upstreams: readonly {
    readonly id: string;
    readonly url: string;
    readonly scopes: readonly string[];
  }[];
  readonly policyRevision: string;
  readonly preset: string;
  readonly isObserving: boolean;
  readonly isTokenRequired: boolean;
  readonly tokensInForce: number;
  readonly campaigns: number;
  readonly advisoryRecords: number;
  /** The sources of advisories that the server asks by itself. */
  readonly followedFeeds: readonly string[];
  /** The sources that nobody has heard of for more than a day. */
  readonly staleFeeds: readonly string[];
}

/** A server that answers until it is closed. */
export interface RunningServer {
  readonly url: string;
  readonly port: number;
  describe(): ServerDescription;
  /** Processes on this machine whose commands are under way behind this server. */
  runPids(): readonly number[];
  /** Finishes what is in flight, writes everything out and ends. */
  close(): Promise<void>;
}

const closeGraceMs = 10_000;

/**
 * Starts the firewall on its data folder. Throws SERVER_OPEN_BIND, SERVER_BAD_TLS_FILE, SERVER_BAD_PUBLIC_URL,
 * SERVER_ALREADY_RUNNING, SERVER_UPSTREAM_IS_SELF, FIREWALL_PORT_TAKEN, REGISTRY_UNREACHABLE, STORE_UNWRITABLE, POLICY_*
 * and other coded errors; nothing is left behind then.
 */
export async function startServer(settings: ServerSettings): Promise<RunningServer> {
  refuseOpenBind(settings);
  if (settings.publicUrl !== undefined) parsePublicUrl(settings.publicUrl);
  warnOfOpenProxy(settings);
  const tls = settings.tlsFiles === undefined ? undefined : await readTls(settings.tlsFiles);
  const other = await runningServer(settings.dataFolder);
  if (other !== undefined) {
    throw new ServerError("SERVER_ALREADY_RUNNING", {
      message: `Cannot start as process ${other.pid} serves this data folder already at ${other.url}`,
      hint: "Use that one, stop it, or choose another folder with --data.",
    });
  }
  refuseSelf(settings, settings.port);
  const engine = await openEngine(settings, settings);
  try {
    // Nothing is appended yet, so texts that only pruned rows used may go.
    engine.store.retention.sweep();
    await engine.operation.lookAtDisk();
    await Promise.all(engine.services.upstreams.all.map((upstream) => upstream.probe()));
    return await serve(engine, settings, tls);
  } catch (error) {
    await engine.close();
    throw error;
  }
}

async function serve(
  engine: Engine,
  settings: ServerSettings,
  tls: LoadedTls | undefined,
): Promise<RunningServer> {
  const firewall = await listen(engine, settings, tls);
  try {
    return await follow(firewall, { engine, settings, tls });
  } catch (error) {
    await firewall.close(0);
    throw error;
  }
}

interface Serving {
  readonly engine: Engine;
  readonly settings: ServerSettings;
  readonly tls: LoadedTls | undefined;
}

/** Writes down that the firewall is there, and begins what goes on beside it. */
async function follow(firewall: Firewall, { engine, settings, tls }: Serving): Promise<RunningServer> {
  const { url, localUrl } = addressesOf(settings, { port: firewall.port, names: tls?.names ?? [] });
  const note = (loaded: LoadedTls | undefined): Promise<void> =>
    writeRunFile(settings.dataFolder, {
      pid: process.pid,
      url: localUrl,
      ...(url === localUrl ? {} : { clientUrl: url }),
      ...(loaded === undefined ? {} : { certificate: loaded.leaf }),
    });
  await note(tls);
  const watch = await followTls(settings, tls, async (loaded) => {
    firewall.renewTls(loaded.material);
    await note(loaded);
  });
  const maintenance = startMaintenance(engine, { ledgerKeepMs: settings.ledgerKeepMs });
  const feedUpdates = followFeeds(engine, settings);
  const lateWatch = settings.late === undefined ? undefined : startLateWatch(engine, settings.late);
  if (lateWatch !== undefined) engine.operation.attachLateWatch(lateWatch);
  return {
    url,
    port: firewall.port,
    runPids: () => engine.services.runs.pids,
    describe: () => describe(engine, settings, url),
    close: async () => {
      watch?.stop();
      await feedUpdates?.stop();
      await lateWatch?.stop();
      await maintenance.stop();
      await stop(firewall, engine, settings);
    },
  };
}

async function listen(
  engine: Engine,
  settings: ServerSettings,
  tls: LoadedTls | undefined,
): Promise<Firewall> {
  const { host, port, publicUrl, maxConnectionsPerAddress = defaultConnectionsPerAddress } = settings;
  const publicOrigin = publicUrl === undefined ? undefined : parsePublicUrl(publicUrl);
  const names = publicOrigin === undefined ? [host] : [host, new URL(publicOrigin).hostname];
  return await startFirewall(engine.services, {
    host,
    port,
    hosts: {
      isLoopback: isLoopbackHost(host),
      names,
      isSecure: tls !== undefined,
      ...(publicOrigin === undefined ? {} : { publicOrigin }),
    },
    tls: tls?.material,
    maxConnectionsPerAddress,
  });
}

async function followTls(
  { tlsFiles, clock, logger }: ServerSettings,
  tls: LoadedTls | undefined,
  onChange: (loaded: LoadedTls) => Promise<void>,
): Promise<{ stop(): void } | undefined> {
  if (tlsFiles === undefined || tls === undefined) return undefined;
  await warnOfTls(tlsFiles, tls, { clock, logger });
  return watchTls({ files: tlsFiles, loaded: tls, clock, logger, onChange });
}

function followFeeds(engine: Engine, { followed, clock, logger }: ServerSettings): FeedUpdates | undefined {
  if (followed === undefined || followed.sources.length === 0) return undefined;
  return startFeedUpdates({ followed, statuses: () => engine.feeds(), clock, logger });
}

async function stop(firewall: Firewall, engine: Engine, settings: ServerSettings): Promise<void> {
  await firewall.close(closeGraceMs);
  await engine.close();
  await removeRunFile(settings.dataFolder, process.pid);
}

function describe(engine: Engine, settings: ServerSettings, url: string): ServerDescription {
  const { services, store } = engine;
  const intelligence = services.intelligence().describe();
  const inForce = services.policy();
  return {
    url,
    dataFolder: settings.dataFolder,
    upstreams: settings.upstreams.map(({ id, url: address, scopes }) => ({ id, url: address, scopes })),
    policyRevision: inForce.revision,
    preset: inForce.policy.preset ?? "custom",
    isObserving: settings.isObserving,
    isTokenRequired: settings.isTokenRequired ?? false,
    tokensInForce: store.tokens
      .list()
      .filter(({ revokedAt, expiresAt }) => revokedAt === undefined && settings.clock.now() < expiresAt)
      .length,
    campaigns: intelligence.campaigns,
    advisoryRecords: intelligence.index?.recordCount ?? 0,
    followedFeeds: settings.followed?.sources.map(({ id }) => id) ?? [],
    staleFeeds: engine
      .feeds()
      .filter((feed) => isSourceStale(feed, settings.clock.now()))
      .map(({ id }) => id),
  };
}

/** A firewall whose upstream is itself would ask itself for ever. */
function refuseSelf({ upstreams, host }: ServerSettings, port: number): void {
  for (const { id, url } of upstreams) {
    const { hostname, port: upstreamPort, protocol } = new URL(url);
    const effectivePort = upstreamPort === "" ? (protocol === "https:" ? 443 : 80) : Number(upstreamPort);
    const name = hostname.replace(/^\[|\]$/g, "");
    const isSameHost = name === host || (isLoopbackHost(name) && isLoopbackHost(host));
    if (port === 0 || !isSameHost || effectivePort !== port) continue;
    throw new ServerError("SERVER_UPSTREAM_IS_SELF", {
      message: `Cannot use ${url} as upstream "${id}" as this firewall is to listen there itself`,
      hint: "npm is configured with the firewall already: name the real registry with --upstream.",
    });
  }
}
