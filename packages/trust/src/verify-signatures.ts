import { Buffer } from "node:buffer";
import { createPublicKey, type KeyObject, verify } from "node:crypto";

import type { Release } from "./release.ts";
import type { SigningKey } from "./signing-keys.ts";

/**
 * What a registry's signature says of a release: `valid` by that key; `expired` when the key was out of use at the
 * publishing; `unknown-key` when none of its keys is known; `wrong` when a known key did not sign these bytes.
 */
export type SignatureCheck =
  | { readonly kind: "valid" | "expired" | "wrong"; readonly keyId: string }
  | { readonly kind: "unknown-key"; readonly keyIds: readonly string[] }
  | { readonly kind: "unsigned"; readonly reason: "absent" | "unavailable" | "no-integrity" };

/** Which signature is asked about. */
export interface SignatureQuestion {
  readonly name: string;
  readonly release: Pick<Release, "version" | "integrity" | "signatures" | "publishedAt">;
  readonly keys: readonly SigningKey[];
}

/**
 * Verifies the registry's signature over `name@version:integrity` (ECDSA P-256, SHA-256), as `npm audit signatures`
 * does. One valid signature is enough; a wrong one of a known key is told before an unknown key.
 */
export function verifySignatures({ name, release, keys }: SignatureQuestion): SignatureCheck {
  if (release.signatures.state !== "present") return { kind: "unsigned", reason: release.signatures.state };
  if (release.integrity === undefined) return { kind: "unsigned", reason: "no-integrity" };
  const message = Buffer.from(`${name}@${release.version}:${release.integrity}`);
  const checks = release.signatures.value.flatMap(({ keyId, signature }) => {
    const key = keys.find((each) => each.keyId === keyId);
    return key === undefined ? [] : [checkOne(key, message, signature, release)];
  });
  const valid = checks.find(({ kind }) => kind === "valid");
  const worst = checks.find(({ kind }) => kind === "wrong") ?? checks[0];
  return (
    valid ?? worst ?? { kind: "unknown-key", keyIds: release.signatures.value.map(({ keyId }) => keyId) }
  );
}

function checkOne(
  key: SigningKey,
  message: Uint8Array,
  signature: string,
  release: SignatureQuestion["release"],
): SignatureCheck & { readonly kind: "valid" | "expired" | "wrong" } {
  const { keyId } = key;
  if (!verify("sha256", message, publicKeyOf(key), Buffer.from(signature, "base64"))) {
    return { kind: "wrong", keyId };
  }
  const publishedAt = release.publishedAt.state === "present" ? release.publishedAt.value : undefined;
  const isExpired = key.expiresAt !== undefined && publishedAt !== undefined && publishedAt >= key.expiresAt;
  return { kind: isExpired ? "expired" : "valid", keyId };
}

function publicKeyOf({ publicKey }: SigningKey): KeyObject {
  return createPublicKey({ key: Buffer.from(publicKey, "base64"), format: "der", type: "spki" });
}
