import type { Hash } from "node:crypto";
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";

import type { BlobKey, HashAlgorithm } from "./blob-key.ts";

/** The hashes of some bytes. */
export interface BlobDigests {
  readonly size: number;
  readonly sha512: string;
  readonly sha1: string;
  /** Whether the bytes have one of these hashes. */
  matches(keys: readonly BlobKey[]): boolean;
}

/** Hashes bytes as they pass. */
export interface BlobDigester {
  update(bytes: Buffer): void;
  digest(): BlobDigests;
}

const readBytes = 256 * 1024;

/** Creates a digester for SHA-512, SHA-1 and whatever the keys need. */
export function createBlobDigester(keys: readonly BlobKey[]): BlobDigester {
  const algorithms = new Set<HashAlgorithm>(["sha512", "sha1", ...keys.map(({ algorithm }) => algorithm)]);
  const hashes = new Map<HashAlgorithm, Hash>(
    [...algorithms].map((algorithm) => [algorithm, createHash(algorithm)]),
  );
  let size = 0;
  return {
    update: (bytes) => {
      size += bytes.length;
      for (const hash of hashes.values()) hash.update(bytes);
    },
    digest: () => {
      const digests = new Map([...hashes].map(([algorithm, hash]) => [algorithm, hash.digest("hex")]));
      return {
        size,
        sha512: digests.get("sha512") ?? "",
        sha1: digests.get("sha1") ?? "",
        matches: (wanted) => wanted.some(({ algorithm, hex }) => digests.get(algorithm) === hex),
      };
    },
  };
}

/** Hashes a file. */
export async function digestFile(path: string, keys: readonly BlobKey[]): Promise<BlobDigests> {
  const digester = createBlobDigester(keys);
  for await (const chunk of createReadStream(path, { highWaterMark: readBytes })) {
    // Without an encoding, a file's stream yields buffers only.
    digester.update(chunk as Buffer);
  }
  return digester.digest();
}
