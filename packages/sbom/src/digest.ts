import { createHash } from "node:crypto";

import { tryParseIntegrity } from "@lockkeeper/core";

/** The algorithms of hashes that lockfiles and bills of materials have in common. */
export type DigestAlgorithm = "sha1" | "sha256" | "sha384" | "sha512";

/** A hash in lower-case hexadecimal. */
export interface Digest {
  readonly algorithm: DigestAlgorithm;
  readonly hex: string;
}

const hexCharacters: Readonly<Record<DigestAlgorithm, number>> = {
  sha1: 40,
  sha256: 64,
  sha384: 96,
  sha512: 128,
};
const strongest: readonly DigestAlgorithm[] = ["sha512", "sha384", "sha256", "sha1"];

/** The hashes of a tarball that a lockfile tells; none for Yarn's own checksums, which are of other bytes. */
export function digestsOf(integrity: string | undefined): readonly Digest[] {
  if (integrity === undefined) return [];
  if (/^[0-9a-f]{40}$/i.test(integrity)) return [{ algorithm: "sha1", hex: integrity.toLowerCase() }];
  return (tryParseIntegrity(integrity) ?? []).map(({ algorithm, digest }) => ({
    algorithm,
    hex: Buffer.from(digest, "base64").toString("hex"),
  }));
}

/** An algorithm by the names that CycloneDX (`SHA-512`) and SPDX (`SHA512`, `sha512`) have for it. */
export function tryParseAlgorithm(text: string): DigestAlgorithm | undefined {
  const plain = text.slice(0, 16).toLowerCase().replace("-", "");
  return strongest.find((algorithm) => algorithm === plain);
}

/** A hash from a foreign document, or `undefined` for one that is not as long as its algorithm's. */
export function tryCreateDigest(algorithm: string, hex: string): Digest | undefined {
  const known = tryParseAlgorithm(algorithm);
  if (known === undefined || hex.length !== hexCharacters[known] || !/^[0-9a-f]+$/i.test(hex)) {
    return undefined;
  }
  return { algorithm: known, hex: hex.toLowerCase() };
}

/** The strongest hashes as a value of Subresource Integrity; `undefined` when there are none. */
export function integrityOf(digests: readonly Digest[]): string | undefined {
  const best = strongest.find((algorithm) => digests.some((digest) => digest.algorithm === algorithm));
  if (best === undefined) return undefined;
  return digests
    .filter(({ algorithm }) => algorithm === best)
    .map(({ hex }) => `${best}-${Buffer.from(hex, "hex").toString("base64")}`)
    .join(" ");
}

/** A UUID that follows from a text alone (RFC 9562, version 8), so that the same content has the same name. */
export function uuidOf(text: string): string {
  const hash = createHash("sha256").update(text).digest();
  hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x80;
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80;
  const hex = hash.toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join(
    "-",
  );
}
