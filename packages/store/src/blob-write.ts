import { createWriteStream } from "node:fs";
import { rm } from "node:fs/promises";
import type { Readable } from "node:stream";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";

import type { BlobDigests } from "./blob-digest.ts";
import { createBlobDigester } from "./blob-digest.ts";
import type { BlobKey } from "./blob-key.ts";
import { pathOfKey, renderKey } from "./blob-key.ts";
import { describeCause, isDiskFull, StoreError } from "./errors.ts";
import { createTemporaryPath, moveIntoPlace } from "./temporary.ts";

/** Where a blob comes from and goes to. */
export interface BlobWrite {
  readonly source: Readable;
  /** The hashes of which the bytes must have one. */
  readonly keys: readonly BlobKey[];
  readonly maxBytes: number;
  readonly temporaryFolder: string;
  readonly blobFolder: string;
}

/**
 * Writes a blob under its SHA-512 if it has an expected hash. Throws `STORE_INTEGRITY_MISMATCH`, `STORE_BLOB_TOO_LARGE`,
 * `STORE_DISK_FULL` or the source's own error, and leaves nothing behind then.
 */
export async function writeBlob(write: BlobWrite): Promise<BlobDigests> {
  const temporary = createTemporaryPath(write.temporaryFolder);
  try {
    const digests = await writeTemporary(write, temporary);
    if (!digests.matches(write.keys)) throw mismatch(write.keys, digests);
    // Not synced: after a power cut the first read notices, and fetches it again.
    await moveIntoPlace(temporary, pathOfKey(write.blobFolder, { algorithm: "sha512", hex: digests.sha512 }));
    return digests;
  } catch (cause) {
    await rm(temporary, { force: true });
    if (!isDiskFull(cause)) throw cause;
    throw new StoreError("STORE_DISK_FULL", {
      message: `Cannot keep a tarball in "${write.blobFolder}" as the disk is full: ${describeCause(cause)}`,
      hint: "Make room on that disk, or lower the bound of the cache.",
      cause,
    });
  }
}

async function writeTemporary(write: BlobWrite, temporary: string): Promise<BlobDigests> {
  const digester = createBlobDigester(write.keys);
  let size = 0;
  const meter = new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      size += chunk.length;
      if (size > write.maxBytes) {
        done(tooLarge(write));
        return;
      }
      digester.update(chunk);
      done(null, chunk);
    },
  });
  await pipeline(write.source, meter, createWriteStream(temporary, { flags: "wx", mode: 0o600 }));
  return digester.digest();
}

function tooLarge({ keys, maxBytes }: BlobWrite): StoreError {
  return new StoreError("STORE_BLOB_TOO_LARGE", {
    message: `Cannot keep the tarball ${renderKeys(keys)} as it is too large: more than ${maxBytes} bytes`,
    details: { maxBytes },
  });
}

function mismatch(keys: readonly BlobKey[], digests: BlobDigests): StoreError {
  const served = renderKey({ algorithm: "sha512", hex: digests.sha512 });
  return new StoreError("STORE_INTEGRITY_MISMATCH", {
    message: `Cannot keep the tarball ${renderKeys(keys)} as the upstream sent other bytes: ${digests.size} bytes with ${served}`,
    hint: "The upstream's file is damaged, cut short, or not the one that was published.",
    details: { expected: renderKeys(keys), served, size: digests.size },
  });
}

function renderKeys(keys: readonly BlobKey[]): string {
  return keys.map(renderKey).join(" ") || "without a usable hash";
}
