import type { GraphPackage } from "@lockkeeper/lockfile";

import { isInside, placeIn } from "./installed-place.ts";
import { listFilesBelow } from "./list-files-below.ts";
import type { PackedFile, PackedPackage } from "./packed/packed-package.ts";
import type { TreeParts } from "./read-installed.ts";
import { tryReadFile, tryStat } from "./try-read-file.ts";

/** What one package is compared with. */
export interface ComparedParts extends TreeParts {
  /** Where it lies, relative to the project with forward slashes. */
  readonly place: string;
  /** Whether it runs scripts, which may make and change files. */
  readonly isBuilt: boolean;
}

interface Compared extends ComparedParts {
  readonly expected: GraphPackage;
}

/** What is larger than this on disk is not read. */
const fileMaxBytes = 200_000_000;

/**
 * Files of an installed package that are otherwise than the client keeps them, gone, or added by something else; `undefined`
 * where the client does not have the package by the locked hash, or the project patches it.
 */
export async function compareWithPacked(
  expected: GraphPackage | undefined,
  parts: ComparedParts,
): Promise<readonly string[] | undefined> {
  if (expected?.kind !== "registry" || expected.integrity === undefined || expected.isPatched)
    return undefined;
  if (await isPatchedByProject(parts.folder, expected)) return undefined;
  const packed = await parts.packed?.find(expected);
  if (packed === undefined) return undefined;
  const compared = { ...parts, expected };
  return packed.kind === "pool" ? await notInPool(packed, compared) : await differing(packed.files, compared);
}

async function differing(files: readonly PackedFile[], compared: Compared): Promise<readonly string[]> {
  const changed: string[] = [];
  for (const file of files) {
    if (isInside(file.path) && (await isChanged(file, compared))) changed.push(file.path);
  }
  if (compared.isBuilt || !compared.isThorough) return changed;
  const known = new Set(files.map(({ path }) => path));
  const onDisk = await listFilesBelow(placeIn(compared.folder, compared.place));
  return [...changed, ...onDisk.filter((path) => !known.has(path) && isOfNote(path))];
}

/** A list of the package's files is not to be had: each of them has to be known of some package. */
async function notInPool(
  pool: Extract<PackedPackage, { readonly kind: "pool" }>,
  compared: Compared,
): Promise<readonly string[]> {
  const strange: string[] = [];
  for (const path of await listFilesBelow(placeIn(compared.folder, compared.place))) {
    // What its scripts made is nobody's; they have no reason to touch the manifest.
    if (!isOfNote(path) || (compared.isBuilt && path !== "package.json")) continue;
    const onDisk = await readOnDisk(path, fileMaxBytes, compared);
    if (onDisk !== undefined && !pool.has(onDisk) && !(await isOfDependency(onDisk, path, compared)))
      strange.push(path);
  }
  return strange;
}

/** Folders in which tools keep what they worked out, and what systems leave behind. */
const leftover = /(?:^|\/)(?:\.DS_Store|Thumbs\.db|\.cache|\.vite|\.turbo)(?:\/|$)/;

function isOfNote(path: string): boolean {
  return !leftover.test(path);
}

async function isChanged(file: PackedFile, compared: Compared): Promise<boolean> {
  const onDisk = await readOnDisk(file.path, file.maxBytes, compared);
  if (onDisk === undefined) return true;
  return !file.isSame(onDisk) && !(await isOfDependency(onDisk, file.path, compared));
}

function readOnDisk(
  path: string,
  maxBytes: number,
  { folder, place }: Compared,
): Promise<Buffer | undefined> {
  return tryReadFile(placeIn(folder, `${place}/${path}`), maxBytes);
}

/** The tools that patch installed packages keep their patches in a folder of the project, a file for each. */
async function isPatchedByProject(folder: string, { name, version }: GraphPackage): Promise<boolean> {
  const file = `${name.replace("/", "+")}+${version}.patch`;
  return isInside(file) && (await tryStat(placeIn(folder, `patches/${file}`))) !== undefined;
}

/**
 * Whether a file is that of a dependency of the package: a stand-in for a program is replaced at install by the one from
 * the package for this platform. It lies beside the package, or where the project has it.
 */
async function isOfDependency(
  onDisk: Buffer,
  path: string,
  { expected, graph, folder, place }: Compared,
): Promise<boolean> {
  for (const { name, to } of expected.dependencies) {
    const locked = to === undefined ? undefined : graph.packages[to];
    if (locked === undefined || !isInside(name)) continue;
    for (const near of placesOf(name, locked, { place, expected })) {
      if (!isInside(near)) continue;
      const theirs = await tryReadFile(placeIn(folder, `${near}/${path}`), onDisk.length);
      if (theirs?.equals(onDisk) === true) return true;
    }
  }
  return false;
}

function placesOf(
  name: string,
  locked: GraphPackage,
  { place, expected }: Pick<Compared, "place" | "expected">,
): readonly string[] {
  const beside = place.endsWith(`/${expected.name}`) ? place.slice(0, -expected.name.length) : undefined;
  return [
    ...(locked.place.startsWith("node_modules/") ? [locked.place] : []),
    `${place}/node_modules/${name}`,
    ...(beside === undefined ? [] : [`${beside}${name}`]),
    `node_modules/${name}`,
  ];
}
