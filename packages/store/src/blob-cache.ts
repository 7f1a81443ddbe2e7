import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Readable } from "node:stream";
import { setTimeout } from "node:timers/promises";

import type { Clock, Integrity, Logger } from "@lockkeeper/core";
import { systemErrorCode, toErrorRecord } from "@lockkeeper/core";

import type { BlobCache, BlobHandle, BlobStats, BlobWriteOptions, ScrubReport } from "./blob.ts";
import type { KeepBlob } from "./blob-job.ts";
import { runBlobJob } from "./blob-job.ts";
import type { BlobKey } from "./blob-key.ts";
import { keysOf, pathOfKey, renderKey } from "./blob-key.ts";
import type { BlobMemory } from "./blob-memory.ts";
import { createBlobMemory } from "./blob-memory.ts";
import type { BlobVerifier } from "./blob-verify.ts";
import { createBlobVerifier, removeFile, smallBytes } from "./blob-verify.ts";
import type { WrittenBlob } from "./blob-write.ts";
import { writeBlob } from "./blob-write.ts";
import type { DataFolder } from "./data-folder.ts";
import { StoreError } from "./errors.ts";
import type { CountedFiles, Tally } from "./eviction.ts";
import { createTally, walkFiles } from "./eviction.ts";
import type { UseNotes } from "./use-notes.ts";
import { createUseNotes } from "./use-notes.ts";

/** What a cache of tarballs works with. */
export interface BlobCacheOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  /** 20 GB unless told. */
  readonly maxBytes?: number;
  /** What an earlier process counted. */
  readonly counted?: CountedFiles | undefined;
  /** Hashes and writes small tarballs; on the thread that asks unless told. */
  readonly keepBlob?: KeepBlob | undefined;
  /** How often the file is looked at of which memory holds the bytes; once a second unless told. Milliseconds. */
  readonly lookEveryMs?: number;
}

const defaultMaxBytes = 20_000_000_000;
/** A large tarball may be on its way to a slow client for that long. */
const inFlightMs = 600_000;
/** A scrub leaves the disk and the processor to others: at most 20 MB per second. */
const scrubBytesPerMs = 20_000;
const readBytes = 256 * 1024;
const sha512Hex = /^[0-9a-f]{128}$/;

/** Creates the cache of a data folder. Files lie under their SHA-512; other hashes have a small file that names it. */
export function createBlobCache(folder: DataFolder, options: BlobCacheOptions): BlobCache {
  const { clock, logger, keepBlob: keep = keepHere, lookEveryMs } = options;
  const blobFolder = folder.tarballFolder;
  const memory = createBlobMemory({ minBytes: smallBytes });
  const verifier = createBlobVerifier(folder, {
    clock,
    logger,
    memory,
    ...(lookEveryMs !== undefined && { lookEveryMs }),
  });
  const uses = createUseNotes();
  const tally = createBlobTally(blobFolder, options, { uses, report });

  function report(code: string, message: string, error: unknown): void {
    logger.log("warn", { code, message, fields: { error: toErrorRecord(error) } });
  }

  async function open(integrity: Integrity): Promise<BlobHandle | undefined> {
    try {
      for (const key of keysOf(integrity)) {
        const target = key.algorithm === "sha512" ? key : await resolveKey(blobFolder, key);
        const read = target && verifier.tryReadNow(target, key);
        const digests = read?.digests ?? (target && (await verifier.verify(target, key)));
        if (digests === undefined) continue;
        uses.note(digests.sha512);
        return createHandle(blobFolder, verifier, { digests, bytes: read?.bytes, fingerprint: undefined });
      }
    } catch (error) {
      // A file that cannot be read is as good as none: it is fetched again.
      report("STORE_BLOB_UNREADABLE", "A tarball of the cache could not be read", error);
    }
    return undefined;
  }

  async function write(source: Readable, wanted: BlobWriteOptions): Promise<BlobHandle> {
    const keys = keysOf(wanted.expected);
    const written = await writeBlob({
      source,
      keys,
      maxBytes: wanted.maxBytes,
      announced: wanted.announced,
      keep,
      temporaryFolder: folder.temporaryFolder,
      blobFolder,
    });
    const { digests, bytes, fingerprint } = written;
    await verifier.trust({ algorithm: "sha512", hex: digests.sha512 }, digests, fingerprint);
    if (bytes !== undefined) memory.set(digests.sha512, bytes);
    tally.add(digests.size);
    return createHandle(blobFolder, verifier, written);
  }

  return {
    open,
    write,
    purge: (integrity) => purgeBlob(blobFolder, memory, integrity),
    scrub: (signal) => scrubBlobs(blobFolder, verifier, signal),
    evict: () => tally.evict(),
    stats: () => countFiles(blobFolder),
    usage: () => tally.usage(),
  };
}

const keepHere: KeepBlob = async (bytes, job) => ({ bytes, outcome: runBlobJob(bytes, job) });

interface TallyParts {
  readonly uses: UseNotes;
  readonly report: (code: string, message: string, error: unknown) => void;
}

function createBlobTally(
  folder: string,
  { maxBytes = defaultMaxBytes, counted }: BlobCacheOptions,
  { uses, report }: TallyParts,
): Tally {
  return createTally({
    folder,
    maxBytes,
    counted,
    usedAt: (path) => uses.at(basename(path)),
    graceMs: inFlightMs,
    onFailed: (error) =>
      report("STORE_EVICTION_FAILED", "The cache of tarballs could not be made smaller", error),
  });
}

async function purgeBlob(blobFolder: string, memory: BlobMemory, integrity: Integrity): Promise<boolean> {
  let wasThere = false;
  for (const key of keysOf(integrity)) {
    const target = await resolveKey(blobFolder, key);
    if (target !== undefined) memory.delete(target.hex);
    if (target !== undefined) wasThere = (await removeFile(pathOfKey(blobFolder, target))) || wasThere;
    if (key.algorithm !== "sha512") await removeFile(pathOfKey(blobFolder, key));
  }
  return wasThere;
}

async function scrubBlobs(
  blobFolder: string,
  verifier: BlobVerifier,
  signal: AbortSignal,
): Promise<ScrubReport> {
  let [files, bytes, corrupt] = [0, 0, 0];
  for await (const file of walkFiles(join(blobFolder, "sha512"))) {
    if (signal.aborted) break;
    const found = await verifier.reverify({ algorithm: "sha512", hex: basename(file.path) });
    files += 1;
    bytes += file.bytes;
    if (found === "missing-or-damaged") corrupt += 1;
    if (found !== "known") await setTimeout(file.bytes / scrubBytesPerMs);
  }
  return { files, bytes, corrupt };
}

/** The SHA-512 under which the file with some hash lies. */
async function resolveKey(blobFolder: string, key: BlobKey): Promise<BlobKey | undefined> {
  if (key.algorithm === "sha512") return key;
  try {
    const hex = await readFile(pathOfKey(blobFolder, key), "latin1");
    // A damaged file names no hash or a wrong one; the bytes are checked against the key itself afterwards.
    return sha512Hex.test(hex) ? { algorithm: "sha512", hex } : undefined;
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT") return undefined;
    throw error;
  }
}

function createHandle(
  blobFolder: string,
  verifier: BlobVerifier,
  { digests: { sha512, size }, bytes: written }: WrittenBlob,
): BlobHandle {
  const key: BlobKey = { algorithm: "sha512", hex: sha512 };
  const path = pathOfKey(blobFolder, key);
  return {
    integrity: renderKey(key),
    size,
    read: () => createReadStream(path, { highWaterMark: readBytes }),
    readAll: async () => {
      const bytes = written ?? (await verifier.read(key, size));
      if (bytes.length === size) return bytes;
      throw new StoreError("STORE_BLOB_UNREADABLE", {
        message: `Cannot read "${path}" as it changed meanwhile: ${bytes.length} bytes instead of ${size}`,
      });
    },
  };
}

async function countFiles(blobFolder: string): Promise<BlobStats> {
  let [files, bytes] = [0, 0];
  for await (const file of walkFiles(join(blobFolder, "sha512"))) {
    files += 1;
    bytes += file.bytes;
  }
  return { files, bytes };
}
