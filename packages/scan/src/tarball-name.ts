/** What a registry's own address of a tarball says of it. */
export interface TarballName {
  readonly name: string;
  readonly version: string;
}

const conventional = /\/(?:(@[^/]{1,214})\/)?([^/@]{1,214})\/-\/(?:\1\/)?([^/]{1,400})\.tgz$/;

/**
 * Reads the package and version from an address of the conventional form, `…/name/-/name-version.tgz`; `undefined` for
 * every other form, which says nothing.
 */
export function tryReadTarballUrl(address: string | undefined): TarballName | undefined {
  if (address === undefined || address.length > 4096 || !URL.canParse(address)) return undefined;
  const path = tryDecode(new URL(address).pathname);
  const match = path === undefined ? undefined : conventional.exec(path);
  const [, scope, base = "", file = ""] = match ?? [];
  if (match === null || match === undefined || !file.startsWith(`${base}-`)) return undefined;
  const version = file.slice(base.length + 1);
  return { name: scope === undefined ? base : `${scope}/${base}`, version };
}

function tryDecode(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}
