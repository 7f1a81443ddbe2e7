import { createHash } from "node:crypto";
import { readdir, utimes } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

import type { Clock, Logger } from "@lockkeeper/core";
import { systemErrorCode, toErrorRecord } from "@lockkeeper/core";

import type { DataFolder } from "./data-folder.ts";
import type { CacheUsage, CountedFiles, Tally } from "./eviction.ts";
import { createTally, walkFiles } from "./eviction.ts";
import type { WantedManifest } from "./manifest-text.ts";
import { tryPickManifest } from "./manifest-text.ts";
import type { PackumentArchive } from "./packument-archive.ts";
import { createPackumentArchive } from "./packument-archive.ts";
import type { CachedPackument, PackumentId } from "./packument-file.ts";
import { renderCompressedPackumentFile } from "./packument-file.ts";
import { readPackument, readPackumentHead } from "./packument-read.ts";
import type { PackumentPlace } from "./packument-write.ts";
import { setAside, writeWhole } from "./temporary.ts";

/** Packuments on disk, by upstream and name. */
export interface PackumentCache {
  /** The last good document; a damaged file is moved aside, logged and answers `undefined`. */
  read(upstream: string, name: string): Promise<CachedPackument | undefined>;
  /**
   * Keeps a document, which `write` puts where it is told, on whichever thread. Never rejects: a failure is logged,
   * since no answer depends on it.
   */
  write(upstream: string, name: string, write: WriteDocument): Promise<void>;
  /** Notes that the upstream confirmed the document (304). */
  touch(upstream: string, name: string, at: number): Promise<void>;
  /**
   * Takes the documents of a package from every upstream out of the cache; returns how many. The newest ones stay
   * among the snapshots, as do those that are evicted.
   */
  purge(name: string): Promise<number>;
  evict(): Promise<void>;
  /** What the cache and its snapshots hold, without looking at the disk, as far as it was counted. */
  usage(): { readonly packuments: CacheUsage; readonly snapshots: CacheUsage };
  /**
   * Compresses the documents that were kept as they came and were not touched for `restMs` (ten minutes unless told),
   * one after another; returns how many.
   */
  compress(signal?: AbortSignal, restMs?: number): Promise<number>;
  /**
   * The JSON text of a version's manifest in the documents that are kept, from the cached one to the oldest snapshot;
   * the first that is accepted. The text is written anew from the parsed document.
   */
  findManifest(id: PackumentId, wanted: WantedManifest): Promise<string | undefined>;
  /** Waits until everything accepted is on disk. */
  flush(): Promise<void>;
}

/** Writes a document with `writePackumentFile` and answers how many bytes it has. */
export type WriteDocument = (place: PackumentPlace) => Promise<number>;

/** What a cache of packuments works with. */
export interface PackumentCacheOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  /** 5 GB unless told. */
  readonly maxBytes?: number;
  /** What an earlier process counted. */
  readonly counted?: {
    readonly packuments: CountedFiles | undefined;
    readonly snapshots: CountedFiles | undefined;
  };
}

const defaultMaxBytes = 5_000_000_000;
/** An install that goes on must not be slowed down. */
const compressedAfterMs = 600_000;

/** Creates the cache of a data folder. File names are hashes: nothing foreign reaches a path. */
export function createPackumentCache(folder: DataFolder, options: PackumentCacheOptions): PackumentCache {
  return new PackumentDiskCache(folder, options);
}

class PackumentDiskCache implements PackumentCache {
  readonly #folder: DataFolder;
  readonly #options: PackumentCacheOptions;
  readonly #pending = new Map<string, Promise<void>>();
  readonly #archive: PackumentArchive;
  readonly #tally: Tally;

  constructor(folder: DataFolder, options: PackumentCacheOptions) {
    this.#folder = folder;
    this.#options = options;
    const bound = {
      maxBytes: options.maxBytes ?? defaultMaxBytes,
      onFailed: (error: unknown) =>
        this.#warn("The cache of packuments could not be made smaller", { error: toErrorRecord(error) }),
    };
    this.#archive = createPackumentArchive(folder, { ...bound, counted: options.counted?.snapshots });
    this.#tally = createTally({
      ...bound,
      folder: folder.packumentFolder,
      counted: options.counted?.packuments,
      remove: (path) => this.#retire(path),
    });
  }

  async read(upstream: string, name: string): Promise<CachedPackument | undefined> {
    const path = pathOf(this.#folder, { upstream, name });
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

  async write(upstream: string, name: string, write: WriteDocument): Promise<void> {
    const id = { upstream, name };
    const path = pathOf(this.#folder, id);
    await this.#after(path, async () => {
      try {
        const { temporaryFolder } = this.#folder;
        this.#tally.add(await write({ id, path, temporaryFolder }));
      } catch (error) {
        this.#warn("A packument could not be kept", { ...id, error: toErrorRecord(error) });
      }
    });
  }

  /** Runs what changes a file when what changed it before is done. */
  async #after(path: string, work: () => Promise<void>): Promise<void> {
    const before = this.#pending.get(path) ?? Promise.resolve();
    const done = before.then(work);
    this.#pending.set(path, done);
    await done;
    if (this.#pending.get(path) === done) this.#pending.delete(path);
  }

  async touch(upstream: string, name: string, at: number): Promise<void> {
    const path = pathOf(this.#folder, { upstream, name });
    await this.#pending.get(path);
    try {
      // The file's own time says when the upstream confirmed it last, so that a confirmation need not write it anew.
      await utimes(path, new Date(at), new Date(at));
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
    const path = pathOf(this.#folder, { upstream: "", name });
    const [prefix = ""] = basename(path).split("-");
    const files = (await listFolder(dirname(path))).filter((file) => file.startsWith(`${prefix}-`));
    for (const file of files) await this.#retire(join(dirname(path), file));
    return files.length;
  }

  async findManifest(id: PackumentId, wanted: WantedManifest): Promise<string | undefined> {
    await this.flush();
    const path = pathOf(this.#folder, id);
    for (const file of [path, ...(await this.#archive.list(basename(path)))]) {
      const found = await readPackument(file, id);
      if (found.kind === "damaged") await this.#discard(file, id);
      if (found.kind !== "sound") continue;
      const manifest = tryPickManifest(found.packument.bytes, wanted);
      if (manifest !== undefined) return manifest;
    }
    return undefined;
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

  #warn(message: string, fields: Readonly<Record<string, unknown>>): void {
    this.#options.logger.log("warn", { code: "STORE_PACKUMENT_CACHE_FAILED", message, fields });
  }

  async compress(signal?: AbortSignal, restMs: number = compressedAfterMs): Promise<number> {
    let count = 0;
    for await (const { path, usedAt } of walkFiles(this.#folder.packumentFolder)) {
      if (signal?.aborted === true) break;
      if (this.#options.clock.now() - usedAt < restMs) continue;
      await this.#after(path, async () => {
        if (await this.#compressFile(path)) count += 1;
      });
    }
    return count;
  }

  /** Rewrites a file whose document is as it came; whether it was one. A failure is logged. */
  async #compressFile(path: string): Promise<boolean> {
    try {
      const header = (await readPackumentHead(path))?.header;
      if (header?.encoding !== "identity") return false;
      const { upstream, name } = header;
      const found = await readPackument(path, { upstream, name });
      if (found.kind !== "sound") return false;
      const bytes = await renderCompressedPackumentFile({ upstream, name }, found.packument);
      await writeWhole(this.#folder.temporaryFolder, path, bytes);
      return true;
    } catch (error) {
      this.#warn("A packument of the cache could not be compressed", { error: toErrorRecord(error) });
      return false;
    }
  }

  /** What leaves the cache is kept for long, so it is compressed. */
  async #retire(path: string): Promise<void> {
    await this.#compressFile(path);
    await this.#archive.keep(path);
  }

  async evict(): Promise<void> {
    await this.#tally.evict();
    await this.#archive.evict();
  }

  usage(): { readonly packuments: CacheUsage; readonly snapshots: CacheUsage } {
    return { packuments: this.#tally.usage(), snapshots: this.#archive.usage() };
  }
}

async function listFolder(path: string): Promise<readonly string[]> {
  try {
    return await readdir(path);
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT") return [];
    throw error;
  }
}

/** All documents of a package lie in one folder, which they share with few others. */
function pathOf(folder: DataFolder, { upstream, name }: PackumentId): string {
  const hash = createHash("sha256").update(name).digest("hex");
  const place = createHash("sha256").update(upstream).digest("hex").slice(0, 32);
  return join(folder.packumentFolder, hash.slice(0, 2), `${hash}-${place}`);
}
