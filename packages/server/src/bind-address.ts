import { isIPv4 } from "node:net";
import { ServerError } from "./errors.ts";
import type { ServerSettings } from "./settings.ts";

/** Where a server is reached: by clients, and by commands on its own machine. URLs without a final slash. */
export interface ServerAddresses {
  readonly url: string;
  readonly localUrl: string;
}

const everyAddress = new Set(["0.0.0.0", "::"]);

/** Whether only this machine can connect to an address. */
export function isLoopbackHost(host: string): boolean {
  return host === "localhost" || host === "::1" || (isIPv4(host) && host.startsWith("127."));
}

/**
 * Refuses to listen where others can connect unless they have to say who they are and nobody can listen in. Throws
 * SERVER_OPEN_BIND.
 */
export function refuseOpenBind({ host, tlsFiles, isTokenRequired = false }: ServerSettings): void {
  if (isLoopbackHost(host)) return;
  const missing = [
    ...(tlsFiles === undefined ? ["--tls-cert with --tls-key"] : []),
    ...(isTokenRequired ? [] : ["--require-token"]),
  ];
  if (missing.length === 0) return;
  throw new ServerError("SERVER_OPEN_BIND", {
    message: `Cannot listen on "${host}" as other machines reach it and ${missing.join(" and ")} ${missing.length === 1 ? "is" : "are"} missing`,
    hint: "Give both, or listen on 127.0.0.1. A reverse proxy on this machine that ends TLS reaches 127.0.0.1 too: name its address with --public-url.",
  });
}

/** Warns where a proxy leads others to a firewall that asks nobody who they are; the proxy may ask, which nobody here knows. */
export function warnOfOpenProxy({ publicUrl, isTokenRequired = false, logger }: ServerSettings): void {
  if (publicUrl === undefined || isTokenRequired) return;
  logger.log("warn", {
    code: "SERVER_OPEN_PROXY",
    message: `Whoever reaches ${publicUrl} reaches this firewall without a token; --require-token asks for one`,
  });
}

/** Reads the address of a reverse proxy, without its final slash. Throws SERVER_BAD_PUBLIC_URL. */
export function parsePublicUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isPlain = url !== undefined && [url.username, url.password, url.search, url.hash].join("") === "";
  if (isPlain && url.protocol === "https:") return url.href.replace(/\/+$/, "");
  if (isPlain && url.protocol === "http:" && isLoopbackHost(url.hostname.replace(/^\[|\]$/g, ""))) {
    return url.href.replace(/\/+$/, "");
  }
  throw new ServerError("SERVER_BAD_PUBLIC_URL", {
    message: `Cannot use ${JSON.stringify(text.slice(0, 200))} as public URL as it is no plain https URL`,
    hint: "Write where clients reach the proxy, such as --public-url https://npm.acme.example/. Tokens must not travel without TLS.",
  });
}

/** The addresses of a server that listens. `names` are those of its certificate. */
export function addressesOf(
  { host, publicUrl, tlsFiles }: ServerSettings,
  { port, names }: { readonly port: number; readonly names: readonly string[] },
): ServerAddresses {
  const scheme = tlsFiles === undefined ? "http" : "https";
  // Not every system connects to "every address".
  const local = everyAddress.has(host) ? (host === "::" ? "::1" : "127.0.0.1") : host;
  const localUrl = `${scheme}://${bracket(local)}:${port}`;
  if (publicUrl !== undefined) return { url: parsePublicUrl(publicUrl), localUrl };
  const name = names.find((each) => !each.startsWith("*"));
  const isNamed = tlsFiles !== undefined && name !== undefined && !isLoopbackHost(host);
  return { url: isNamed ? `https://${name}:${port}` : `${scheme}://${bracket(host)}:${port}`, localUrl };
}

function bracket(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}
