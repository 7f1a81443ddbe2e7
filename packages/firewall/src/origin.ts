import type { IncomingHttpHeaders } from "node:http";

const hostForm = /^(?:[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252})|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?$/;
const loopbackNames = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** Which `Host` values the firewall answers to. */
export interface HostPolicy {
  /** Whether the firewall is bound to a loopback address only. */
  readonly isLoopback: boolean;
  /** Further host names, without a port, under which it is reachable. */
  readonly names: readonly string[];
  /** Whether the firewall itself speaks TLS. */
  readonly isSecure?: boolean;
  /**
   * The one address that clients use where a reverse proxy stands in front, without a final slash. The proxy may hand on
   * any `Host`, so this stands in every answer.
   */
  readonly publicOrigin?: string;
}

/**
 * The origin as the client spelled it, because pnpm, Yarn and Bun record any other spelling in their lockfiles.
 * Security: on a loopback bind only loopback names are answered, so that a web page whose name was rebound to
 * 127.0.0.1 cannot read packages through a browser.
 */
export function clientOrigin(headers: IncomingHttpHeaders, hosts: HostPolicy): string | undefined {
  const host = headers.host;
  if (host === undefined || host.length > 260 || !hostForm.test(host)) return undefined;
  const name = host.replace(/:\d{1,5}$/, "").toLowerCase();
  const isKnown = !hosts.isLoopback || loopbackNames.has(name) || hosts.names.includes(name);
  if (!isKnown) return undefined;
  return hosts.publicOrigin ?? `${hosts.isSecure === true ? "https" : "http"}://${host}`;
}

/**
 * Whether a page of another site makes the request in somebody's browser (https://www.w3.org/TR/fetch-metadata/).
 * It could not read the answer, but fetch packages in that person's name and keep the firewall busy. Following a link
 * to a page of ours is no such request.
 */
export function isFromForeignPage(headers: IncomingHttpHeaders, origin: string): boolean {
  // The address of a reverse proxy may have a path, an origin has none.
  if (headers.origin !== undefined && headers.origin !== new URL(origin).origin) return true;
  const site = headers["sec-fetch-site"];
  if (site === undefined || site === "same-origin" || site === "none") return false;
  return headers["sec-fetch-mode"] !== "navigate" || headers["sec-fetch-dest"] !== "document";
}
