import { tryParsePackageName, tryParseVersion } from "@lockkeeper/core";

import { badUrl } from "./request-path.ts";
import type { RegistryRequest } from "./request.ts";

/** A request under `/-/`. */
export interface ServicePath {
  /** In upper case. */
  readonly method: string;
  /** The decoded segments after `/-/`. */
  readonly path: readonly string[];
  readonly query: string;
  /** The URL as it came, for messages. */
  readonly url: string;
}

/** What the known services do when a client writes to them, by the beginning of their path. */
const writes: readonly (readonly [prefix: string, action: string])[] = [
  ["user/token", "log out"],
  ["user", "log in"],
  ["v1/login", "log in"],
  ["v1/done", "log in"],
  ["npm/v1/tokens", "manage tokens"],
  ["npm/v1/user", "manage the profile"],
  ["npm/v1/hooks", "manage hooks"],
  ["npm/v1/oidc", "exchange a publishing token"],
  ["npm/v1/trust", "manage trusted publishers"],
  ["team", "manage teams"],
  ["org", "manage organisations"],
  ["stage", "stage a release"],
  ["_view", "read stars"],
];

/** Reads a request for one of the registry's services. Throws `REGISTRY_BAD_URL`. */
export function parseServiceRequest(service: ServicePath): RegistryRequest {
  const { method, path, query } = service;
  const isRead = method === "GET" || method === "HEAD";
  const text = path.join("/");
  if (path[0] === "health" || path[0] === "metrics" || path[0] === "lockkeeper")
    return { kind: "own", path: `/-/${text}` };
  if (path[0] === "package") return parsePackageService(service, isRead);
  const write = writes.find(([prefix]) => text === prefix || text.startsWith(`${prefix}/`));
  if (write) return { kind: "write", action: write[1], name: undefined };
  if (method === "POST") return parsePost(text);
  if (!isRead) return { kind: "write", action: "change the registry", name: undefined };
  if (text.startsWith("npm/v1/attestations/")) return parseAttestations(service);
  return parseGet(text, query);
}

function parseGet(text: string, query: string): RegistryRequest {
  switch (text) {
    case "ping":
      return { kind: "ping" };
    case "whoami":
      return { kind: "whoami" };
    case "npm/v1/keys":
      return { kind: "keys" };
    case "v1/search":
      return { kind: "search", query };
    default:
      return { kind: "unknown" };
  }
}

function parsePost(text: string): RegistryRequest {
  switch (text) {
    case "npm/v1/security/advisories/bulk":
      return { kind: "advisories-bulk" };
    case "npm/v1/security/audits":
    case "npm/v1/security/audits/quick":
      return { kind: "audit-legacy" };
    default:
      return { kind: "write", action: "change the registry", name: undefined };
  }
}

function parseAttestations({ path, url }: ServicePath): RegistryRequest {
  const spec = path.slice(3).join("/");
  const at = spec.lastIndexOf("@");
  const name = at > 0 ? tryParsePackageName(spec.slice(0, at)) : undefined;
  const version = spec.slice(at + 1);
  if (name === undefined || tryParseVersion(version) === undefined) {
    throw badUrl(url, "attestations are asked for by name@version");
  }
  return { kind: "attestations", name, version };
}

/** `/-/package/<name>/dist-tags[/<tag>]`, `/-/package/<name>/access`, … */
function parsePackageService({ path, url }: ServicePath, isRead: boolean): RegistryRequest {
  const isScoped = path[1]?.startsWith("@") ?? false;
  const nameEnd = isScoped ? 3 : 2;
  const name = tryParsePackageName(path.slice(1, nameEnd).join("/"));
  if (name === undefined) throw badUrl(url, "it names no package");
  const [service, ...rest] = path.slice(nameEnd);
  if (!isRead) {
    return { kind: "write", action: service === "dist-tags" ? "change dist-tags" : "change access", name };
  }
  return service === "dist-tags" && rest.length === 0 ? { kind: "dist-tags", name } : { kind: "unknown" };
}
