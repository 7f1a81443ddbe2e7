import { join } from "node:path";

import type { Integrity, IntegrityHash } from "@lockkeeper/core";

/** The algorithm of a hash. */
export type HashAlgorithm = IntegrityHash["algorithm"];

/** A hash in the form that file names have. */
export interface BlobKey {
  readonly algorithm: HashAlgorithm;
  readonly hex: string;
}

const digestBytes: Readonly<Record<HashAlgorithm, number>> = { sha1: 20, sha256: 32, sha384: 48, sha512: 64 };

/** The keys of an integrity value; hashes whose digest has another length than its algorithm's are left out. */
export function keysOf(integrity: Integrity): readonly BlobKey[] {
  return integrity.flatMap(({ algorithm, digest }) => {
    const bytes = Buffer.from(digest, "base64");
    return bytes.length === digestBytes[algorithm] ? [{ algorithm, hex: bytes.toString("hex") }] : [];
  });
}

/** The key in the form of an integrity value. */
export function renderKey({ algorithm, hex }: BlobKey): string {
  return `${algorithm}-${Buffer.from(hex, "hex").toString("base64")}`;
}

/** Where a key has its file. Only hexadecimal digits of our own making reach the path. */
export function pathOfKey(folder: string, { algorithm, hex }: BlobKey): string {
  return join(folder, algorithm, hex.slice(0, 2), hex);
}
