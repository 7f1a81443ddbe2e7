import type { Deed } from "./scene.ts";

const unknownPart = "${";
const bareHost = /^(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,24}(?::\d{1,5})?(?:\/|$)/i;
const address = /^\d{1,3}(?:\.\d{1,3}){3}$/;

/** The host that a network effect names, in lower case; `undefined` when it is not known or not constant. */
export function hostOf({ effect }: Pick<Deed, "effect">): string | undefined {
  return hostIn(effect.argument ?? "");
}

/** The host in a URL or in a bare `host:port/path`. */
export function hostIn(text: string): string | undefined {
  const start = text.indexOf("://");
  const candidate = start >= 0 ? urlFrom(text, start) : text.trim();
  if (start < 0 && !bareHost.test(candidate) && !address.test(candidate.split(/[:/]/, 1)[0] ?? ""))
    return undefined;
  const url = tryUrl(start >= 0 ? candidate : `http://${candidate}`);
  if (url === undefined) return undefined;
  const host = url.hostname.toLowerCase();
  return host === "" || host.includes("%") || host.includes("$") ? undefined : host;
}

function urlFrom(text: string, start: number): string {
  let from = start;
  while (from > 0 && /[a-z+]/i.test(text[from - 1] ?? "")) from -= 1;
  const end = text.slice(start).search(/[\s"'`<>|;)]/);
  const whole = end < 0 ? text.slice(from) : text.slice(from, start + end);
  const unknown = whole.indexOf(unknownPart);
  return unknown < 0 ? whole : whole.slice(0, unknown);
}

function tryUrl(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}

/** First numbers, and first two numbers, of IPv4 networks that are not on the public internet. */
const privateNetworks =
  /^(?:0|10|127|22[4-9]|23\d|24\d|25\d)\.|^172\.(?:1[6-9]|2\d|3[01])\.|^192\.168\.|^169\.254\./;

/** Whether the host is an IPv4 or IPv6 address of the public internet. */
export function isPublicAddress(host: string): boolean {
  if (host.startsWith("[")) return !/^\[(?:::1?\]|f[cde]|fe80)/i.test(host);
  return address.test(host) && !privateNetworks.test(host);
}

/** Whether a host is the machine itself or a private network. */
export function isLocalHost(host: string): boolean {
  if (host === "localhost" || host.endsWith(".localhost") || host.endsWith(".local")) return true;
  return (address.test(host) || host.startsWith("[")) && !isPublicAddress(host);
}

/** Second labels under which countries sell names. */
const sharedLabels = new Set(["co", "com", "net", "org", "gov", "edu", "ac"]);

/** The part of a host that somebody registers, roughly: `api.example.co.uk` → `example.co.uk`. */
export function domainOf(host: string): string {
  if (address.test(host) || host.startsWith("[")) return host;
  const labels = host.split(".");
  const count =
    labels.length > 2 && sharedLabels.has(labels.at(-2) ?? "") && (labels.at(-1) ?? "").length === 2 ? 3 : 2;
  return labels.slice(-count).join(".");
}

/** Services from which honest installers download, and with which honest tools talk. Facts about services. */
const codeHosts = new Set([
  "github.com",
  "githubusercontent.com",
  "gitlab.com",
  "bitbucket.org",
  "googleapis.com",
  "nodejs.org",
  "electronjs.org",
  "jsdelivr.net",
  "unpkg.com",
  "cloudfront.net",
  "playwright.dev",
  "azureedge.net",
  "sentry-cdn.com",
]);

/** Whether a host belongs to a place where code and releases are kept. */
export function isCodeHost(host: string): boolean {
  return codeHosts.has(domainOf(host));
}
