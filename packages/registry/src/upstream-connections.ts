import { lookup as systemLookup } from "node:dns/promises";
import { isIP } from "node:net";
import type { LookupFunction } from "node:net";
import { rootCertificates } from "node:tls";

import { limits } from "@lockkeeper/core";
import { Agent, EnvHttpProxyAgent } from "undici";
import type { Dispatcher } from "undici";

import { classifyAddress } from "./address.ts";
import { RegistryError } from "./errors.ts";
import { badUpstream } from "./upstream-settings.ts";
import type { UpstreamSettings } from "./upstream-settings.ts";
import type { ProxySettings, ResolveAddresses, UpstreamsOptions } from "./upstream.ts";

/** The ways from here to the hosts that one upstream concerns. */
export interface Connections {
  /** To the upstream itself and to the hosts that its configuration names: any address. */
  readonly trusted: Dispatcher;
  /** To any other host: only addresses that {@link isAllowedAddress} lets through, checked as the socket opens. */
  readonly guarded: Dispatcher;
  /** Refuses a host by its addresses before a proxy resolves it unseen. Throws `REGISTRY_FORBIDDEN_HOST`. */
  checkProxied(hostname: string): Promise<void>;
  close(): Promise<void>;
}

const connectionsPerOrigin = 64;
const keepAliveMs = 10_000;

/** Opens the connection pools of one upstream. Throws `REGISTRY_BAD_UPSTREAM` for a malformed proxy or CA. */
export function createConnections(settings: UpstreamSettings, options: UpstreamsOptions): Connections {
  const resolve = options.resolveAddresses ?? resolveBySystem;
  const hasProxy = Boolean(options.proxy?.httpProxy ?? options.proxy?.httpsProxy);
  const isAllowed = (address: string): boolean => isAllowedAddress(settings, address);
  const trusted = createDispatcher(
    settings,
    options,
    createLookup(resolve, () => true),
  );
  const guarded = createDispatcher(settings, options, createLookup(resolve, isAllowed));
  return {
    trusted,
    guarded,
    async checkProxied(hostname) {
      if (hasProxy && isIP(hostname) === 0) await checkAddresses(hostname, resolve, isAllowed);
    },
    async close() {
      await Promise.all([trusted.destroy(), guarded.destroy()]);
    },
  };
}

/** Whether a host that nobody configured may be reached at this address. */
export function isAllowedAddress(settings: UpstreamSettings, address: string): boolean {
  const kind = classifyAddress(address);
  return kind === "public" || (kind === "private" && settings.allowsPrivateAddresses);
}

/** The error for a host that must not be asked. */
export function forbiddenHost(host: string, why: string): RegistryError {
  return new RegistryError("REGISTRY_FORBIDDEN_HOST", {
    message: `Cannot fetch from "${host.slice(0, 120)}" as the host is not allowed: ${why}`,
    hint: "If tarballs do live there, name the host in the upstream's allowedTarballHosts.",
    details: { host },
  });
}

function createDispatcher(
  settings: UpstreamSettings,
  { proxy, timeouts }: UpstreamsOptions,
  lookup: LookupFunction,
): Dispatcher {
  const headersTimeout = timeouts?.headersMs ?? limits.upstreamHeadersTimeoutMs;
  // Naming one authority replaces the system's, so these are named too.
  const tls = settings.ca === undefined ? {} : { ca: [...rootCertificates, settings.ca] };
  const common = {
    connections: connectionsPerOrigin,
    keepAliveTimeout: keepAliveMs,
    headersTimeout,
    bodyTimeout: timeouts?.bodyMs ?? limits.upstreamBodyTimeoutMs,
    connect: { ...tls, lookup, timeout: headersTimeout },
  };
  const isDirect = settings.isLoopback || !(proxy?.httpProxy ?? proxy?.httpsProxy);
  try {
    return isDirect
      ? new Agent(common)
      : new EnvHttpProxyAgent({
          ...common,
          ...explicitProxy(proxy),
          requestTls: tls,
          proxyTls: tls,
          proxyTunnel: false,
        });
  } catch (error) {
    throw badUpstream(settings.id, "its proxy or certificate cannot be used", error);
  }
}

/** Names every setting, since the library would take a missing one from the environment. */
function explicitProxy({
  httpProxy = "",
  httpsProxy = "",
  noProxy = "",
}: ProxySettings = {}): Required<ProxySettings> {
  return { httpProxy, httpsProxy, noProxy };
}

/** Checks and connects by the same answer, so that a name cannot mean another address the second time. */
function createLookup(resolve: ResolveAddresses, isAllowed: (address: string) => boolean): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname).then(
      (addresses) => {
        const forbidden = addresses.find((address) => !isAllowed(address));
        const [first] = addresses;
        if (forbidden !== undefined) callback(forbiddenHost(hostname, `its address is ${forbidden}`), "", 0);
        else if (first === undefined) callback(new Error(`No address for ${hostname}`), "", 0);
        else if (options.all)
          callback(
            null,
            addresses.map((address) => ({ address, family: isIP(address) })),
          );
        else callback(null, first, isIP(first));
      },
      (error: unknown) => {
        callback(error instanceof Error ? error : new Error(String(error)), "", 0);
      },
    );
  };
}

async function checkAddresses(
  hostname: string,
  resolve: ResolveAddresses,
  isAllowed: (address: string) => boolean,
): Promise<void> {
  const addresses = await resolve(hostname).catch(() => {
    // Behind a proxy the outside names often resolve nowhere else; then the proxy is the one that decides.
    return [];
  });
  const forbidden = addresses.find((address) => !isAllowed(address));
  if (forbidden !== undefined) throw forbiddenHost(hostname, `its address is ${forbidden}`);
}

async function resolveBySystem(host: string): Promise<readonly string[]> {
  const records = await systemLookup(host, { all: true });
  return records.map(({ address }) => address);
}
