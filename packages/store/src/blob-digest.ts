import type { Hash } from "node:crypto";
import { createHash } from "node:crypto";

import type { BlobKey, HashAlgorithm } from "./blob-key.ts";

/** The hashes of some bytes: always SHA-512, and others that were needed. */
export interface BlobDigests {
  readonly size: number;
  readonly sha512: string;
  readonly hashes: ReadonlyMap<HashAlgorithm, string>;
}

/** Hashes bytes as they pass. */
export interface BlobDigester {
  update(bytes: Buffer): void;
  digest(): BlobDigests;
}

/** Creates a digester for SHA-512 and whatever the keys need. */
export function createBlobDigester(keys: readonly BlobKey[]): BlobDigester {
  const algorithms = new Set<HashAlgorithm>(["sha512", ...keys.map(({ algorithm }) => algorithm)]);
  const hashers = new Map<HashAlgorithm, Hash>(
    [...algorithms].map((algorithm) => [algorithm, createHash(algorithm)]),
  );
  let size = 0;
  return {
    update: (bytes) => {
      size += bytes.length;
      for (const hasher of hashers.values()) hasher.update(bytes);
    },
    digest: () => {
      const hashes = new Map([...hashers].map(([algorithm, hasher]) => [algorithm, hasher.digest("hex")]));
      return { size, sha512: hashes.get("sha512") ?? "", hashes };
    },
  };
}

/** The hashes of bytes that are all there. */
export function digestBytes(bytes: Buffer, keys: readonly BlobKey[]): BlobDigests {
  const digester = createBlobDigester(keys);
  digester.update(bytes);
  return digester.digest();
}

/** Whether the bytes have one of these hashes. */
export function hasHash({ hashes }: BlobDigests, keys: readonly BlobKey[]): boolean {
  return keys.some(({ algorithm, hex }) => hashes.get(algorithm) === hex);
}

/** What is known of bytes with one SHA-512 from two looks at them. */
export function mergeDigests(first: BlobDigests | undefined, second: BlobDigests): BlobDigests {
  if (first?.sha512 !== second.sha512) return second;
  return { ...second, hashes: new Map([...first.hashes, ...second.hashes]) };
}
