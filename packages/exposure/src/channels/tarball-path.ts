import { tryParsePackageName, tryParseVersion } from "@lockkeeper/core";

/** The version that the address of a tarball stands for. Foreign texts that have the form of a name and a version. */
export interface NamedVersion {
  readonly name: string;
  readonly version: string;
}

const maxCharacters = 4096;
/** `…/name/-/name-1.0.0.tgz`, `…/@scope/name/-/name-1.0.0.tgz`, and with the scope a second time before the file. */
const conventional = /(?:^|\/)((?:@[^/@]{1,200}\/)?[^/@]{1,214})\/-\/(?:@[^/]{1,200}\/)?([^/]{1,500})\.tgz$/;
/** As GitHub's registry has it: `/download/@scope/name/1.0.0/<hash>`. */
const download = /\/download\/((?:@[^/@]{1,200}\/)?[^/@]{1,214})\/([^/]{1,256})\/[0-9a-f]{20,128}$/;

/**
 * Reads name and version from the address of a tarball, whatever stands before the package's name: hosts, and the paths of
 * Artifactory, Nexus, GitLab, Azure and others. `undefined` for what is no tarball's address.
 */
export function parseTarballPath(address: string): NamedVersion | undefined {
  if (address.length > maxCharacters) return undefined;
  const path = decodePath(address.replace(/[?#].*$/s, ""));
  const file = conventional.exec(path);
  if (file !== null) return versionOf(file[1] ?? "", file[2] ?? "");
  const downloaded = download.exec(path);
  return downloaded === null ? undefined : named(downloaded[1] ?? "", downloaded[2] ?? "");
}

function versionOf(name: string, file: string): NamedVersion | undefined {
  const base = `${name.slice(name.indexOf("/") + 1)}-`;
  return file.startsWith(base) ? named(name, file.slice(base.length)) : undefined;
}

function named(name: string, version: string): NamedVersion | undefined {
  const isNamed = tryParsePackageName(name) !== undefined && tryParseVersion(version) !== undefined;
  return isNamed ? { name, version } : undefined;
}

/** A path without its escapes; as it is where they are none. */
export function decodePath(path: string): string {
  if (!path.includes("%")) return path;
  try {
    return decodeURIComponent(path);
  } catch (error) {
    if (error instanceof URIError) return path;
    throw error;
  }
}
