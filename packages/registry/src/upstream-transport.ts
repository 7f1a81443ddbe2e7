import { limits } from "@lockkeeper/core";
import { request } from "undici";
import type { Dispatcher } from "undici";

import { literalAddress } from "./address.ts";
import { forbiddenHost, isAllowedAddress } from "./upstream-connections.ts";
import type { Connections } from "./upstream-connections.ts";
import { badResponse, failingUpstream, isTransient, toRegistryError } from "./upstream-failure.ts";
import type { Errand } from "./upstream-failure.ts";
import type { UpstreamSettings } from "./upstream-settings.ts";

/** A request on its way to an upstream or to a host that an upstream points at. */
export interface Outgoing {
  readonly method: "GET" | "POST";
  readonly url: string;
  /** All headers but authorization and user agent. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer;
  readonly errand: Errand;
  /** Milliseconds for the whole exchange, the body included. */
  readonly deadlineMs: number;
}

/** Sends requests under the rules of one upstream. */
export interface Transport {
  readonly settings: UpstreamSettings;
  readonly connections: Connections;
  readonly userAgent: string;
}

const redirects: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/**
 * Runs a job that fetches, and runs it once more when it fails in a way that passes: a reset, a 502, 503 or 504.
 * Only for requests that change nothing.
 */
export async function retryOnce<Result>(job: () => Promise<Result>): Promise<Result> {
  try {
    return await job();
  } catch (error) {
    if (!isTransient(error)) throw error;
    return await job();
  }
}

/**
 * Sends a request, follows redirects of a GET, and checks every host on the way. The upstream's secret goes to its
 * own origin only. Throws for 5xx and 429; any other status is the caller's to judge.
 */
export async function send(transport: Transport, outgoing: Outgoing): Promise<Dispatcher.ResponseData> {
  const signal = AbortSignal.timeout(outgoing.deadlineMs);
  let url = outgoing.url;
  for (let hops = 0; hops <= limits.upstreamMaxRedirects; hops += 1) {
    const target = checkTarget(transport.settings, url);
    const answer = await sendTo(transport, outgoing, { target, signal });
    if (answer.statusCode >= 500 || answer.statusCode === 429) {
      await drain(answer, outgoing.errand);
      throw failingUpstream(answer.statusCode, outgoing.errand);
    }
    const location = answer.headers["location"];
    const isRedirect = redirects.has(answer.statusCode) && outgoing.method === "GET";
    if (!isRedirect || typeof location !== "string") return answer;
    await drain(answer, outgoing.errand);
    if (!URL.canParse(location, target.href))
      throw badResponse("it redirects to a malformed URL", outgoing.errand);
    url = new URL(location, target).href;
  }
  throw badResponse(`it redirects more than ${limits.upstreamMaxRedirects} times`, outgoing.errand);
}

/** Reads away a body that nobody wants, so that its connection can serve again. */
export async function drain(answer: Dispatcher.ResponseData, errand: Errand): Promise<void> {
  try {
    await answer.body.dump({ limit: 65_536 });
  } catch (error) {
    throw toRegistryError(error, errand);
  }
}

async function sendTo(
  { settings, connections, userAgent }: Transport,
  { method, headers, body, errand }: Outgoing,
  { target, signal }: { readonly target: URL; readonly signal: AbortSignal },
): Promise<Dispatcher.ResponseData> {
  const isOwn = target.origin === settings.origin;
  const isTrusted = isOwn || settings.allowedTarballHosts.has(target.host);
  if (!isTrusted) await connections.checkProxied(target.hostname);
  const { authorization } = settings;
  try {
    return await request(target, {
      method,
      dispatcher: isTrusted ? connections.trusted : connections.guarded,
      headers: {
        ...headers,
        "user-agent": userAgent,
        ...(isOwn && authorization !== undefined ? { authorization } : {}),
      },
      body: body ?? null,
      signal,
    });
  } catch (error) {
    throw toRegistryError(error, errand);
  }
}

/** The URL to ask, or `REGISTRY_FORBIDDEN_HOST`. Names are judged by their addresses when the socket opens. */
function checkTarget(settings: UpstreamSettings, text: string): URL {
  const url = parseTarget(text);
  if (url.protocol === "http:" && settings.isHttps) return upgrade(settings, url);
  if (url.origin === settings.origin || settings.allowedTarballHosts.has(url.host)) return url;
  const literal = literalAddress(url.hostname);
  if (literal === undefined || isAllowedAddress(settings, literal)) return url;
  throw forbiddenHost(url.host, "it is not a public address");
}

function parseTarget(text: string): URL {
  const isUrl = text.length <= limits.urlMaxCharacters && URL.canParse(text);
  if (!isUrl) throw forbiddenHost(text, "the URL is malformed");
  const url = new URL(text);
  const isWeb = url.protocol === "http:" || url.protocol === "https:";
  if (!isWeb) throw forbiddenHost(url.href, "it is not http or https");
  if (url.username === "" && url.password === "") return url;
  throw forbiddenHost(url.host, "the URL holds credentials");
}

/** Old documents of https registries still say http; on the registry's own host that is the same file. */
function upgrade(settings: UpstreamSettings, url: URL): URL {
  const isOwnHost = url.hostname === settings.hostname && url.port === "";
  if (!isOwnHost) throw forbiddenHost(url.host, "the upstream is https, and this is not");
  return new URL(`${settings.origin}${url.pathname}${url.search}`);
}
