import type { Firewall } from "@lockkeeper/firewall";
import { startFirewall } from "@lockkeeper/firewall";
import { ServerError } from "./errors.ts";
import { startMaintenance } from "./maintenance.ts";
import type { Engine } from "./open-engine.ts";
import { openEngine } from "./open-engine.ts";
import { removeRunFile, runningServer, writeRunFile } from "./run-file.ts";
import type { ServerSettings } from "./settings.ts";

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
  readonly campaigns: number;
  readonly advisoryRecords: number;
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

const loopbackHosts = new Set(["127.0.0.1", "::1", "localhost"]);
const closeGraceMs = 10_000;

/**
 * Starts the firewall on its data folder. Throws SERVER_ALREADY_RUNNING, SERVER_UPSTREAM_IS_SELF, FIREWALL_PORT_TAKEN,
 * REGISTRY_UNREACHABLE, STORE_UNWRITABLE, POLICY_* and other coded errors; nothing is left behind then.
 */
export async function startServer(settings: ServerSettings): Promise<RunningServer> {
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
    await Promise.all(engine.services.upstreams.all.map((upstream) => upstream.probe()));
    return await serve(engine, settings);
  } catch (error) {
    await engine.close();
    throw error;
  }
}

async function serve(engine: Engine, settings: ServerSettings): Promise<RunningServer> {
  const { host } = settings;
  const firewall = await startFirewall(engine.services, {
    host,
    port: settings.port,
    hosts: { isLoopback: loopbackHosts.has(host), names: [] },
  });
  const url = `http://${host.includes(":") ? `[${host}]` : host}:${firewall.port}`;
  await writeRunFile(settings.dataFolder, { pid: process.pid, url });
  const maintenance = startMaintenance(engine, { ledgerKeepMs: settings.ledgerKeepMs });
  return {
    url,
    port: firewall.port,
    runPids: () => engine.services.runs.pids,
    describe: () => describe(engine, settings, url),
    close: async () => {
      await maintenance.stop();
      await stop(firewall, engine, settings);
    },
  };
}

async function stop(firewall: Firewall, engine: Engine, settings: ServerSettings): Promise<void> {
  await firewall.close(closeGraceMs);
  await engine.close();
  await removeRunFile(settings.dataFolder, process.pid);
}

function describe({ services }: Engine, settings: ServerSettings, url: string): ServerDescription {
  const intelligence = services.intelligence().describe();
  const inForce = services.policy();
  return {
    url,
    dataFolder: settings.dataFolder,
    upstreams: settings.upstreams.map(({ id, url: address, scopes }) => ({ id, url: address, scopes })),
    policyRevision: inForce.revision,
    preset: inForce.policy.preset ?? "custom",
    isObserving: settings.isObserving,
    campaigns: intelligence.campaigns,
    advisoryRecords: intelligence.index?.recordCount ?? 0,
  };
}

/** A firewall whose upstream is itself would ask itself for ever. */
function refuseSelf({ upstreams, host }: ServerSettings, port: number): void {
  for (const { id, url } of upstreams) {
    const { hostname, port: upstreamPort, protocol } = new URL(url);
    const effectivePort = upstreamPort === "" ? (protocol === "https:" ? 443 : 80) : Number(upstreamPort);
    const name = hostname.replace(/^\[|\]$/g, "");
    const isSameHost = name === host || (loopbackHosts.has(name) && loopbackHosts.has(host));
    if (port === 0 || !isSameHost || effectivePort !== port) continue;
    throw new ServerError("SERVER_UPSTREAM_IS_SELF", {
      message: `Cannot use ${url} as upstream "${id}" as this firewall is to listen there itself`,
      hint: "npm is configured with the firewall already: name the real registry with --upstream.",
    });
  }
}
