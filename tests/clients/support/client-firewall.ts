import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Clock, LogLine } from "@lockkeeper/core";
import type { LedgerFilter, LedgerRow } from "@lockkeeper/store";
import { openDataFolder, openLedgerReader } from "@lockkeeper/store";
import type { ServerSettings } from "@lockkeeper/server";
import { readRegistryDefaults, startServer } from "@lockkeeper/server";

/** How a firewall for clients differs from the ordinary. */
export interface ClientFirewallOptions {
  readonly upstream: string;
  readonly clock: Clock;
  readonly isObserving?: boolean;
  readonly isTokenRequired?: boolean;
  readonly publicUrl?: string;
  readonly tlsFiles?: { readonly certFile: string; readonly keyFile: string };
  /** Hides what intelligence first reported later; milliseconds since the epoch. */
  readonly knownBy?: number;
  /** YAML; the built-in preset by default. */
  readonly policy?: string;
  /** Any free one by default. */
  readonly port?: number;
  /** How many packages are read at once on threads of the build; none by default: on the thread that serves, from source. */
  readonly readingThreads?: number;
  /** The worlds in which packages are run; those that their code asks for by default. */
  readonly pretendedWorlds?: ServerSettings["pretendedWorlds"];
}

/** A firewall in this process that real clients talk to. */
export interface ClientFirewall {
  /** Without a final slash. */
  readonly url: string;
  readonly port: number;
  readonly dataFolder: string;
  /** Warnings and errors. */
  readonly logged: readonly LogLine[];
  ledger(filter?: LedgerFilter): Promise<readonly LedgerRow[]>;
  close(): Promise<void>;
}

/** Starts a firewall with npm's own default registry as default: npm re-bases the URLs of no other. */
export async function startClientFirewall(options: ClientFirewallOptions): Promise<ClientFirewall> {
  const { knownBy } = options;
  const dataFolder = await mkdtemp(join(tmpdir(), "lockkeeper-clients-"));
  if (options.policy !== undefined) await writeFile(join(dataFolder, "policy.yaml"), options.policy);
  const logged: LogLine[] = [];
  const server = await startServer({
    dataFolder,
    upstreams: [{ id: "default", url: options.upstream, isPrivate: false, scopes: [] }],
    defaultRegistry: readRegistryDefaults().defaultRegistry,
    policyFile: undefined,
    isObserving: options.isObserving ?? false,
    isTokenRequired: options.isTokenRequired ?? false,
    clock: options.clock,
    knownBy: knownBy === undefined ? undefined : () => knownBy,
    logger: { log: (level, line) => void ((level === "warn" || level === "error") && logged.push(line)) },
    version: "0.0.0-test",
    proxy: {},
    tlsFiles: options.tlsFiles,
    publicUrl: options.publicUrl,
    host: "127.0.0.1",
    port: options.port ?? 0,
    pretendedWorlds: options.pretendedWorlds,
    ...(options.readingThreads === undefined ? {} : { readingThreads: options.readingThreads }),
  });
  return {
    url: server.url,
    port: server.port,
    dataFolder,
    logged,
    ledger: (filter = {}) => readLedger(dataFolder, filter),
    close: async () => {
      await server.close();
      await rm(dataFolder, { recursive: true, force: true });
    },
  };
}

async function readLedger(dataFolder: string, filter: LedgerFilter): Promise<readonly LedgerRow[]> {
  const reader = await openLedgerReader(await openDataFolder(dataFolder));
  try {
    const rows: LedgerRow[] = [];
    for await (const row of reader.query(filter)) rows.push(row);
    return rows;
  } finally {
    await reader.close();
  }
}
