import { readArchive } from "@lockkeeper/archive";
import { LockkeeperError } from "@lockkeeper/core";
import type { GraphPackage } from "@lockkeeper/lockfile";

import { isInside, placeIn } from "./installed-place.ts";
import type { InstalledOptions } from "./read-installed.ts";
import { tryReadFile, tryStat } from "./try-read-file.ts";

/** What line ends can make of a program at most, generously. */
const growthMaxBytes = 20_000_000;

/**
 * Files of an installed package that are otherwise than in its tarball, or gone; `undefined` where npm's cache does not
 * have the tarball by the locked hash, or the project patches the package.
 */
export async function compareWithTarball(
  expected: GraphPackage | undefined,
  options: InstalledOptions,
): Promise<readonly string[] | undefined> {
  if (expected?.kind !== "registry" || expected.integrity === undefined || expected.isPatched)
    return undefined;
  if (await isPatchedByProject(options.folder, expected)) return undefined;
  const bytes = await options.cache?.bytesOf(expected.integrity);
  const entries = bytes === undefined ? undefined : tryReadTarball(bytes);
  if (entries === undefined) return undefined;
  const changed: string[] = [];
  for (const { path, bytes: packed } of entries) {
    if (isInside(path) && (await isChanged(path, packed, { expected, options }))) changed.push(path);
  }
  return changed;
}

async function isChanged(
  path: string,
  packed: Uint8Array,
  { expected, options }: { readonly expected: GraphPackage; readonly options: InstalledOptions },
): Promise<boolean> {
  // What is larger than this is another file.
  const maxBytes = packed.length + growthMaxBytes;
  const onDisk = await tryReadFile(placeIn(options.folder, `${expected.place}/${path}`), maxBytes);
  if (onDisk === undefined) return true;
  return !isSame(onDisk, packed) && !(await isOfDependency(onDisk, path, expected, options));
}

/** The tools that patch installed packages keep their patches in a folder of the project, a file for each. */
async function isPatchedByProject(folder: string, { name, version }: GraphPackage): Promise<boolean> {
  const file = `${name.replace("/", "+")}+${version}.patch`;
  return isInside(file) && (await tryStat(placeIn(folder, `patches/${file}`))) !== undefined;
}

/**
 * Whether a file is that of a dependency of the package: a stand-in for a program is replaced at install by the one from
 * the package for this platform.
 */
async function isOfDependency(
  onDisk: Buffer,
  path: string,
  expected: GraphPackage,
  { folder, graphs }: InstalledOptions,
): Promise<boolean> {
  const graph = graphs.find(({ packages }) => packages.includes(expected));
  for (const { to } of expected.dependencies) {
    const place = to === undefined ? undefined : graph?.packages[to]?.place;
    if (place === undefined || !isInside(place)) continue;
    const theirs = await tryReadFile(placeIn(folder, `${place}/${path}`), onDisk.length);
    if (theirs?.equals(onDisk) === true) return true;
  }
  return false;
}

/** npm takes the carriage returns out of programs that it links. */
function isSame(onDisk: Buffer, packed: Uint8Array): boolean {
  if (onDisk.equals(packed)) return true;
  const text = Buffer.from(packed.buffer, packed.byteOffset, packed.byteLength).toString("latin1");
  return (
    text.startsWith("#!") &&
    text.replaceAll("\r\n", "\n") === onDisk.toString("latin1").replaceAll("\r\n", "\n")
  );
}

function tryReadTarball(
  bytes: Buffer,
): readonly { readonly path: string; readonly bytes: Uint8Array }[] | undefined {
  try {
    const archive = readArchive(bytes);
    return archive.isPartial ? undefined : archive.entries;
  } catch (error) {
    // What cannot be read cannot be compared; the hash vouches for it all the same.
    if (error instanceof LockkeeperError) return undefined;
    throw error;
  }
}
