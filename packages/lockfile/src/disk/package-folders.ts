import type { Dirent } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";

import { systemErrorCode } from "@lockkeeper/core";

import { tooLarge } from "../errors.ts";
import type { LockfileLimits } from "../locked-package.ts";
import type { InstalledRecord } from "./installed-place.ts";
import { storeFolders, tryParseStoreFolder } from "./store-folders.ts";
import type { StoreClient } from "./store-folders.ts";

const packagesFolder = "node_modules";
const readAtOnce = 32;

/** A folder with a package, as it lies on the disk. */
export interface PackageFolder {
  /** Relative to the project with forward slashes. */
  readonly place: string;
  /** The name by which it is imported from there. */
  readonly name: string;
}

/** Lists the packages of `node_modules` below a folder (empty for the project's own), and those that they have themselves. */
export async function listFlatFolders(
  base: string,
  folder: string,
  limits: LockfileLimits,
): Promise<readonly PackageFolder[]> {
  const found: PackageFolder[] = [];
  let waiting: readonly string[] = [folder];
  while (waiting.length > 0) {
    const next: string[] = [];
    for (let at = 0; at < waiting.length; at += readAtOnce) {
      const some = waiting.slice(at, at + readAtOnce);
      for (const packages of await Promise.all(some.map((each) => listPackages(base, each)))) {
        for (const each of packages) {
          found.push(each);
          next.push(each.place);
        }
      }
      if (found.length > limits.maxEntries) throw tooLarge(`${String(limits.maxEntries)} folders`);
    }
    waiting = next;
  }
  return found;
}

/** The packages in the `node_modules` of a folder itself; links lead to packages that lie elsewhere. */
export async function listPackages(base: string, folder: string): Promise<readonly PackageFolder[]> {
  const place = folder === "" ? packagesFolder : `${folder}/${packagesFolder}`;
  const found: PackageFolder[] = [];
  for (const entry of await listFolders(join(base, place))) {
    if (entry.startsWith(".")) continue;
    if (!entry.startsWith("@")) found.push({ place: `${place}/${entry}`, name: entry });
    else
      for (const inner of await listFolders(join(base, place, entry)))
        found.push({ place: `${place}/${entry}/${inner}`, name: `${entry}/${inner}` });
  }
  return found;
}

/** A package in the store of a client, with what its folder's name says. */
export interface StoredFolder extends PackageFolder {
  readonly record: InstalledRecord | undefined;
}

/** Lists the packages in the store of pnpm or Bun: in each of its folders lies one, beside links to those that it needs. */
export async function listStore(
  base: string,
  client: "pnpm" | "bun",
  limits: LockfileLimits,
): Promise<readonly StoredFolder[]> {
  const root = `${packagesFolder}/${storeFolders[client]}`;
  const names = await listStoreNames(base, client, limits);
  const found: StoredFolder[] = [];
  for (let at = 0; at < names.length; at += readAtOnce) {
    const some = names.slice(at, at + readAtOnce).filter((name) => name !== packagesFolder);
    const lists = await Promise.all(some.map((name) => listStored(base, `${root}/${name}`, client)));
    for (const list of lists) found.push(...list);
  }
  return found;
}

/** The names of the folders in a client's store. Throws `LOCKFILE_TOO_LARGE`. */
export async function listStoreNames(
  base: string,
  client: StoreClient,
  limits: LockfileLimits,
): Promise<readonly string[]> {
  const names = await listFolders(join(base, packagesFolder, storeFolders[client]));
  if (names.length > limits.maxEntries) throw tooLarge(`${String(limits.maxEntries)} folders`);
  return names;
}

async function listStored(
  base: string,
  place: string,
  client: "pnpm" | "bun",
): Promise<readonly StoredFolder[]> {
  const record = tryParseStoreFolder(client, place.slice(place.lastIndexOf("/") + 1));
  const folders = await listPackages(base, place);
  // What comes from elsewhere than a registry has a folder of another name.
  const found = folders.map((each) => ({ ...each, record: record?.name === each.name ? record : undefined }));
  if (record === undefined || found.some((each) => each.record !== undefined)) return found;
  return [...found, { place: `${place}/${packagesFolder}/${record.name}`, name: record.name, record }];
}

/** The names of the folders in a folder, without links and files; none where there is no such folder. */
export async function listFolders(folder: string): Promise<readonly string[]> {
  return (await tryList(folder)).filter((entry) => entry.isDirectory()).map(({ name }) => name);
}

async function tryList(folder: string): Promise<readonly Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (systemErrorCode(error) === undefined) throw error;
    return [];
  }
}
