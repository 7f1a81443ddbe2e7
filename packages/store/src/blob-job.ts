import { statSync } from "node:fs";

import { systemErrorCode } from "@lockkeeper/core";

import type { BlobDigests } from "./blob-digest.ts";
import { digestBytes, hasHash } from "./blob-digest.ts";
import type { BlobKey } from "./blob-key.ts";
import { pathOfKey } from "./blob-key.ts";
import { renderFingerprint } from "./fingerprint.ts";
import { writeWholeNow } from "./temporary.ts";

/** What is to be done with the bytes of a small blob, as plain data for any thread. */
export interface BlobJob {
  /** The hashes of which the bytes must have one. */
  readonly keys: readonly BlobKey[];
  readonly temporaryFolder: string;
  readonly blobFolder: string;
}

/** What came of it; nothing was kept unless it says so. */
export type BlobOutcome =
  | {
      readonly kind: "kept";
      readonly digests: BlobDigests;
      /** Of the file, as the verifier takes it. */
      readonly fingerprint: string;
    }
  | { readonly kind: "mismatch"; readonly digests: BlobDigests }
  /** The file system refused; `code` is its own. */
  | { readonly kind: "failed"; readonly code: string | undefined; readonly message: string };

/** Does a job, on whichever thread. The bytes come back, since they may have been another thread's meanwhile. */
export type KeepBlob = (
  bytes: Buffer,
  job: BlobJob,
) => Promise<{ readonly bytes: Buffer; readonly outcome: BlobOutcome }>;

/** Hashes bytes and writes them under their SHA-512, on the thread that calls. Other hashes get a file that names it. */
export function runBlobJob(bytes: Buffer, { keys, temporaryFolder, blobFolder }: BlobJob): BlobOutcome {
  const digests = digestBytes(bytes, keys);
  if (!hasHash(digests, keys)) return { kind: "mismatch", digests };
  const path = pathOfKey(blobFolder, { algorithm: "sha512", hex: digests.sha512 });
  try {
    writeWholeNow(temporaryFolder, path, bytes);
    for (const key of keys) {
      if (key.algorithm === "sha512" || !hasHash(digests, [key])) continue;
      writeWholeNow(temporaryFolder, pathOfKey(blobFolder, key), Buffer.from(digests.sha512));
    }
    return { kind: "kept", digests, fingerprint: renderFingerprint(statSync(path, { bigint: true })) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { kind: "failed", code: systemErrorCode(error), message };
  }
}
