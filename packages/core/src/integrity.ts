import { CoreError } from "./errors.ts";
import { limits } from "./limits.ts";

/** One hash of a Subresource Integrity value (https://www.w3.org/TR/SRI/). */
export interface IntegrityHash {
  readonly algorithm: "sha1" | "sha256" | "sha384" | "sha512";
  /** Standard base64 with padding, exactly as long as the algorithm's digest. */
  readonly digest: string;
}

/** The hashes of one file, strongest first, never empty. Only the strongest algorithm's hashes are kept. */
export type Integrity = readonly [IntegrityHash, ...IntegrityHash[]];

const strength = { sha1: 0, sha256: 1, sha384: 2, sha512: 3 } as const;
const digestCharacters = { sha1: 28, sha256: 44, sha384: 64, sha512: 88 } as const;
const token = /^(sha1|sha256|sha384|sha512)-([A-Za-z0-9+/]+={0,2})(?:\?[\u0021-\u007e]*)?$/;
const hexSha1 = /^[0-9a-f]{40}$/i;

function isAlgorithm(text: string | undefined): text is IntegrityHash["algorithm"] {
  return text !== undefined && Object.hasOwn(strength, text);
}

function tryParseHash(text: string): IntegrityHash | undefined {
  const match = token.exec(text);
  const algorithm = match?.[1];
  const digest = match?.[2];
  if (!isAlgorithm(algorithm) || digest?.length !== digestCharacters[algorithm]) return undefined;
  return { algorithm, digest };
}

/** Parses an SRI value, or answers `undefined` when it holds no usable hash. */
export function tryParseIntegrity(text: string): Integrity | undefined {
  if (text.length > limits.integrityMaxCharacters) return undefined;
  const hashes = text
    .split(/\s+/)
    .map(tryParseHash)
    .filter((hash) => hash !== undefined);
  const best = Math.max(...hashes.map((hash) => strength[hash.algorithm]));
  const [first, ...rest] = hashes.filter((hash) => strength[hash.algorithm] === best);
  return first === undefined ? undefined : [first, ...rest];
}

/** Parses an SRI value. Throws `CORE_BAD_INTEGRITY`. */
export function parseIntegrity(text: string): Integrity {
  const integrity = tryParseIntegrity(text);
  if (integrity !== undefined) return integrity;
  throw new CoreError("CORE_BAD_INTEGRITY", {
    message: `Cannot read ${JSON.stringify(text.slice(0, 120))} as an integrity value`,
    hint: "It looks like sha512-… with the digest in base64.",
  });
}

/** Converts the registry's `dist.shasum` (hexadecimal SHA-1) to the form of an integrity value. */
export function tryFromShasum(shasum: string): Integrity | undefined {
  if (!hexSha1.test(shasum)) return undefined;
  const bytes = shasum.match(/../g) ?? [];
  const binary = String.fromCharCode(...bytes.map((pair) => Number.parseInt(pair, 16)));
  return [{ algorithm: "sha1", digest: btoa(binary) }];
}

/** The canonical text of an integrity value. */
export function renderIntegrity(integrity: Integrity): string {
  return integrity.map((hash) => `${hash.algorithm}-${hash.digest}`).join(" ");
}
