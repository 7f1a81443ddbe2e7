import { isIP } from "node:net";
import { pipeline } from "node:stream";
import { rootCertificates } from "node:tls";
import { createGunzip } from "node:zlib";
import { limits, systemErrorCode } from "@lockkeeper/core";
import { Agent, EnvHttpProxyAgent, request } from "undici";
import type { Dispatcher } from "undici";
import { describeCause, FeedsError } from "./errors.ts";
import type { FeedAccess } from "./feed-source.ts";

/** A request for a file of a feed. */
export interface FeedRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly access: FeedAccess;
  /** Milliseconds for the whole exchange, the body included. */
  readonly deadlineMs: number;
}

/** The answer to a request; redirects are followed already. */
export interface FeedResponse {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: ReadonlyMap<string, string>;
  /** The body, unpacked when it was compressed for the way. Reading throws `FEEDS_UNREACHABLE` when it breaks off. */
  readonly body: AsyncIterable<Buffer>;
  /** Ends the exchange; whoever does not read the body to its end calls it. */
  discard(): void;
}

/** Fetches a file of a feed. Throws `FEEDS_UNREACHABLE`, `FEEDS_BAD_ANSWER` for a redirect that must not be followed. */
export type FeedFetch = (request: FeedRequest) => Promise<FeedResponse>;

/** Which proxies to use; nothing is taken from the environment here. */
export interface FeedProxy {
  readonly httpProxy?: string;
  readonly httpsProxy?: string;
  readonly noProxy?: string;
}

/** What `createFeedFetch` needs. */
export interface FeedFetchOptions {
  readonly userAgent: string;
  readonly proxy: FeedProxy;
  /** Milliseconds; for tests. */
  readonly headersTimeoutMs?: number;
  readonly bodyTimeoutMs?: number;
}

/** A fetch with the connections behind it. */
export interface FeedClient {
  readonly fetch: FeedFetch;
  close(): Promise<void>;
}

const redirects: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** Creates the client for feeds: https with the usual authorities or a source's own, proxies as they are given. */
export function createFeedFetch(options: FeedFetchOptions): FeedClient {
  const dispatchers = new Map<string, Dispatcher>();

  function dispatcherFor(url: URL, { ca }: FeedAccess): Dispatcher {
    const isDirect = isLoopbackHost(url.hostname) || !(options.proxy.httpProxy ?? options.proxy.httpsProxy);
    const key = `${isDirect} ${ca ?? ""}`;
    const known = dispatchers.get(key);
    if (known !== undefined) return known;
    const created = createDispatcher(options, { isDirect, ca });
    dispatchers.set(key, created);
    return created;
  }

  async function send(asked: FeedRequest, url: URL, signal: AbortSignal): Promise<Dispatcher.ResponseData> {
    const isOwn = url.origin === new URL(asked.url).origin;
    const { token } = asked.access;
    try {
      return await request(url, {
        dispatcher: dispatcherFor(url, asked.access),
        headers: {
          ...asked.headers,
          "user-agent": options.userAgent,
          ...(isOwn && token !== undefined ? { authorization: `Bearer ${token}` } : {}),
        },
        signal,
      });
    } catch (cause) {
      throw unreachableFeed(asked.url, cause);
    }
  }

  return {
    async fetch(asked) {
      const signal = AbortSignal.timeout(asked.deadlineMs);
      let url = parseFeedUrl(asked.url);
      for (let hops = 0; hops <= limits.upstreamMaxRedirects; hops += 1) {
        const answer = await send(asked, url, signal);
        const location = answer.headers["location"];
        if (!redirects.has(answer.statusCode) || typeof location !== "string")
          return toResponse(answer, asked.url);
        // A redirect's body is not wanted; an error while it is thrown away concerns nobody.
        answer.body.on("error", () => undefined).destroy();
        url = followRedirect(url, location, asked.url);
      }
      throw badAnswer(asked.url, `it redirects more than ${limits.upstreamMaxRedirects} times`);
    },
    async close() {
      await Promise.all([...dispatchers.values()].map((dispatcher) => dispatcher.destroy()));
    },
  };
}

/** The error for an answer that makes no sense. */
export function badAnswer(url: string, why: string, cause?: unknown): FeedsError {
  return new FeedsError("FEEDS_BAD_ANSWER", {
    message: `Cannot use the answer of "${url}" as it is not what a feed serves: ${why}`,
    hint: "Check the address; a mirror must serve the files as the original does.",
    cause,
  });
}

/** The error for a source that does not answer, or breaks off. */
export function unreachableFeed(url: string, cause: unknown): FeedsError {
  if (cause instanceof FeedsError) return cause;
  const code = systemErrorCode(cause);
  const detail = code === undefined ? describeCause(cause) : `${code} ${describeCause(cause)}`;
  return new FeedsError("FEEDS_UNREACHABLE", {
    message: `Cannot fetch "${url}" as it cannot be reached: ${detail}`,
    hint: "Check the address, the network, the proxy settings and the certificate; what was known before stays in force.",
    cause,
  });
}

function parseFeedUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url !== undefined && (url.protocol === "https:" || url.protocol === "http:")) return url;
  throw new FeedsError("FEEDS_BAD_SETTINGS", {
    message: `Cannot use "${text}" as the address of a feed as it is no http or https URL`,
  });
}

/**
 * Security: whoever answers for a feed must not be able to point this machine at services inside its network. Another
 * host must speak https, which proves its name, and be no bare address of this machine or network.
 */
function followRedirect(from: URL, location: string, asked: string): URL {
  if (!URL.canParse(location, from.href)) throw badAnswer(asked, "it redirects to a malformed URL");
  const to = new URL(location, from);
  if (to.protocol !== "http:" && to.protocol !== "https:")
    throw badAnswer(asked, "it redirects to something else than http");
  if (from.protocol === "https:" && to.protocol === "http:")
    throw badAnswer(asked, "it redirects from https to http");
  if (to.hostname === from.hostname) return to;
  const isName = isIP(to.hostname.replace(/^\[|\]$/g, "")) === 0 && !isLoopbackHost(to.hostname);
  if (isName && to.protocol === "https:") return to;
  throw badAnswer(asked, `it redirects to a host that a feed must not name: ${to.host.slice(0, 120)}`);
}

function isLoopbackHost(hostname: string): boolean {
  return (
    hostname === "localhost" ||
    hostname.endsWith(".localhost") ||
    hostname === "[::1]" ||
    /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(hostname)
  );
}

function createDispatcher(
  { proxy, headersTimeoutMs, bodyTimeoutMs }: FeedFetchOptions,
  { isDirect, ca }: { readonly isDirect: boolean; readonly ca: string | undefined },
): Dispatcher {
  const headersTimeout = headersTimeoutMs ?? limits.upstreamHeadersTimeoutMs;
  // Naming one authority replaces the system's, so these are named too.
  const tls = ca === undefined ? {} : { ca: [...rootCertificates, ca] };
  const common = {
    connections: 16,
    headersTimeout,
    bodyTimeout: bodyTimeoutMs ?? limits.upstreamBodyTimeoutMs,
    connect: { ...tls, timeout: headersTimeout },
  };
  const { httpProxy = "", httpsProxy = "", noProxy = "" } = proxy;
  try {
    return isDirect
      ? new Agent(common)
      : // Every setting is named, since the library would take a missing one from the environment.
        new EnvHttpProxyAgent({
          ...common,
          httpProxy,
          httpsProxy,
          noProxy,
          requestTls: tls,
          proxyTls: tls,
          proxyTunnel: false,
        });
  } catch (cause) {
    throw new FeedsError("FEEDS_BAD_SETTINGS", {
      message: `Cannot fetch feeds as the proxy or certificate cannot be used: ${describeCause(cause)}`,
      cause,
    });
  }
}

function toResponse(answer: Dispatcher.ResponseData, url: string): FeedResponse {
  const headers = new Map<string, string>();
  for (const [name, value] of Object.entries(answer.headers)) {
    if (value !== undefined) headers.set(name.toLowerCase(), Array.isArray(value) ? value.join(", ") : value);
  }
  return {
    status: answer.statusCode,
    headers,
    body: readBody(answer, headers.get("content-encoding"), url),
    // An error of a body that nobody reads concerns nobody.
    discard: () => void answer.body.on("error", () => undefined).destroy(),
  };
}

async function* readBody(
  answer: Dispatcher.ResponseData,
  encoding: string | undefined,
  url: string,
): AsyncGenerator<Buffer, void, undefined> {
  try {
    const isPacked = encoding === "gzip" || encoding === "x-gzip";
    if (encoding !== undefined && encoding !== "" && encoding !== "identity" && !isPacked)
      throw badAnswer(url, `its encoding is not known: ${encoding}`);
    for await (const chunk of isPacked ? unpack(answer) : answer.body) {
      if (!Buffer.isBuffer(chunk)) throw badAnswer(url, "its body does not hold bytes");
      yield chunk;
    }
  } catch (cause) {
    throw unreachableFeed(url, cause);
  }
}

function unpack({ body }: Dispatcher.ResponseData): AsyncIterable<unknown> {
  // What fails reaches the reader through the last stream; the pipeline ends both together.
  return pipeline(body, createGunzip(), () => undefined);
}
