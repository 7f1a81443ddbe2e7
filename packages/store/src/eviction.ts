import type { Dirent } from "node:fs";
import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";

import { systemErrorCode } from "@lockkeeper/core";

/** A file of a cache. */
export interface CachedFile {
  readonly path: string;
  readonly bytes: number;
  /** When it was read or written last, as far as the file system says; milliseconds since the epoch. */
  readonly usedAt: number;
}

/** What an eviction left and what it removed. */
interface Eviction extends CountedFiles {
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

/** Work on files rests as often as this, for twice as long as it worked: requests go first. */
const restEveryFiles = 200;
const restFactor = 2;
/** When everything that is too much was used of late, there is nothing to remove for a while. Milliseconds. */
const retryMs = 60_000;

/** How much a folder holds. */
export interface CountedFiles {
  readonly files: number;
  readonly bytes: number;
}

/** What a cache holds, as far as it is known without looking at the disk. */
export interface CacheUsage extends CountedFiles {
  readonly maxBytes: number;
  /** Whether the files were counted, now or by the process before; else only what came since is known. */
  readonly isCounted: boolean;
  /** Since the start of this process. */
  readonly removedFiles: number;
}

/** Removes the files used least recently until the folder is below its bound again; does nothing while it is within. */
async function evictFiles(options: TallyOptions): Promise<Eviction> {
  const { folder, maxBytes, remove = removeFile } = options;
  const files: CachedFile[] = [];
  const rest = createRest();
  let bytes = 0;
  for await (const file of walkFiles(folder)) {
    files.push(file);
    bytes += file.bytes;
    await rest();
  }
  const before = { files: files.length, bytes };
  if (bytes <= maxBytes) return { ...before, removedFiles: 0, removedBytes: 0 };
  let removedFiles = 0;
  for (const file of listIdle(files, options)) {
    if (bytes <= maxBytes * evictedShare) break;
    await remove(file.path);
    bytes -= file.bytes;
    removedFiles += 1;
    await rest();
  }
  return {
    files: before.files - removedFiles,
    bytes,
    removedFiles,
    removedBytes: before.bytes - bytes,
  };
}

/** The files that may go, those used least recently first. */
function listIdle(
  files: readonly CachedFile[],
  { usedAt, graceMs = 0, now = wallClock }: TallyOptions,
): readonly CachedFile[] {
  const latest = now() - graceMs;
  return files
    .map((file) => ({ ...file, usedAt: Math.max(file.usedAt, usedAt?.(file.path) ?? 0) }))
    .filter((file) => graceMs === 0 || file.usedAt < latest)
    .toSorted((left, right) => left.usedAt - right.usedAt);
}

function createRest(): () => Promise<void> {
  let files = 0;
  let begin = performance.now();
  return async () => {
    files += 1;
    if (files % restEveryFiles !== 0) return;
    await setTimeout(restFactor * (performance.now() - begin));
    begin = performance.now();
  };
}

/** The time of the files' own clock. */
function wallClock(): number {
  return performance.timeOrigin + performance.now();
}

/** Counts bytes as they come in and says when an eviction is due. */
export interface Tally {
  /** Notes that a file was added; starts an eviction in the background when the bound may be passed. */
  add(bytes: number): void;
  /** Counts what is there, at rest, and evicts what is too much. */
  evict(): Promise<Eviction>;
  usage(): CacheUsage;
}

/** What a tally counts, and what becomes of the files that are too many. */
export interface TallyOptions {
  readonly folder: string;
  readonly maxBytes: number;
  /** For an eviction in the background. */
  readonly onFailed: (error: unknown) => void;
  /** Deletes the file unless told. */
  readonly remove?: (path: string) => Promise<void>;
  /** What an earlier process counted, so that this one need not. */
  readonly counted?: CountedFiles | undefined;
  /** When a file was used as far as this process knows; file systems note it late or never. Milliseconds since the epoch. */
  readonly usedAt?: (path: string) => number | undefined;
  /** What was used within this time stays, since it may be on its way to a client. Milliseconds. */
  readonly graceMs?: number;
  /** The time of the files' own clock unless told. */
  readonly now?: () => number;
}

/** Creates a tally over a folder. Unless an earlier process has counted, the first addition counts what is there. */
export function createTally(options: TallyOptions): Tally {
  let total: CountedFiles | undefined = options.counted;
  let added: CountedFiles = { files: 0, bytes: 0 };
  let removedFiles = 0;
  let running: Promise<Eviction> | undefined;
  let isStuckUntil = 0;

  async function run(): Promise<Eviction> {
    added = { files: 0, bytes: 0 };
    const eviction = await evictFiles(options);
    isStuckUntil = eviction.bytes > options.maxBytes ? performance.now() + retryMs : 0;
    // What came in after the walk is counted twice at worst.
    total = { files: eviction.files + added.files, bytes: eviction.bytes + added.bytes };
    removedFiles += eviction.removedFiles;
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
      added = { files: added.files + 1, bytes: added.bytes + bytes };
      if (total !== undefined) total = { files: total.files + 1, bytes: total.bytes + bytes };
      const isDue =
        total === undefined || (total.bytes > options.maxBytes && performance.now() >= isStuckUntil);
      if (isDue) start().catch(options.onFailed);
    },
    usage: () => ({
      ...(total ?? added),
      maxBytes: options.maxBytes,
      isCounted: total !== undefined,
      removedFiles,
    }),
  };
}

async function removeFile(path: string): Promise<void> {
  await rm(path, { force: true });
}
