import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Clock, LogLine } from "@lockkeeper/core";
import { FakeClock } from "@lockkeeper/drill";
import type { UpstreamConfig } from "@lockkeeper/registry";
import type { LedgerFilter, LedgerRow } from "@lockkeeper/store";
import { openDataFolder, openLedgerReader } from "@lockkeeper/store";
import type { ServerSettings } from "@lockkeeper/server";
import { startServer } from "@lockkeeper/server";

/** The default registry of the tests; nothing ever connects to it. */
export const defaultRegistry = "https://registry.example/";

/** How a firewall under test differs from the ordinary. */
export interface FirewallOptions {
  /** The one upstream, unless `upstreams` says more. */
  readonly upstream: string;
  readonly upstreams?: readonly UpstreamConfig[];
  readonly clock?: Clock;
  readonly policy?: string;
  readonly isObserving?: boolean;
  readonly isTokenRequired?: boolean;
  readonly tlsFiles?: ServerSettings["tlsFiles"];
  readonly publicUrl?: string;
  readonly host?: string;
  readonly maxConnectionsPerAddress?: number;
  readonly knownBy?: number;
  readonly dataFolder?: string;
}

/** A firewall that runs in this process on a folder of its own. */
export interface FirewallUnderTest {
  readonly url: string;
  readonly dataFolder: string;
  readonly logged: readonly LogLine[];
  ledger(filter?: LedgerFilter): Promise<readonly LedgerRow[]>;
  /** Ends the server and leaves its data folder. */
  stop(): Promise<void>;
  close(): Promise<void>;
}

/** Starts a firewall on a temporary data folder, or on a given one, which then stays. */
export async function startFirewallUnderTest(options: FirewallOptions): Promise<FirewallUnderTest> {
  const dataFolder = options.dataFolder ?? (await mkdtemp(join(tmpdir(), "lockkeeper-test-")));
  if (options.policy !== undefined) await writeFile(join(dataFolder, "policy.yaml"), options.policy);
  const logged: LogLine[] = [];
  const server = await startServer(settingsFor(options, dataFolder, logged));
  let stopped: Promise<void> | undefined;
  const stop = (): Promise<void> => (stopped ??= server.close());
  return {
    url: server.url,
    dataFolder,
    logged,
    ledger: (filter = {}) => readLedger(dataFolder, filter),
    stop,
    close: async () => {
      await stop();
      if (options.dataFolder === undefined) await rm(dataFolder, { recursive: true, force: true });
    },
  };
}

/** The settings of a firewall under test. */
export function settingsFor(options: FirewallOptions, dataFolder: string, logged: LogLine[]): ServerSettings {
  return {
    dataFolder,
    upstreams: options.upstreams ?? [{ id: "default", url: options.upstream, isPrivate: false, scopes: [] }],
    defaultRegistry,
    policyFile: undefined,
    isObserving: options.isObserving ?? false,
    isTokenRequired: options.isTokenRequired ?? false,
    clock: options.clock ?? new FakeClock("2026-06-01T00:00:00Z"),
    knownBy: knownByOf(options),
    logger: { log: (_level, line) => void logged.push(line) },
    version: "0.0.0-test",
    proxy: {},
    host: options.host ?? "127.0.0.1",
    port: 0,
    tlsFiles: options.tlsFiles,
    publicUrl: options.publicUrl,
    maxConnectionsPerAddress: options.maxConnectionsPerAddress,
  };
}

function knownByOf({ knownBy }: FirewallOptions): (() => number) | undefined {
  return knownBy === undefined ? undefined : () => knownBy;
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
