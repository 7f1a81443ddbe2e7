import { readdir, rm, stat, utimes } from "node:fs/promises";
import { basename, join } from "node:path";

import { systemErrorCode } from "@lockkeeper/core";

import type { DataFolder } from "./data-folder.ts";
import type { CacheUsage, CountedFiles } from "./eviction.ts";
import { createTally } from "./eviction.ts";
import { readPackumentHead } from "./packument-read.ts";
import { moveIntoPlace } from "./temporary.ts";

/** Documents that left the cache: they may be all that says what a version was that its upstream removes later. */
export interface PackumentArchive {
  /** Moves a file of the cache here and drops the oldest ones of its package; a damaged file is removed. */
  keep(path: string): Promise<void>;
  /** The files of a package at an upstream, newest first. */
  list(fileName: string): Promise<readonly string[]>;
  /** Removes the oldest documents until the archive is within its bound. */
  evict(): Promise<void>;
  usage(): CacheUsage;
}

/** What an archive works with. */
export interface PackumentArchiveOptions {
  readonly maxBytes: number;
  readonly onFailed: (error: unknown) => void;
  /** What an earlier process counted. */
  readonly counted?: CountedFiles | undefined;
}

/** How many documents of one package at one upstream are kept. */
const keptCount = 3;
const digestCharacters = 16;

/** Creates the archive of a data folder. Its file names are those of the cache, each with a digest of the document. */
export function createPackumentArchive(
  folder: DataFolder,
  { maxBytes, onFailed, counted }: PackumentArchiveOptions,
): PackumentArchive {
  const archiveFolder = join(folder.snapshotFolder, "packuments");
  const tally = createTally({ folder: archiveFolder, maxBytes, onFailed, counted });

  async function keep(path: string): Promise<void> {
    const head = await readPackumentHead(path);
    if (head === undefined) return;
    const { header, fileBytes, fetchedAt } = head;
    // What a killed process has left must not replace the same document that is kept whole.
    const isCutShort = header?.encoding === "identity" && fileBytes < header.end + header.bytes;
    if (header === undefined || isCutShort) {
      await rm(path, { force: true });
      return;
    }
    const name = basename(path);
    // The same document twice takes no more room: it replaces itself.
    const target = join(folderOf(name), `${name}-${header.sha256.slice(0, digestCharacters)}`);
    try {
      await moveIntoPlace(path, target);
      await utimes(target, fetchedAt / 1000, fetchedAt / 1000);
    } catch (error) {
      if (systemErrorCode(error) === "ENOENT") return;
      throw error;
    }
    tally.add(fileBytes);
    for (const old of (await list(name)).slice(keptCount)) await rm(old, { force: true });
  }

  async function list(fileName: string): Promise<readonly string[]> {
    const parent = folderOf(fileName);
    const names = (await listNames(parent)).filter((name) => name.startsWith(`${fileName}-`));
    const files = await Promise.all(names.map((name) => timeOf(join(parent, name))));
    return files
      .flat()
      .toSorted((left, right) => right.at - left.at)
      .map(({ path }) => path);
  }

  function folderOf(fileName: string): string {
    return join(archiveFolder, fileName.slice(0, 2));
  }

  return { keep, list, evict: async () => void (await tally.evict()), usage: () => tally.usage() };
}

async function listNames(folder: string): Promise<readonly string[]> {
  return await unlessGone([], () => readdir(folder));
}

/** A list, since another process may have removed the file meanwhile. */
async function timeOf(path: string): Promise<readonly { readonly path: string; readonly at: number }[]> {
  return await unlessGone([], async () => [{ path, at: (await stat(path)).mtimeMs }]);
}

async function unlessGone<Result>(otherwise: Result, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT") return otherwise;
    throw error;
  }
}
