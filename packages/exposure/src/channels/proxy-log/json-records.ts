import type { AccessRecord } from "./access-record.ts";
import { presentText } from "./access-record.ts";
import { parseLogInstant } from "./log-instant.ts";
import type { LogInstant } from "./log-instant.ts";

const maxCharacters = 65_536;
type Members = ReadonlyMap<string, unknown>;

/**
 * Reads a line of JSON: Verdaccio, Caddy, Traefik, nginx and others under the usual names of their members, Nexus' audit.
 * `undefined` for a line that is no request.
 */
export function tryParseJsonRecord(line: string): AccessRecord | undefined {
  if (!line.startsWith("{") || line.length > maxCharacters) return undefined;
  const members = tryParseMembers(line);
  if (members === undefined) return undefined;
  return fromNexusAudit(members) ?? fromMembers(members);
}

/** Members by the names under which servers and shippers write them, in lower case and without dots or underscores. */
const names = {
  method: ["requestmethod", "method", "httpmethod", "verb", "httprequestmethod"],
  target: ["requesturi", "uri", "url", "path", "requestpath", "requesturl", "urlpath", "httpurl"],
  request: ["request", "httprequest", "req", "requestline"],
  status: [
    "status",
    "statuscode",
    "responsestatus",
    "downstreamstatus",
    "httpstatus",
    "httpresponsestatuscode",
    "response",
  ],
  client: [
    "remoteaddr",
    "clientip",
    "remoteip",
    "clienthost",
    "clientaddr",
    "remotehost",
    "client",
    "sourceip",
    "ip",
  ],
  user: ["remoteuser", "user", "username", "userid", "clientusername", "auth"],
  time: [
    "@timestamp",
    "timestamp",
    "time",
    "ts",
    "timelocal",
    "timeiso8601",
    "msec",
    "starttime",
    "startutc",
    "date",
    "datetime",
  ],
} as const;

function fromMembers(members: Members): AccessRecord | undefined {
  const inner = asMembers(first(members, names.request));
  const line = splitRequest(first(members, names.request));
  const textAt = (keys: readonly string[]): string | undefined =>
    textOf(first(inner, keys)) ?? textOf(first(members, keys));
  const [method, target] = [textAt(names.method) ?? line?.method, textAt(names.target) ?? line?.target];
  const status = Number(first(members, names.status) ?? Number.NaN);
  if (method === undefined || target === undefined || !isStatus(status)) return undefined;
  return {
    ...timeOf(members),
    client: presentText(textAt(names.client)),
    user: presentText(textOf(first(members, names.user))),
    method: method.toUpperCase().slice(0, 20),
    target: target.slice(0, 4096),
    status,
    speaker: isOwnRequest(members) ? "proxy" : "client",
  };
}

/** Verdaccio's own requests to its upstreams. */
function isOwnRequest(members: Members): boolean {
  return textOf(members.get("msg"))?.includes("-->") === true;
}

/** Nexus keeps an account of what comes into a repository: its proxy fetched it, for somebody whom this line does not tell. */
function fromNexusAudit(members: Members): AccessRecord | undefined {
  const attributes = asMembers(members.get("attributes"));
  if (textOf(members.get("domain"))?.startsWith("repository.") !== true || attributes === undefined)
    return undefined;
  const target = textOf(attributes.get("name")) ?? textOf(attributes.get("path"));
  if (target === undefined) return undefined;
  const isCreation = members.get("type") === "created" || members.get("type") === "updated";
  return {
    ...timeOf(members),
    client: undefined,
    user: undefined,
    method: isCreation ? "GET" : "DELETE",
    target: target.startsWith("/") ? target : `/${target}`,
    status: 200,
    speaker: "proxy",
  };
}

function timeOf(members: Members): LogInstant {
  const value = first(members, names.time);
  if (typeof value === "number") return parseLogInstant(String(value));
  const text = textOf(value) ?? "";
  // Nexus writes a comma before the milliseconds and the zone without a space.
  return parseLogInstant(text.replace(/,(\d{3})([+-]\d{4})$/, ".$1$2"));
}

function splitRequest(value: unknown): { readonly method: string; readonly target: string } | undefined {
  const match = /^([A-Z]{3,10}) (\S{1,4000})(?: HTTP\/[\d.]{1,5})?$/.exec(textOf(value) ?? "");
  return match === null ? undefined : { method: match[1] ?? "", target: match[2] ?? "" };
}

function isStatus(status: number): boolean {
  return Number.isInteger(status) && status >= 100 && status < 600;
}

function first(members: Members | undefined, keys: readonly string[]): unknown {
  if (members === undefined) return undefined;
  for (const key of keys) {
    const value = members.get(key);
    if (value !== undefined && value !== null) return value;
  }
  return undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function tryParseMembers(line: string): Members | undefined {
  try {
    return asMembers(JSON.parse(line));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Keys are compared without case, dots, dashes and underscores; the first of several that are alike counts. */
function asMembers(value: unknown): Members | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const members = new Map<string, unknown>();
  for (const [key, member] of Object.entries(value)) {
    const name = key.toLowerCase().replace(/[._-]/g, "");
    if (!members.has(name)) members.set(name, member);
  }
  return members;
}
