import type { Clock, Logger } from "@lockkeeper/core";
import type { PackageDetonatorOptions } from "@lockkeeper/inspect";
import type { ProxySettings, UpstreamConfig } from "@lockkeeper/registry";
import type { FollowedSources } from "./feed-updates.ts";
import type { LateFinder } from "./late-watch.ts";
import type { TlsFiles } from "./tls-files.ts";
import type { LogState } from "./operation.ts";

/** What everything that decides needs; built by the command line from flags, environment and files. */
export interface EngineSettings {
  readonly dataFolder: string;
  readonly upstreams: readonly UpstreamConfig[];
  /** npm's default registry, with a final slash; from the library that knows it. */
  readonly defaultRegistry: string;
  /** The organisation's policy; `undefined` for `policy.yaml` in the data folder, or the built-in preset. */
  readonly policyFile: string | undefined;
  /** The text of a repository's policy, for explanations; a firewall that serves never has one. */
  readonly repositoryPolicy?: string;
  /** What a command shows to a running server that requires tokens. */
  readonly token?: string | undefined;
  readonly isObserving: boolean;
  /** Whether nothing but health and ping is answered without a token; not unless told. */
  readonly isTokenRequired?: boolean;
  readonly clock: Clock;
  /** Test-only: hides what intelligence first reported after this instant. */
  readonly knownBy: (() => number) | undefined;
  readonly logger: Logger;
  readonly version: string;
  /** How many threads work on large packuments beside the one that serves; none unless told. */
  readonly documentThreads?: number;
  /** How many packages are inspected at once beside it; one more than threads for packuments unless told. */
  readonly readingThreads?: number;
  /** Test-only: the worlds in which packages are run, instead of those that their code asks for. */
  readonly pretendedWorlds?: PackageDetonatorOptions["worlds"];
  readonly proxy: ProxySettings;
}

/** What a long-running server needs besides. */
export interface ServerSettings extends EngineSettings {
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  /** Speaks TLS with these PEM files, which are read again when they change. */
  readonly tlsFiles?: TlsFiles | undefined;
  /** Where clients reach the server, if a reverse proxy stands in front. */
  readonly publicUrl?: string | undefined;
  /** For every address but those of this machine; the firewall's default unless told. */
  readonly maxConnectionsPerAddress?: number | undefined;
  /** The most bytes of cached tarballs; packuments, and the snapshots of those that left the cache, may have a quarter of it each. */
  readonly cacheBytes?: number | undefined;
  /** How long rows of the ledger are kept; for ever unless told. Milliseconds. */
  readonly ledgerKeepMs?: number | undefined;
  /** The feeds that the server asks by itself; none unless told. */
  readonly followed?: FollowedSources | undefined;
  /** Looks backwards when advisories or the policy change; nobody does unless told. */
  readonly late?: LateFinder | undefined;
  /** How the log on disk is; `undefined` where there is none. */
  readonly log?: (() => LogState) | undefined;
}
