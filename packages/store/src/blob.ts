import type { Readable } from "node:stream";

import type { Integrity } from "@lockkeeper/core";

import type { CacheUsage } from "./eviction.ts";

/** A verified file of the cache. */
export interface BlobHandle {
  /** `sha512-…`, whatever hash it was asked by. */
  readonly integrity: string;
  readonly size: number;
  /** Streams the bytes; emits an error when the file was purged since. */
  read(): Readable;
  /** All bytes, which must not be changed. */
  readAll(): Promise<Buffer>;
}

/** What a tarball must be to be kept. */
export interface BlobWriteOptions {
  /** The bytes must have one of these hashes. */
  readonly expected: Integrity;
  /** The most bytes that are read from the source. */
  readonly maxBytes: number;
  /** How many bytes the source has, as far as its sender says; a hint, since it may lie. */
  readonly announced?: number | undefined;
}

/** What is in the cache. */
export interface BlobStats {
  readonly files: number;
  readonly bytes: number;
}

/** What a background check of the cache found. */
export interface ScrubReport extends BlobStats {
  readonly corrupt: number;
}

/** What an eviction removed. */
export interface EvictReport extends BlobStats {
  readonly removedFiles: number;
  readonly removedBytes: number;
}

/** Tarballs by their hash. */
export interface BlobCache {
  /** The file with that hash, checked on its first read by this process and again when it changed on disk. */
  open(key: Integrity): Promise<BlobHandle | undefined>;
  /**
   * Keeps what the source yields if it has the expected hash. Throws `STORE_INTEGRITY_MISMATCH`, `STORE_BLOB_TOO_LARGE`,
   * `STORE_DISK_FULL`, or the source's own error; nothing is kept then.
   */
  write(source: Readable, options: BlobWriteOptions): Promise<BlobHandle>;
  /** Returns whether it was there. */
  purge(key: Integrity): Promise<boolean>;
  /**
   * Reads again, slowly, what this process has not checked within a day or what changed since, and moves aside what is
   * corrupt. Ends early when aborted.
   */
  scrub(signal: AbortSignal): Promise<ScrubReport>;
  /** Removes the files that were not read for longest until the cache is within its bound. */
  evict(): Promise<EvictReport>;
  stats(): Promise<BlobStats>;
  /** The same without looking at the disk, as far as it was counted. */
  usage(): CacheUsage;
}
