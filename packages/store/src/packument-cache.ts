import { createHash } from "node:crypto";
import { readFile, rm, stat, utimes } from "node:fs/promises";
import { dirname, join } from "node:path";

import type { Clock, Logger } from "@lockkeeper/core";
import { systemErrorCode, toErrorRecord } from "@lockkeeper/core";

import type { DataFolder } from "./data-folder.ts";
import { createTally, walkFiles } from "./eviction.ts";
import type { CachedPackument, NewPackument, PackumentId } from "./packument-file.ts";
import { renderPackumentFile, tryParsePackumentFile } from "./packument-file.ts";
import { setAside, writeWhole } from "./temporary.ts";

/** Packuments on disk, by upstream and name. */
export interface PackumentCache {
  /** The last good document; a damaged file is moved aside, logged and answers `undefined`. */
  read(upstream: string, name: string): Promise<CachedPackument | undefined>;
  /** Keeps a document in the background; never rejects: a failure is logged, since the answer does not depend on it. */
  write(upstream: string, name: string, value: NewPackument): Promise<void>;
  /** Notes that the upstream confirmed the document (304). */
  touch(upstream: string, name: string, at: number): Promise<void>;
  /** Removes the documents of a package from every upstream; returns how many. */
  purge(name: string): Promise<number>;
  evict(): Promise<void>;
  /** Waits until everything accepted is on disk. */
  flush(): Promise<void>;
}

/** What a cache of packuments works with. */
export interface PackumentCacheOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  /** 5 GB unless told. */
  readonly maxBytes?: number;
}

const defaultMaxBytes = 5_000_000_000;
/** Documents that wait in memory; beyond this one is not kept, and fetched again another time. */
const pendingMaxBytes = 256_000_000;

/** Creates the cache of a data folder. File names are hashes: nothing foreign reaches a path. */
export function createPackumentCache(folder: DataFolder, options: PackumentCacheOptions): PackumentCache {
  const { clock, logger, maxBytes = defaultMaxBytes } = options;
  const pending = new Map<string, Promise<void>>();
  let pendingBytes = 0;
  const tally = createTally(folder.packumentFolder, maxBytes, (error) =>
    warn("The cache of packuments could not be made smaller", { error: toErrorRecord(error) }),
  );

  function warn(message: string, fields: Readonly<Record<string, unknown>>): void {
    logger.log("warn", { code: "STORE_PACKUMENT_CACHE_FAILED", message, fields });
  }

  async function read(upstream: string, name: string): Promise<CachedPackument | undefined> {
    const path = pathOf(folder, upstream, name);
    await pending.get(path);
    try {
      const found = await readPackument(path, { upstream, name });
      if (found.kind === "damaged") await discard(path, { upstream, name });
      return found.kind === "sound" ? found.packument : undefined;
    } catch (error) {
      warn("A packument of the cache could not be read", { upstream, name, error: toErrorRecord(error) });
      return undefined;
    }
  }

  async function discard(path: string, id: PackumentId): Promise<void> {
    const aside = await setAside(path, folder.corruptFolder, clock.now());
    logger.log("error", {
      code: "STORE_PACKUMENT_CORRUPT",
      message: "A packument of the cache was damaged and is set aside; it will be fetched again",
      fields: { ...id, aside },
    });
  }

  async function write(upstream: string, name: string, value: NewPackument): Promise<void> {
    const { length } = value.bytes;
    if (pendingBytes + length > pendingMaxBytes && pendingBytes > 0) return;
    const path = pathOf(folder, upstream, name);
    pendingBytes += length;
    const done = store(pending.get(path), path, { upstream, name }, value);
    pending.set(path, done);
    await done;
    pendingBytes -= length;
    if (pending.get(path) === done) pending.delete(path);
  }

  async function store(
    before: Promise<void> | undefined,
    path: string,
    id: PackumentId,
    value: NewPackument,
  ): Promise<void> {
    await before;
    try {
      const file = await renderPackumentFile(id, value);
      await writeWhole(folder.temporaryFolder, path, file);
      await setFetchedAt(path, value.fetchedAt);
      tally.add(file.length);
    } catch (error) {
      warn("A packument could not be kept", { ...id, error: toErrorRecord(error) });
    }
  }

  async function touch(upstream: string, name: string, at: number): Promise<void> {
    const path = pathOf(folder, upstream, name);
    await pending.get(path);
    try {
      await setFetchedAt(path, at);
    } catch (error) {
      if (systemErrorCode(error) === "ENOENT") return;
      warn("The time of a packument could not be noted", { upstream, name, error: toErrorRecord(error) });
    }
  }

  async function purge(name: string): Promise<number> {
    await flush();
    const folderOfName = dirname(pathOf(folder, "", name));
    let removed = 0;
    for await (const file of walkFiles(folderOfName)) {
      await rm(file.path, { force: true });
      removed += 1;
    }
    return removed;
  }

  async function flush(): Promise<void> {
    await Promise.all(pending.values());
  }

  return { read, write, touch, purge, flush, evict: async () => void (await tally.evict()) };
}

type Found =
  | { readonly kind: "absent" }
  | { readonly kind: "damaged" }
  | { readonly kind: "sound"; readonly packument: CachedPackument };

async function readPackument(path: string, id: PackumentId): Promise<Found> {
  let file: Buffer;
  let fetchedAt: number;
  try {
    const [bytes, { mtimeMs }] = await Promise.all([readFile(path), stat(path)]);
    file = bytes;
    fetchedAt = Math.round(mtimeMs);
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT") return { kind: "absent" };
    throw error;
  }
  const packument = await tryParsePackumentFile(file, id);
  return packument === undefined
    ? { kind: "damaged" }
    : { kind: "sound", packument: { ...packument, fetchedAt } };
}

/** The file's own time says when the upstream confirmed it last, so that a confirmation need not write it anew. */
async function setFetchedAt(path: string, at: number): Promise<void> {
  await utimes(path, new Date(at), new Date(at));
}

function pathOf(folder: DataFolder, upstream: string, name: string): string {
  const hash = createHash("sha256").update(name).digest("hex");
  const file = createHash("sha256").update(upstream).digest("hex").slice(0, 32);
  return join(folder.packumentFolder, hash.slice(0, 2), hash, file);
}
