import { createWriteStream } from "node:fs";
import { rm } from "node:fs/promises";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

import type { BlobDigester, BlobDigests } from "./blob-digest.ts";
import { createBlobDigester, hasHash } from "./blob-digest.ts";
import type { BlobKey } from "./blob-key.ts";
import { pathOfKey, renderKey } from "./blob-key.ts";
import { describeCause, isDiskFull, StoreError } from "./errors.ts";
import { createTemporaryPath, moveIntoPlace, writeWhole } from "./temporary.ts";

/** Where a blob comes from and goes to. */
export interface BlobWrite {
  readonly source: Readable;
  /** The hashes of which the bytes must have one. */
  readonly keys: readonly BlobKey[];
  readonly maxBytes: number;
  readonly temporaryFolder: string;
  readonly blobFolder: string;
}

/** A blob that is on disk now. */
export interface WrittenBlob {
  readonly digests: BlobDigests;
  /** Of a small blob. */
  readonly bytes: Buffer | undefined;
}

/** Up to this size a blob is collected and written at once; larger ones go through a stream. */
const wholeMaxBytes = 2_000_000;

/**
 * Writes a blob under its SHA-512 if it has an expected hash. Throws `STORE_INTEGRITY_MISMATCH`, `STORE_BLOB_TOO_LARGE`,
 * `STORE_DISK_FULL` or the source's own error, and leaves nothing behind then.
 */
export async function writeBlob(write: BlobWrite): Promise<WrittenBlob> {
  const digester = createBlobDigester(write.keys);
  const chunks = meterChunks(write, digester);
  try {
    const start = await collect(chunks);
    if (!start.isWhole) return await writeLarge(write, digester, continueWith(start.chunks, chunks));
    return await writeSmall(write, digester, Buffer.concat(start.chunks));
  } catch (cause) {
    if (!isDiskFull(cause)) throw cause;
    throw new StoreError("STORE_DISK_FULL", {
      message: `Cannot keep a tarball in "${write.blobFolder}" as the disk is full: ${describeCause(cause)}`,
      hint: "Make room on that disk, or lower the bound of the cache.",
      cause,
    });
  }
}

type Chunks = AsyncGenerator<Buffer, void, undefined>;

/** Counts and hashes what passes. However the reader ends, the source is destroyed. */
async function* meterChunks(write: BlobWrite, digester: BlobDigester): Chunks {
  let size = 0;
  for await (const chunk of write.source) {
    // A source of bytes has no encoding set, so it yields buffers only.
    const bytes = chunk as Buffer;
    size += bytes.length;
    if (size > write.maxBytes) throw tooLarge(write);
    digester.update(bytes);
    yield bytes;
  }
}

interface Collected {
  readonly chunks: readonly Buffer[];
  readonly isWhole: boolean;
}

async function collect(source: Chunks): Promise<Collected> {
  const chunks: Buffer[] = [];
  let size = 0;
  while (size <= wholeMaxBytes) {
    const next = await source.next();
    if (next.done === true) return { chunks, isWhole: true };
    chunks.push(next.value);
    size += next.value.length;
  }
  return { chunks, isWhole: false };
}

async function* continueWith(chunks: readonly Buffer[], rest: Chunks): Chunks {
  yield* chunks;
  yield* rest;
}

async function writeSmall(write: BlobWrite, digester: BlobDigester, bytes: Buffer): Promise<WrittenBlob> {
  const digests = digester.digest();
  await writeWhole(write.temporaryFolder, placeOf(write, digests), bytes);
  return { digests, bytes };
}

async function writeLarge(write: BlobWrite, digester: BlobDigester, chunks: Chunks): Promise<WrittenBlob> {
  const temporary = createTemporaryPath(write.temporaryFolder);
  try {
    await pipeline(chunks, createWriteStream(temporary, { flags: "wx", mode: 0o600 }));
    const digests = digester.digest();
    // Not synced, as little as a small one: after a power cut the first read notices, and fetches it again.
    await moveIntoPlace(temporary, placeOf(write, digests));
    return { digests, bytes: undefined };
  } catch (cause) {
    await rm(temporary, { force: true });
    throw cause;
  }
}

/** Where a blob belongs. Throws `STORE_INTEGRITY_MISMATCH` when it belongs nowhere. */
function placeOf({ keys, blobFolder }: BlobWrite, digests: BlobDigests): string {
  if (!hasHash(digests, keys)) throw mismatch(keys, digests);
  return pathOfKey(blobFolder, { algorithm: "sha512", hex: digests.sha512 });
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
