import { Buffer } from "node:buffer";
import { createECDH, createHash, createPrivateKey, createPublicKey, sign } from "node:crypto";

/** Signs like a registry: ECDSA over P-256 with SHA-256, signatures in base64 DER. */
export interface SigningKey {
  /** `SHA256:` and the base64 SHA-256 of the public key's SPKI form. */
  readonly keyid: string;
  /** Base64 of the public key's SPKI form, as `/-/npm/v1/keys` publishes it. */
  readonly publicKey: string;
  sign(message: string): string;
}

/**
 * Derives a signing key from a label, so that the key id of a replay is the same on every machine.
 * Anyone can derive it: such a key proves nothing outside tests.
 */
export function createSigningKey(label: string): SigningKey {
  const secret = createHash("sha256").update(`lockkeeper drill key: ${label}`).digest();
  const curve = createECDH("prime256v1");
  curve.setPrivateKey(secret);
  const point = curve.getPublicKey();
  const privateKey = createPrivateKey({
    format: "jwk",
    key: {
      kty: "EC",
      crv: "P-256",
      d: secret.toString("base64url"),
      x: point.subarray(1, 33).toString("base64url"),
      y: point.subarray(33).toString("base64url"),
    },
  });
  const spki = createPublicKey(privateKey).export({ format: "der", type: "spki" });
  return {
    keyid: `SHA256:${createHash("sha256").update(spki).digest("base64")}`,
    publicKey: spki.toString("base64"),
    sign: (message) => sign("sha256", Buffer.from(message), privateKey).toString("base64"),
  };
}
