import { createHash } from "node:crypto";
import { readFile, rm, stat, utimes } from "node:fs/promises";
import { dirname, join } from "node:path";

import type { Clock, Logger } from "@lockkeeper/core";
import { systemErrorCode, toErrorRecord } from "@lockkeeper/core";

import type { DataFolder } from "./data-folder.ts";
import type { Tally } from "./eviction.ts";
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
  return new PackumentDiskCache(folder, options);
}

class PackumentDiskCache implements PackumentCache {
  readonly #folder: DataFolder;
  readonly #options: PackumentCacheOptions;
  readonly #pending = new Map<string, Promise<void>>();
  readonly #tally: Tally;
  #pendingBytes = 0;

  constructor(folder: DataFolder, options: PackumentCacheOptions) {
    this.#folder = folder;
    this.#options = options;
    this.#tally = createTally(folder.packumentFolder, options.maxBytes ?? defaultMaxBytes, (error) =>
      this.#warn("The cache of packuments could not be made smaller", { error: toErrorRecord(error) }),
    );
  }

  async read(upstream: string, name: string): Promise<CachedPackument | undefined> {
    const path = pathOf(this.#folder, upstream, name);
    await this.#pending.get(path);
    try {
      const found = await readPackument(path, { upstream, name });
      if (found.kind === "damaged") await this.#discard(path, { upstream, name });
      return found.kind === "sound" ? found.packument : undefined;
    } catch (error) {
      this.#warn("A packument of the cache could not be read", {
        upstream,
        name,
        error: toErrorRecord(error),
      });
      return undefined;
    }
  }

  async write(upstream: string, name: string, value: NewPackument): Promise<void> {
    const { length } = value.bytes;
    if (this.#pendingBytes + length > pendingMaxBytes && this.#pendingBytes > 0) return;
    const path = pathOf(this.#folder, upstream, name);
    this.#pendingBytes += length;
    const done = this.#store(this.#pending.get(path), path, { upstream, name }, value);
    this.#pending.set(path, done);
    await done;
    this.#pendingBytes -= length;
    if (this.#pending.get(path) === done) this.#pending.delete(path);
  }

  async touch(upstream: string, name: string, at: number): Promise<void> {
    const path = pathOf(this.#folder, upstream, name);
    await this.#pending.get(path);
    try {
      await setFetchedAt(path, at);
    } catch (error) {
      if (systemErrorCode(error) === "ENOENT") return;
      this.#warn("The time of a packument could not be noted", {
        upstream,
        name,
        error: toErrorRecord(error),
      });
    }
  }

  async purge(name: string): Promise<number> {
    await this.flush();
    const folderOfName = dirname(pathOf(this.#folder, "", name));
    let removed = 0;
    for await (const file of walkFiles(folderOfName)) {
      await rm(file.path, { force: true });
      removed += 1;
    }
    return removed;
  }

  async flush(): Promise<void> {
    await Promise.all(this.#pending.values());
  }

  async #discard(path: string, id: PackumentId): Promise<void> {
    const aside = await setAside(path, this.#folder.corruptFolder, this.#options.clock.now());
    this.#options.logger.log("error", {
      code: "STORE_PACKUMENT_CORRUPT",
      message: "A packument of the cache was damaged and is set aside; it will be fetched again",
      fields: { ...id, aside },
    });
  }

  async #store(
    before: Promise<void> | undefined,
    path: string,
    id: PackumentId,
    value: NewPackument,
  ): Promise<void> {
    await before;
    try {
      const file = await renderPackumentFile(id, value);
      await writeWhole(this.#folder.temporaryFolder, path, file);
      await setFetchedAt(path, value.fetchedAt);
      this.#tally.add(file.length);
    } catch (error) {
      this.#warn("A packument could not be kept", { ...id, error: toErrorRecord(error) });
    }
  }

  #warn(message: string, fields: Readonly<Record<string, unknown>>): void {
    this.#options.logger.log("warn", { code: "STORE_PACKUMENT_CACHE_FAILED", message, fields });
  }

  async evict(): Promise<void> {
    await this.#tally.evict();
  }
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
