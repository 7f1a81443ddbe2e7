import { tryParsePackageName, tryParseVersion } from "@lockkeeper/core";

/** What an address of a content delivery network says of a package of npm. Texts are foreign. */
export interface CdnReference {
  readonly host: string;
  readonly name: string;
  /** What follows the name's `@`; `undefined` where nothing does, which means the newest. */
  readonly selector: string | undefined;
  /** The selector where it is one exact version. */
  readonly version: string | undefined;
  /** The file within the package; `undefined` where the network chooses or makes one. */
  readonly path: string | undefined;
}

/** How a network writes names of packages into its paths, and whether it hands out the package's own files. */
interface CdnShape {
  /** What comes before the name. */
  readonly prefix: RegExp;
  readonly isVerbatim: boolean;
}

const shapes: ReadonlyMap<string, CdnShape> = new Map<string, CdnShape>([
  ["cdn.jsdelivr.net", { prefix: /^\/npm\//, isVerbatim: true }],
  ["fastly.jsdelivr.net", { prefix: /^\/npm\//, isVerbatim: true }],
  ["unpkg.com", { prefix: /^\//, isVerbatim: true }],
  ["www.unpkg.com", { prefix: /^\//, isVerbatim: true }],
  ["esm.run", { prefix: /^\//, isVerbatim: false }],
  ["esm.sh", { prefix: /^\/(?:(?:v\d{1,4}|stable)\/)?\*?/, isVerbatim: false }],
  ["cdn.esm.sh", { prefix: /^\/(?:(?:v\d{1,4}|stable)\/)?\*?/, isVerbatim: false }],
  ["cdn.skypack.dev", { prefix: /^\/(?:(?:pin|-|new)\/)?/, isVerbatim: false }],
  ["ga.jspm.io", { prefix: /^\/npm:/, isVerbatim: true }],
  ["jspm.dev", { prefix: /^\/(?:npm:)?/, isVerbatim: false }],
]);
/** A mirror or a network of one's own that writes what jsDelivr does. */
const anyHost: CdnShape = { prefix: /^(?:\/[^/]{1,80}){0,3}\/npm\/(?=[^/]*@|@)/, isVerbatim: true };
const maxCharacters = 2000;

/** Reads the package out of an address; `undefined` for addresses that name none in a known shape. */
export function tryParseCdnUrl(url: string): CdnReference | undefined {
  if (url.length > maxCharacters || !URL.canParse(url)) return undefined;
  const { hostname: host, pathname, search } = new URL(url);
  const shape = shapes.get(host) ?? anyHost;
  const [, name = "", selector, path = ""] = packagePath.exec(pathBehind(shape.prefix, pathname)) ?? [];
  if (tryParsePackageName(name) === undefined) return undefined;
  return {
    host,
    name,
    selector: selector === "" ? undefined : selector,
    version: exactOf(host, selector),
    path: shape.isVerbatim && search === "" && !isMade(path) ? path : undefined,
  };
}

const packagePath = /^((?:@[^/@]+\/)?[^/@]+)(?:@([^/]*))?(?:\/(.*))?$/;

/** Whether the network chooses the file, or makes one. */
function isMade(path: string): boolean {
  return path === "" || path.endsWith("/") || path.endsWith("+esm");
}

function exactOf(host: string, selector: string | undefined): string | undefined {
  // Skypack's pinned addresses add the build to the version: `v18.2.0-abcdef`.
  const plain =
    host === "cdn.skypack.dev" ? selector?.replace(/^v/, "").replace(/-[A-Za-z0-9]{20,}$/, "") : selector;
  return plain === undefined ? undefined : tryParseVersion(plain);
}

/** What follows the prefix, decoded; empty where it does not begin so, or cannot be decoded: both name no package. */
function pathBehind(prefix: RegExp, pathname: string): string {
  const found = prefix.exec(pathname);
  if (found === null) return "";
  try {
    return decodeURIComponent(pathname.slice(found[0].length));
  } catch {
    return "";
  }
}

/** A stretch of an address as it is written, and what is written in its place. */
export interface AddressPin {
  readonly from: string;
  readonly to: string;
}

/** What of an address gives way to name another version of its package; `undefined` where the name is written with escapes. */
export function pinOf(
  url: string,
  { name, selector }: Pick<CdnReference, "name" | "selector">,
  version: string,
): AddressPin | undefined {
  const { host, pathname, search, protocol } = new URL(url);
  const spec = selector === undefined ? name : `${name}@${selector}`;
  for (let at = pathname.indexOf(spec); at >= 0; at = pathname.indexOf(spec, at + 1)) {
    const [ahead, rest] = [pathname.slice(0, at), pathname.slice(at + spec.length)];
    const pinned = tryParseCdnUrl(`${protocol}//${host}${ahead}${name}@${version}${rest}${search}`);
    if (pinned?.name !== name || pinned.version !== version) continue;
    return { from: `${host}${ahead}${spec}`, to: `${host}${ahead}${name}@${version}` };
  }
  return undefined;
}

/** The version in an address of a network that keeps files by library and version, whatever it calls the library. */
export function readLibraryVersion(url: string): "exact" | "moving" | undefined {
  if (url.length > maxCharacters || !URL.canParse(url)) return undefined;
  const { hostname, pathname } = new URL(url);
  if (hostname === "code.jquery.com" && /latest/.test(pathname)) return "moving";
  if (hostname !== "cdnjs.cloudflare.com" && hostname !== "ajax.googleapis.com") return undefined;
  const version = /^\/ajax\/libs\/[^/]+\/([^/]+)\//.exec(pathname)?.[1];
  if (version === undefined) return undefined;
  return /^\d+(?:\.\d+)?$/.test(version) && hostname === "ajax.googleapis.com" ? "moving" : "exact";
}

/** Hosts that are known to serve the same files over TLS. */
const overTls: ReadonlySet<string> = new Set([
  "cdnjs.cloudflare.com",
  "ajax.googleapis.com",
  "fonts.googleapis.com",
  "code.jquery.com",
  "maxcdn.bootstrapcdn.com",
  "stackpath.bootstrapcdn.com",
  "netdna.bootstrapcdn.com",
]);

/** Whether a host is one of the delivery networks that serve the same files over TLS. */
export function isNetworkOverTls(host: string): boolean {
  return shapes.has(host) || overTls.has(host);
}

/**
 * Whether an address names content that stays: an exact version of a package, or a path with a version or a hash. What has
 * neither is changed by its host whenever it likes, and a page with its hash would break that day.
 */
export function isLasting(url: string): boolean {
  if (url.length > maxCharacters || !URL.canParse(url)) return false;
  const reference = tryParseCdnUrl(url);
  if (reference !== undefined) return reference.version !== undefined;
  const library = readLibraryVersion(url);
  if (library !== undefined) return library === "exact";
  const { pathname, search } = new URL(url);
  return search === "" && /[/@._-]v?\d{1,6}\.\d{1,6}|[/._-][0-9a-f]{8,64}[/._-]/i.test(pathname);
}
