import type { RunSurroundings } from "@lockkeeper/clients";
import { renderRunEnvironment } from "@lockkeeper/clients";
import type { WithheldLocked } from "@lockkeeper/firewall";
import { createThrowAwayAuthority, startInterceptor } from "@lockkeeper/intercept";
import type { EngineSettings } from "@lockkeeper/server";

import type { Environment } from "./environment.ts";
import { readAuthorities, writeAuthorities } from "./run-authorities.ts";
import { berryFolderOf, emptyBerryMetadata } from "./run-berry.ts";
import type { FirewallRequest, RunClient } from "./run-client.ts";
import type { RunFolder } from "./run-folder.ts";
import { createForwarder } from "./run-forward.ts";
import { readLocked, readStrays } from "./run-locked.ts";
import { createOnwardProxy } from "./run-proxy.ts";
import { Registries } from "./run-registries.ts";
import type { KnownRegistry } from "./run-registries.ts";
import type { Scan } from "./run-scan.ts";
import { createTraffic } from "./run-traffic.ts";
import type { TrafficNotes } from "./run-traffic.ts";

/** What a session is made of. */
export interface SessionParts {
  readonly settings: EngineSettings;
  readonly environment: Environment;
  /** Without a final slash. */
  readonly firewallUrl: string;
  readonly request: FirewallRequest;
  readonly client: RunClient;
  readonly token: string | undefined;
  readonly folder: RunFolder;
  readonly scan: Scan;
  /** The user's command. */
  readonly words: readonly string[];
  readonly isStrict: boolean;
  readonly allowedHosts: readonly string[];
}

/** Everything around a command, ready for it. */
export interface Session {
  /** The environment that the command is to have. */
  readonly env: Readonly<Record<string, string>>;
  readonly notes: TrafficNotes;
  /** Versions of lockfiles that a client's own store could yield and that are withheld. */
  readonly locked: readonly WithheldLocked[];
  close(): Promise<void>;
}

/** Puts up the proxy, the authority and the caches of one command. Throws INTERCEPT_CANNOT_BIND, CLI_RUN_FIREWALL. */
export async function openSession(parts: SessionParts): Promise<Session> {
  const { settings, environment, folder, scan } = parts;
  // Before the proxy is up: whatever fails here leaves nothing behind.
  const locked = await decideOnLocked(parts);
  const authority = createThrowAwayAuthority({
    now: environment.clock.now(),
    randomBytes: environment.randomBytes,
  });
  const authorities = await readAuthorities(environment);
  const files = await writeAuthorities(folder.path, authorities, authority.certificate);
  const berryFolder = berryFolderOf(environment);
  await emptyBerryMetadata(berryFolder);
  const forwarder = createForwarder({
    url: parts.firewallUrl,
    request: parts.request,
    runId: parts.client.id,
    authorization: authorizationOf(parts),
  });
  const onward = createOnwardProxy(settings.proxy);
  const traffic = createTraffic({
    registries: await registriesOf(parts),
    forwarder,
    isStrict: parts.isStrict,
    allowedHosts: new Set(parts.allowedHosts.map((host) => host.toLowerCase())),
    onward,
    authorities: authorities.all,
  });
  const interceptor = await startInterceptor({
    authority,
    secret: environment.randomBytes(16).toString("hex"),
    route: traffic.route,
    onRequest: traffic.onRequest,
    onward,
  });
  const surroundings: RunSurroundings = {
    proxyUrl: interceptor.url,
    authoritiesFile: files.all,
    extraAuthoritiesFile: files.extra,
    cacheFolder: folder.path,
    logFolder: folder.logs,
    berryFolder,
    isBerry: scan.isBerry,
    hasYarnrcProxy: scan.hasYarnrcProxy,
    usesPnpm: scan.usesPnpm || parts.words.some((word) => /pnp[mx]/i.test(word)),
    freshStore: locked.length > 0,
  };
  return {
    env: renderRunEnvironment(withoutToken(environment.env), surroundings),
    notes: traffic.notes,
    locked,
    close: async () => {
      await interceptor.close();
      forwarder.close();
    },
  };
}

/**
 * The forwarder shows the token, so that no script of a package needs to have it. A word stands in its place: Yarn 1 does
 * not start when its settings name a variable that is missing.
 */
function withoutToken(env: Environment["env"]): Environment["env"] {
  return env["LOCKKEEPER_TOKEN"] === undefined ? env : { ...env, LOCKKEEPER_TOKEN: "kept-by-lockkeeper-run" };
}

/** By token, else by the name of the user of this machine: the ledger is asked who took a version. */
function authorizationOf({ token, environment: { env } }: SessionParts): string | undefined {
  if (token !== undefined) return `Bearer ${token}`;
  const user = env["USER"] ?? env["LOGNAME"] ?? env["USERNAME"];
  return user === undefined || user === ""
    ? undefined
    : `Basic ${Buffer.from(`${user}:run`).toString("base64")}`;
}

/** What Lockkeeper itself knows comes first: then a project that names the same overrules nothing. */
async function registriesOf({ settings, firewallUrl, scan }: SessionParts): Promise<Registries> {
  const known: KnownRegistry[] = [
    settings.defaultRegistry,
    firewallUrl,
    ...settings.upstreams.map(({ url }) => url),
  ].map((url) => ({ url, source: "lockkeeper" }));
  const registries = new Registries();
  registries.add(known);
  registries.add(scan.registries.filter(({ source }) => source === "user"));
  registries.add(scan.registries);
  registries.addStrays(await readStrays(scan.strayingFolders));
  return registries;
}

/**
 * A client that keeps what it once fetched asks for nothing that it has. So what its lockfile names is decided on
 * before it starts; it gets its store only when all of that may be had.
 */
async function decideOnLocked({ scan, client }: SessionParts): Promise<readonly WithheldLocked[]> {
  if (scan.keepingFolders.length === 0) return [];
  const locked = await readLocked(scan.keepingFolders);
  if (locked.length === 0) return [];
  const { withheld } = await client.decide(locked);
  return withheld;
}
