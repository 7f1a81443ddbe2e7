import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { systemErrorCode } from "@lockkeeper/core";

import type { DataFolder } from "./data-folder.ts";
import type { CacheUsage } from "./eviction.ts";
import { writeWhole } from "./temporary.ts";

/** The caches of a data folder that have a bound. */
export type BoundedCache = "tarballs" | "packuments" | "snapshots";
/** What each of them holds. Snapshots are the packuments that left the cache. */
export type CachesUsage = Readonly<Record<BoundedCache, CacheUsage>>;

/** What a server wrote down of its caches. */
export interface NotedUsage {
  /** Whether the process that wrote it goes on, or was killed: then the figures may be too small by now. */
  readonly isOpen: boolean;
  readonly caches: CachesUsage;
}

const noteMaxCharacters = 4096;

/** What the last server wrote down; `undefined` when there is nothing to go by. */
export async function readCacheUsage(folder: DataFolder): Promise<NotedUsage | undefined> {
  try {
    return tryParseNote(await readFile(pathOf(folder), "utf8"));
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT") return undefined;
    throw error;
  }
}

/** Writes down what the caches hold, so that the next start need not count a hundred thousand files. */
export async function writeCacheUsage(folder: DataFolder, note: NotedUsage): Promise<void> {
  await writeWhole(folder.temporaryFolder, pathOf(folder), Buffer.from(`${JSON.stringify(note)}\n`));
}

function pathOf(folder: DataFolder): string {
  return join(folder.root, "cache", "usage.json");
}

/** A file that is none of ours says nothing: the caches are counted then. */
function tryParseNote(text: string): NotedUsage | undefined {
  if (text.length > noteMaxCharacters) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
  const caches = fieldOf(value, "caches");
  const [tarballs, packuments, snapshots] = ["tarballs", "packuments", "snapshots"].map((name) =>
    tryParseUsage(fieldOf(caches, name)),
  );
  if (tarballs === undefined || packuments === undefined || snapshots === undefined) return undefined;
  return { isOpen: fieldOf(value, "isOpen") !== false, caches: { tarballs, packuments, snapshots } };
}

function tryParseUsage(value: unknown): CacheUsage | undefined {
  const [files, bytes, maxBytes] = ["files", "bytes", "maxBytes"].map((name) => fieldOf(value, name));
  if (!isCount(files) || !isCount(bytes) || !isCount(maxBytes)) return undefined;
  return { files, bytes, maxBytes, isCounted: fieldOf(value, "isCounted") === true, removedFiles: 0 };
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null
    ? Object.entries(value).find(([key]) => key === name)?.[1]
    : undefined;
}
