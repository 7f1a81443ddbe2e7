import { createWriteStream } from "node:fs";
import { rm } from "node:fs/promises";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

import { unreachable } from "@lockkeeper/core";

import type { BlobDigester, BlobDigests } from "./blob-digest.ts";
import { createBlobDigester, hasHash } from "./blob-digest.ts";
import { gather } from "./blob-gather.ts";
import type { KeepBlob } from "./blob-job.ts";
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
  /** How many bytes the source has, as far as its sender says. */
  readonly announced: number | undefined;
  readonly keep: KeepBlob;
}

/** A blob that is on disk now. */
export interface WrittenBlob {
  readonly digests: BlobDigests;
  /** Of a small blob. */
  readonly bytes: Buffer | undefined;
  /** Of a small blob's file. */
  readonly fingerprint: string | undefined;
}

/** Up to this size a blob is collected and written at once; larger ones go through a stream. */
const wholeMaxBytes = 2_000_000;

/**
 * Writes a blob under its SHA-512 if it has an expected hash. Throws `STORE_INTEGRITY_MISMATCH`, `STORE_BLOB_TOO_LARGE`,
 * `STORE_DISK_FULL` or the source's own error, and leaves nothing behind then.
 */
export async function writeBlob(write: BlobWrite): Promise<WrittenBlob> {
  const { source, announced, maxBytes } = write;
  // Between two readers nobody else listens, and an error that nobody listens to ends the process. Whoever reads next
  // meets it.
  source.on("error", () => {});
  try {
    const start = await gather(source, { maxBytes: Math.min(wholeMaxBytes, maxBytes), announced });
    if (start.isWhole) return await writeSmall(write, start.bytes);
    return await writeLarge(write, start.bytes);
  } catch (cause) {
    source.destroy();
    if (!isDiskFull(cause)) throw cause;
    throw new StoreError("STORE_DISK_FULL", {
      message: `Cannot keep a tarball in "${write.blobFolder}" as the disk is full: ${describeCause(cause)}`,
      hint: "Make room on that disk, or lower the bound of the cache.",
      cause,
    });
  }
}

async function writeSmall(write: BlobWrite, gathered: Buffer): Promise<WrittenBlob> {
  const { keys, temporaryFolder, blobFolder } = write;
  const { bytes, outcome } = await write.keep(gathered, { keys, temporaryFolder, blobFolder });
  switch (outcome.kind) {
    case "kept":
      return { digests: outcome.digests, bytes, fingerprint: outcome.fingerprint };
    case "mismatch":
      throw mismatch(keys, outcome.digests);
    case "failed":
      throw Object.assign(new Error(outcome.message), { code: outcome.code });
    default:
      return unreachable(outcome);
  }
}

type Chunks = AsyncGenerator<Buffer, void, undefined>;

/** Counts and hashes what passes. However the reader ends, the source is destroyed. */
async function* meterChunks(write: BlobWrite, start: Buffer, digester: BlobDigester): Chunks {
  let size = 0;
  for await (const chunk of chain(start, write.source)) {
    size += chunk.length;
    if (size > write.maxBytes) throw tooLarge(write);
    digester.update(chunk);
    yield chunk;
  }
}

async function* chain(start: Buffer, rest: Readable): Chunks {
  yield start;
  // A source of bytes has no encoding set, so it yields buffers only.
  for await (const chunk of rest) yield chunk as Buffer;
}

async function writeLarge(write: BlobWrite, start: Buffer): Promise<WrittenBlob> {
  const { keys, temporaryFolder, blobFolder } = write;
  const temporary = createTemporaryPath(temporaryFolder);
  const digester = createBlobDigester(keys);
  try {
    const target = createWriteStream(temporary, { flags: "wx", mode: 0o600 });
    await pipeline(meterChunks(write, start, digester), target);
    const digests = digester.digest();
    // Not synced, as little as a small one: after a power cut the first read notices, and fetches it again.
    await moveIntoPlace(temporary, placeOf(write, digests));
    for (const key of keys) {
      if (key.algorithm === "sha512" || !hasHash(digests, [key])) continue;
      await writeWhole(temporaryFolder, pathOfKey(blobFolder, key), Buffer.from(digests.sha512));
    }
    return { digests, bytes: undefined, fingerprint: undefined };
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
