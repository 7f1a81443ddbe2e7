/** What a request asks of a registry. */
export type Route =
  | { readonly kind: "packument"; readonly name: string }
  | { readonly kind: "version"; readonly name: string; readonly selector: string }
  | { readonly kind: "tarball"; readonly name: string; readonly file: string }
  | { readonly kind: "dist-tags"; readonly name: string }
  | { readonly kind: "attestations"; readonly name: string; readonly version: string }
  | { readonly kind: "keys" | "ping" | "search" | "bulk-audit" | "whoami" | "unknown" };

const fixedRoutes: ReadonlyMap<string, Route> = new Map<string, Route>([
  ["/-/ping", { kind: "ping" }],
  ["/-/whoami", { kind: "whoami" }],
  ["/-/v1/search", { kind: "search" }],
  ["/-/npm/v1/keys", { kind: "keys" }],
  ["/-/npm/v1/security/advisories/bulk", { kind: "bulk-audit" }],
]);
const attestationsPrefix = "/-/npm/v1/attestations/";
const distTags = /^\/-\/package\/(.+)\/dist-tags$/;
const packagePath = /^\/((?:@[^/]+\/)?[^/@][^/]*)(?:\/(-\/[^/]+|[^/]+))?$/;

/** The path of a request URL without its query, decoded, so that both spellings of a scope are one; `undefined` when malformed. */
export function tryParsePath(url: string): string | undefined {
  const end = url.search(/[?#]/);
  try {
    return decodeURIComponent(end < 0 ? url : url.slice(0, end));
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}

/** Reads what a decoded path asks for. */
export function parseRoute(path: string): Route {
  const fixed = fixedRoutes.get(path);
  if (fixed !== undefined) return fixed;
  if (path.startsWith(attestationsPrefix)) return parseAttestations(path.slice(attestationsPrefix.length));
  const tagged = distTags.exec(path)?.[1];
  if (tagged !== undefined) return { kind: "dist-tags", name: tagged };
  const match = packagePath.exec(path);
  const name = match?.[1];
  if (name === undefined || name === "-") return { kind: "unknown" };
  return parseInside(name, match?.[2]);
}

function parseInside(name: string, rest: string | undefined): Route {
  if (rest === undefined) return { kind: "packument", name };
  if (rest.startsWith("-/")) return { kind: "tarball", name, file: rest.slice(2) };
  return { kind: "version", name, selector: rest };
}

function parseAttestations(spec: string): Route {
  const at = spec.indexOf("@", 1);
  if (at < 0) return { kind: "unknown" };
  return { kind: "attestations", name: spec.slice(0, at), version: spec.slice(at + 1) };
}
