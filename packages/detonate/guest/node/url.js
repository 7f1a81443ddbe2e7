import { percentDecode, URL } from "../web/url.js";

/** The url module: the classes of the standard, file URLs, and the old functions. */
export default function create(kit) {
  const { URLSearchParams } = kit.web("url");
  const isWindows = kit.world.platform === "win32";
  const querystring = kit.builtin("querystring");
  const parse = (address, hasQuery, slashes) => parseOld(String(address), { hasQuery, slashes, querystring });
  return {
    URL,
    URLSearchParams,
    Url,
    parse,
    format: (parts) => formatOld(parts, querystring),
    resolve: (from, to) => resolveOld(from, to),
    resolveObject: (from, to) => parse(resolveOld(from, to)),
    fileURLToPath: (address) => pathOf(address, isWindows),
    pathToFileURL: (path) => fileAddress(kit.builtin("path").resolve(path), isWindows),
    domainToASCII: (domain) => URL.parse(`http://${domain}`)?.hostname ?? "",
    domainToUnicode: (domain) => URL.parse(`http://${domain}`)?.hostname ?? "",
    urlToHttpOptions: httpOptions,
  };
}

function Url() {
  for (const key of [
    "protocol",
    "slashes",
    "auth",
    "host",
    "port",
    "hostname",
    "hash",
    "search",
    "query",
    "pathname",
    "path",
    "href",
  ]) {
    this[key] = null;
  }
}

function parseOld(address, { hasQuery, slashes, querystring }) {
  const found = new Url();
  const text = address.trim();
  const [beforeHash, hash] = cut(text, "#");
  const [beforeQuery, search] = cut(beforeHash, "?");
  const protocol = /^[a-zA-Z][a-zA-Z0-9+.-]*:/.exec(beforeQuery.slice(0, 100))?.[0].toLowerCase() ?? null;
  let rest = protocol === null ? beforeQuery : beforeQuery.slice(protocol.length);
  if (rest.startsWith("//") && (protocol !== null || slashes)) {
    found.slashes = true;
    const end = rest.slice(2).search(/[/\\]/);
    readAuthority(found, end === -1 ? rest.slice(2) : rest.slice(2, end + 2));
    rest = end === -1 ? emptyPathOf(protocol) : rest.slice(end + 2);
  }
  const query = search === "" ? (hasQuery ? "" : null) : search.slice(1);
  Object.assign(found, {
    protocol,
    hash: hash || null,
    search: search || (hasQuery ? "" : null),
    pathname: rest || null,
  });
  found.query = hasQuery ? querystring.parse(query ?? "") : query;
  found.path = rest || search ? `${rest}${search}` : null;
  found.href = formatOld({ ...found, query: undefined }, querystring);
  return found;
}

function emptyPathOf(protocol) {
  return protocol === "http:" || protocol === "https:" ? "/" : "";
}

function cut(text, mark) {
  const at = text.indexOf(mark);
  return at === -1 ? [text, ""] : [text.slice(0, at), text.slice(at)];
}

function readAuthority(found, authority) {
  const at = authority.lastIndexOf("@");
  if (at !== -1) found.auth = percentDecode(authority.slice(0, at));
  const place = authority.slice(at + 1);
  const port = /:(\d*)$/.exec(place)?.[1];
  const hostname = (port === undefined ? place : place.slice(0, -port.length - 1)).toLowerCase();
  found.port = port || null;
  found.hostname = hostname.replaceAll(/^\[|\]$/g, "");
  found.host = `${hostname}${port ? `:${port}` : ""}`;
}

function formatOld(parts, querystring) {
  if (typeof parts === "string") return parseOld(parts, { querystring }).href;
  if (parts instanceof URL) return parts.href;
  const protocol = protocolOf(parts);
  const login = parts.auth ? `${encodeURIComponent(parts.auth).replaceAll("%3A", ":")}@` : "";
  const host =
    parts.host ?? (parts.hostname ? `${parts.hostname}${parts.port ? `:${parts.port}` : ""}` : undefined);
  const slashes =
    parts.slashes || (host !== undefined && /^(?:https?|ftp|wss?|file):$/.test(protocol)) ? "//" : "";
  const query =
    typeof parts.query === "object" && parts.query !== null ? querystring.stringify(parts.query) : "";
  const search = parts.search || (query === "" ? "" : `?${query}`);
  const pathname = parts.pathname ?? "";
  const path = host && pathname !== "" && !pathname.startsWith("/") ? `/${pathname}` : pathname;
  return `${protocol}${slashes}${login}${host ?? ""}${path}${search.replaceAll("#", "%23")}${parts.hash ?? ""}`;
}

function protocolOf({ protocol }) {
  return protocol ? `${protocol.replace(/:$/, "")}:` : "";
}

function resolveOld(from, to) {
  const absolute = URL.parse(String(to), String(from));
  if (absolute !== null) return absolute.href;
  return new URL(String(to), `http://relative.example/${String(from).replace(/^\//, "")}`).href.slice(
    "http://relative.example".length,
  );
}

function pathOf(address, isWindows) {
  const url = typeof address === "string" ? new URL(address) : address;
  if (url.protocol !== "file:") {
    const error = new TypeError("The URL must be of scheme file");
    error.code = "ERR_INVALID_URL_SCHEME";
    throw error;
  }
  const path = percentDecode(url.pathname);
  return isWindows ? path.replace(/^\/(?=[A-Za-z]:)/, "").replaceAll("/", "\\") : path;
}

function fileAddress(path, isWindows) {
  const slashes = isWindows ? `/${path.replaceAll("\\", "/")}` : path;
  return new URL(`file://${encodeURI(slashes).replaceAll("?", "%3F").replaceAll("#", "%23")}`);
}

function httpOptions(url) {
  const { protocol, hash, search, pathname, href, port, username, password } = url;
  const hostname = url.hostname.replaceAll(/^\[|\]$/g, "");
  const options = { protocol, hostname, hash, search, pathname, path: `${pathname}${search}`, href };
  if (port !== "") options.port = Number(port);
  if (username || password) options.auth = `${percentDecode(username)}:${percentDecode(password)}`;
  return options;
}
