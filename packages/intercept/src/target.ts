/** Where a client wants to go. */
export interface Target {
  readonly scheme: "http" | "https";
  /** A name or an address; lower case, no brackets, no final dot. */
  readonly host: string;
  readonly port: number;
}

const portForm = /^\d{1,5}$/;
const nameForm = /^(?=.{1,253}$)[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?$/;
const ipv6Form = /^[0-9a-f:.]{2,45}$/;

/** Reads `host:port` of a CONNECT request (RFC 9110 section 9.3.6), or answers `undefined`. */
export function tryParseAuthority(text: string): Omit<Target, "scheme"> | undefined {
  if (text.length > 300) return undefined;
  const colon = text.lastIndexOf(":");
  const port = tryParsePort(text.slice(colon + 1));
  const host = colon < 0 ? undefined : tryParseHost(text.slice(0, colon));
  return host === undefined || port === undefined ? undefined : { host, port };
}

/** Reads the target of a request in absolute form (RFC 9112 section 3.2.2) and its path, or answers `undefined`. */
export function tryParseAbsoluteForm(
  text: string,
): { readonly target: Target; readonly path: string } | undefined {
  if (!/^http:\/\//i.test(text) || !URL.canParse(text)) return undefined;
  const { hostname, port, pathname, search } = new URL(text);
  const host = tryParseHost(hostname);
  if (host === undefined) return undefined;
  const target: Target = { scheme: "http", host, port: port === "" ? 80 : Number(port) };
  return { target, path: pathname + search };
}

/** The target as a URL's origin writes it: without the scheme's own port. */
export function originOf({ scheme, host, port }: Target): string {
  const shown = host.includes(":") ? `[${host}]` : host;
  const isOwnPort = port === (scheme === "https" ? 443 : 80);
  return `${scheme}://${shown}${isOwnPort ? "" : `:${port}`}`;
}

function tryParsePort(text: string): number | undefined {
  const port = portForm.test(text) ? Number(text) : 0;
  return port > 0 && port <= 65_535 ? port : undefined;
}

function tryParseHost(text: string): string | undefined {
  const host = text.toLowerCase();
  if (host.startsWith("[") && host.endsWith("]")) {
    const inner = host.slice(1, -1);
    return ipv6Form.test(inner) ? inner : undefined;
  }
  const plain = host.endsWith(".") ? host.slice(0, -1) : host;
  return nameForm.test(plain) ? plain : undefined;
}
