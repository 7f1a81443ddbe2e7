import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Readable } from "node:stream";
import { setTimeout } from "node:timers/promises";

import type { Clock, Integrity, Logger } from "@lockkeeper/core";
import { systemErrorCode, toErrorRecord } from "@lockkeeper/core";

import type { BlobCache, BlobHandle, BlobStats, BlobWriteOptions, ScrubReport } from "./blob.ts";
import type { BlobDigests } from "./blob-digest.ts";
import type { BlobKey } from "./blob-key.ts";
import { keysOf, pathOfKey, renderKey } from "./blob-key.ts";
import { createBlobVerifier, removeFile } from "./blob-verify.ts";
import { writeBlob } from "./blob-write.ts";
import type { DataFolder } from "./data-folder.ts";
import { StoreError } from "./errors.ts";
import { createTally, walkFiles } from "./eviction.ts";
import { writeWhole } from "./temporary.ts";

/** What a cache of tarballs works with. */
export interface BlobCacheOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  /** 20 GB unless told. */
  readonly maxBytes?: number;
}

const defaultMaxBytes = 20_000_000_000;
/** A scrub leaves the disk to others: about 50 MB per second. */
const scrubBytesPerMs = 50_000;
const readBytes = 256 * 1024;
const sha512Hex = /^[0-9a-f]{128}$/;

/** Creates the cache of a data folder. Files lie under their SHA-512; other hashes have a small file that names it. */
export function createBlobCache(folder: DataFolder, options: BlobCacheOptions): BlobCache {
  const { logger, maxBytes = defaultMaxBytes } = options;
  const blobFolder = folder.tarballFolder;
  const verifier = createBlobVerifier(folder, options);
  const tally = createTally({
    folder: blobFolder,
    maxBytes,
    onFailed: (error) =>
      report("STORE_EVICTION_FAILED", "The cache of tarballs could not be made smaller", error),
  });

  function report(code: string, message: string, error: unknown): void {
    logger.log("warn", { code, message, fields: { error: toErrorRecord(error) } });
  }

  async function open(integrity: Integrity): Promise<BlobHandle | undefined> {
    try {
      for (const key of keysOf(integrity)) {
        const target = await resolveKey(blobFolder, key);
        const digests = target && (await verifier.verify(target, key));
        if (digests !== undefined) return createHandle(blobFolder, digests);
      }
    } catch (error) {
      // A file that cannot be read is as good as none: it is fetched again.
      report("STORE_BLOB_UNREADABLE", "A tarball of the cache could not be read", error);
    }
    return undefined;
  }

  async function write(
    source: Readable,
    { expected, maxBytes: most }: BlobWriteOptions,
  ): Promise<BlobHandle> {
    const keys = keysOf(expected);
    const { temporaryFolder } = folder;
    const digests = await writeBlob({ source, keys, maxBytes: most, temporaryFolder, blobFolder });
    for (const key of keys) {
      if (key.algorithm === "sha512" || !digests.matches([key])) continue;
      await writeWhole(temporaryFolder, pathOfKey(blobFolder, key), {
        bytes: Buffer.from(digests.sha512),
      });
    }
    await verifier.trust({ algorithm: "sha512", hex: digests.sha512 }, digests);
    tally.add(digests.size);
    return createHandle(blobFolder, digests);
  }

  async function purge(integrity: Integrity): Promise<boolean> {
    let wasThere = false;
    for (const key of keysOf(integrity)) {
      const target = await resolveKey(blobFolder, key);
      if (target !== undefined) wasThere = (await removeFile(pathOfKey(blobFolder, target))) || wasThere;
      if (key.algorithm !== "sha512") await removeFile(pathOfKey(blobFolder, key));
    }
    return wasThere;
  }

  async function scrub(signal: AbortSignal): Promise<ScrubReport> {
    let [files, bytes, corrupt] = [0, 0, 0];
    for await (const file of walkFiles(join(blobFolder, "sha512"))) {
      if (signal.aborted) break;
      const digests = await verifier.reverify({ algorithm: "sha512", hex: basename(file.path) });
      files += 1;
      bytes += file.bytes;
      if (digests === undefined) corrupt += 1;
      await setTimeout(file.bytes / scrubBytesPerMs);
    }
    return { files, bytes, corrupt };
  }

  return { open, write, purge, scrub, evict: () => tally.evict(), stats: () => countFiles(blobFolder) };
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

function createHandle(blobFolder: string, { sha512, sha1, size }: BlobDigests): BlobHandle {
  const key: BlobKey = { algorithm: "sha512", hex: sha512 };
  const path = pathOfKey(blobFolder, key);
  return {
    integrity: renderKey(key),
    size,
    sha1Hex: sha1,
    read: () => createReadStream(path, { highWaterMark: readBytes }),
    readAll: async () => {
      const bytes = await readFile(path);
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
