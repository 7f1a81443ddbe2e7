import type { PackageName } from "@lockkeeper/core";

import type { PackumentIndex, PackumentVersion } from "./packument.ts";

const conventionalEnd = ".tgz";

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

/** Unconventional files of one packument's versions; `undefined` where more than one version lays claim to a file. */
type FileClaims = ReadonlyMap<string, string | undefined>;

const claimsOfIndexes = new WeakMap<PackumentIndex, FileClaims>();

/**
 * The version that a tarball's file name stands for: the one whose `dist.tarball` ends in it, or whose conventional
 * name it is. `undefined` when no version or more than one lays claim to it, so that no version can lend its good
 * name to the bytes of another.
 */
export function resolveTarballFile(index: PackumentIndex, file: string): PackumentVersion | undefined {
  let claims = claimsOfIndexes.get(index);
  if (claims === undefined) {
    claims = gatherClaims(index);
    claimsOfIndexes.set(index, claims);
  }
  const version = claims.has(file) ? claims.get(file) : versionOfConventionalFile(index.name, file);
  return version === undefined ? undefined : index.versions.get(version);
}

/** Hardly any version has a file of another name, so the conventional ones need no memory. */
function gatherClaims({ name, versions }: PackumentIndex): FileClaims {
  const claims = new Map<string, string | undefined>();
  for (const { version, tarball } of versions.values()) {
    const file = fileOfPlainUrl(tarball?.url);
    if (file === undefined || file === conventionalFile(name, version)) continue;
    const namesake = versionOfConventionalFile(name, file);
    const isContested = claims.has(file) || (namesake !== undefined && versions.has(namesake));
    claims.set(file, isContested ? undefined : version);
  }
  return claims;
}

function versionOfConventionalFile(name: PackageName, file: string): string | undefined {
  const start = conventionalFile(name, "").slice(0, -conventionalEnd.length);
  const isConventional = file.startsWith(start) && file.endsWith(conventionalEnd);
  return isConventional ? file.slice(start.length, -conventionalEnd.length) : undefined;
}

function conventionalFile(name: PackageName, version: string): string {
  return `${name.slice(name.indexOf("/") + 1)}-${version}${conventionalEnd}`;
}

/** Parsing hundreds of URLs is slow; plain ones are cut as text. */
function fileOfPlainUrl(url: string | undefined): string | undefined {
  if (url === undefined) return undefined;
  return /[%?#\\\s]/.test(url) ? fileOfTarballUrl(url) : url.slice(url.lastIndexOf("/") + 1);
}

function tryDecode(raw: string): string | undefined {
  try {
    return decodeURIComponent(raw);
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}
