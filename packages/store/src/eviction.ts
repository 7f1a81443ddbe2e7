import type { Dirent } from "node:fs";
import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";

import { systemErrorCode } from "@lockkeeper/core";

/** A file of a cache. */
export interface CachedFile {
  readonly path: string;
  readonly bytes: number;
  /** When it was read or written last, as far as the file system says; milliseconds since the epoch. */
  readonly usedAt: number;
}

/** What an eviction left and what it removed. */
interface Eviction {
  readonly files: number;
  readonly bytes: number;
  readonly removedFiles: number;
  readonly removedBytes: number;
}

/** After an eviction there is room for a while. */
const evictedShare = 0.9;

/** Yields every file below a folder; files that vanish meanwhile are passed over. */
export async function* walkFiles(folder: string): AsyncGenerator<CachedFile, void, undefined> {
  for (const entry of await listFolder(folder)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* walkFiles(path);
    if (!entry.isFile()) continue;
    const file = await statFile(path);
    if (file !== undefined) yield file;
  }
}

async function listFolder(folder: string): Promise<readonly Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT") return [];
    throw error;
  }
}

async function statFile(path: string): Promise<CachedFile | undefined> {
  try {
    const { size, atimeMs, mtimeMs } = await stat(path);
    return { path, bytes: size, usedAt: Math.max(atimeMs, mtimeMs) };
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT") return undefined;
    throw error;
  }
}

/** Removes the files used least recently until the folder is below its bound again; does nothing while it is within. */
async function evictFiles({ folder, maxBytes, remove = removeFile }: TallyOptions): Promise<Eviction> {
  const files: CachedFile[] = [];
  let bytes = 0;
  for await (const file of walkFiles(folder)) {
    files.push(file);
    bytes += file.bytes;
  }
  const before = { files: files.length, bytes };
  if (bytes <= maxBytes) return { ...before, removedFiles: 0, removedBytes: 0 };
  let removedFiles = 0;
  for (const file of files.toSorted((left, right) => left.usedAt - right.usedAt)) {
    if (bytes <= maxBytes * evictedShare) break;
    await remove(file.path);
    bytes -= file.bytes;
    removedFiles += 1;
  }
  return {
    files: before.files - removedFiles,
    bytes,
    removedFiles,
    removedBytes: before.bytes - bytes,
  };
}

/** Counts bytes as they come in and says when an eviction is due. */
export interface Tally {
  /** Notes that bytes were added; starts an eviction in the background when the bound may be passed. */
  add(bytes: number): void;
  evict(): Promise<Eviction>;
}

/** What a tally counts, and what becomes of the files that are too many. */
export interface TallyOptions {
  readonly folder: string;
  readonly maxBytes: number;
  /** For an eviction in the background. */
  readonly onFailed: (error: unknown) => void;
  /** Deletes the file unless told. */
  readonly remove?: (path: string) => Promise<void>;
}

/** Creates a tally over a folder. The first addition counts what is there. */
export function createTally(options: TallyOptions): Tally {
  let total: number | undefined;
  let addedMeanwhile = 0;
  let running: Promise<Eviction> | undefined;

  async function run(): Promise<Eviction> {
    addedMeanwhile = 0;
    const eviction = await evictFiles(options);
    // What came in after the walk is counted twice at worst.
    total = eviction.bytes + addedMeanwhile;
    return eviction;
  }

  function start(): Promise<Eviction> {
    running ??= run().finally(() => {
      running = undefined;
    });
    return running;
  }

  return {
    evict: async () => {
      // One that is under way may have passed over what came in since.
      await running;
      return await start();
    },
    add: (bytes) => {
      addedMeanwhile += bytes;
      if (total !== undefined) total += bytes;
      if (total === undefined || total > options.maxBytes) start().catch(options.onFailed);
    },
  };
}

async function removeFile(path: string): Promise<void> {
  await rm(path, { force: true });
}
