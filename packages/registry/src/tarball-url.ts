import type { PackageName } from "@lockkeeper/core";

import type { PackumentIndex, PackumentVersion } from "./packument.ts";

/** The path of a version's tarball below a registry's root, in the form that lockfiles need not record. */
export function conventionalTarballPath(name: PackageName, version: string): string {
  return `${name}/-/${conventionalFile(name, version)}`;
}

/** The last segment of a URL's path, decoded; `undefined` when there is none or it hides another. */
export function fileOfTarballUrl(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const { pathname } = new URL(url);
  const raw = pathname.slice(pathname.lastIndexOf("/") + 1);
  const file = raw.includes("%") ? tryDecode(raw) : raw;
  if (file === undefined || file === "") return undefined;
  return /[/\\%]/.test(file) ? undefined : file;
}

/**
 * The version that a tarball's file name stands for: the one whose `dist.tarball` ends in it, or whose conventional
 * name it is. `undefined` when no version or more than one lays claim to it, so that no version can lend its good
 * name to the bytes of another.
 */
export function resolveTarballFile(index: PackumentIndex, file: string): PackumentVersion | undefined {
  const claims = new Set<PackumentVersion>();
  const byConvention = index.versions.get(conventionalVersion(index.name, file) ?? "");
  if (byConvention) claims.add(byConvention);
  for (const version of index.versions.values()) {
    if (version.tarball && claimsFile(version.tarball.url, file)) claims.add(version);
    if (claims.size > 1) return undefined;
  }
  const [only] = claims;
  return only;
}

function conventionalFile(name: PackageName, version: string): string {
  return `${name.slice(name.indexOf("/") + 1)}-${version}.tgz`;
}

function conventionalVersion(name: PackageName, file: string): string | undefined {
  const prefix = `${name.slice(name.indexOf("/") + 1)}-`;
  const isConventional = file.startsWith(prefix) && file.endsWith(".tgz") && file.length > prefix.length + 4;
  return isConventional ? file.slice(prefix.length, -4) : undefined;
}

/** Parsing hundreds of URLs for each tarball is slow; plain ones are compared as text. */
function claimsFile(url: string, file: string): boolean {
  const isPlain = !/[%?#\\\s]/.test(url);
  return isPlain ? url.endsWith(`/${file}`) : fileOfTarballUrl(url) === file;
}

function tryDecode(raw: string): string | undefined {
  try {
    return decodeURIComponent(raw);
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}
