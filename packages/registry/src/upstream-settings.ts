import { tryParsePackageName } from "@lockkeeper/core";

import { classifyAddress, literalAddress } from "./address.ts";
import { RegistryError } from "./errors.ts";
import type { UpstreamConfig } from "./upstream.ts";

/** A configured upstream, checked. */
export interface UpstreamSettings {
  readonly id: string;
  /** Without a final slash. */
  readonly url: string;
  readonly origin: string;
  readonly hostname: string;
  readonly isHttps: boolean;
  readonly isPrivate: boolean;
  readonly isLoopback: boolean;
  readonly scopes: readonly string[];
  readonly names: readonly string[];
  readonly authorization: string | undefined;
  readonly ca: string | undefined;
  readonly allowedTarballHosts: ReadonlySet<string>;
  readonly allowsPrivateAddresses: boolean;
}

const secretCharacters = /^[\u0021-\u007e]+$/;
const scopeForm = /^@[^/@\s]+$/;

/** Checks the configuration of one upstream. Throws `REGISTRY_BAD_UPSTREAM`. */
export function readUpstreamSettings(config: UpstreamConfig): UpstreamSettings {
  const url = parseUrl(config);
  checkRoutes(config);
  const literal = literalAddress(url.hostname);
  const isLoopback = isLoopbackHost(url.hostname, literal);
  const isPrivateAddress = isLoopback || (literal !== undefined && classifyAddress(literal) === "private");
  return {
    id: config.id,
    url: url.href.replace(/\/$/, ""),
    origin: url.origin,
    hostname: url.hostname,
    isHttps: url.protocol === "https:",
    isPrivate: config.isPrivate,
    isLoopback,
    scopes: config.scopes,
    names: config.names ?? [],
    authorization: renderAuthorization(config),
    ca: config.ca,
    allowedTarballHosts: new Set(config.allowedTarballHosts?.map((host) => host.toLowerCase())),
    allowsPrivateAddresses: config.allowPrivateAddresses ?? isPrivateAddress,
  };
}

/** The error for a configuration that cannot be used. */
export function badUpstream(id: string, why: string, cause?: unknown): RegistryError {
  return new RegistryError("REGISTRY_BAD_UPSTREAM", {
    message: `Cannot use the upstream "${id}" as it is configured: ${why}`,
    hint: 'An upstream has an id and an http or https URL, such as "https://registry.example/npm".',
    ...(cause === undefined ? {} : { cause }),
  });
}

function checkRoutes({ id, scopes, names = [] }: UpstreamConfig): void {
  const badScope = scopes.find((scope) => !scopeForm.test(scope));
  if (badScope !== undefined) throw badUpstream(id, `"${badScope}" is no scope such as "@acme"`);
  const badName = names.find((name) => tryParsePackageName(name) === undefined);
  if (badName !== undefined) throw badUpstream(id, `"${badName}" is no package name`);
}

function isLoopbackHost(hostname: string, literal: string | undefined): boolean {
  return hostname === "localhost" || literal === "::1" || (literal?.startsWith("127.") ?? false);
}

function parseUrl({ id, url: text }: UpstreamConfig): URL {
  if (id === "") throw badUpstream(id, "it has no id");
  if (!URL.canParse(text)) throw badUpstream(id, "its URL is malformed");
  const url = new URL(text);
  if (url.protocol !== "http:" && url.protocol !== "https:")
    throw badUpstream(id, "its URL is not http or https");
  if (url.username !== "" || url.password !== "") {
    throw badUpstream(id, "its URL holds credentials; give a token or basicAuth instead");
  }
  if (url.search !== "" || url.hash !== "") throw badUpstream(id, "its URL has a query or a fragment");
  return url;
}

function renderAuthorization({ id, token, basicAuth }: UpstreamConfig): string | undefined {
  if (token !== undefined && basicAuth !== undefined)
    throw badUpstream(id, "it has both a token and basicAuth");
  if (token !== undefined) {
    if (!secretCharacters.test(token)) throw badUpstream(id, "its token is empty or holds a blank");
    return `Bearer ${token}`;
  }
  if (basicAuth === undefined) return undefined;
  if (!basicAuth.includes(":")) throw badUpstream(id, "its basicAuth is not user:password");
  return `Basic ${Buffer.from(basicAuth).toString("base64")}`;
}
