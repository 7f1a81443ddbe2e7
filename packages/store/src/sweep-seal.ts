import { createHash, createPublicKey, sign, verify } from "node:crypto";
import type { KeyObject } from "node:crypto";

import { StoreError } from "./errors.ts";

/** A result of a sweep whose seal holds. */
export interface SealedSweep {
  /** Everything above the seal. */
  readonly body: Buffer;
  /** SHA-256 of the sealing key in its SPKI form, as people compare it. */
  readonly fingerprint: string;
}

/** What stands before the signed bytes, so that a signature can never be taken for that of something else. */
const context = Buffer.from("lockkeeper sweep 1\n", "latin1");
const newline = 0x0a;
const sealMaxBytes = 1024;

/** Puts a seal below a result: one line more, with an Ed25519 signature over everything above it, and its public key. */
export function sealSweep(body: Buffer, key: KeyObject): Buffer {
  const publicKey = createPublicKey(key).export({ type: "spki", format: "der" }).toString("base64");
  const signature = sign(null, Buffer.concat([context, body]), key).toString("base64");
  const seal = { schema: 1, kind: "seal", algorithm: "Ed25519", publicKey, signature };
  return Buffer.concat([body, Buffer.from(`${JSON.stringify(seal)}\n`)]);
}

/**
 * Checks the seal of a result. It says that nothing was changed since, and by its key which machine it came from, as far as that
 * key is known. Throws `STORE_BAD_SWEEP`.
 */
export function openSealedSweep(bytes: Buffer): SealedSweep {
  const end = bytes.at(-1) === newline ? bytes.length - 1 : bytes.length;
  const start = bytes.lastIndexOf(newline, end - 1) + 1;
  if (start === 0 || end - start > sealMaxBytes) throw refusal("it has no seal");
  const { publicKey, signature } = parseSeal(bytes.toString("utf8", start, end));
  const body = bytes.subarray(0, start);
  const der = Buffer.from(publicKey, "base64");
  if (!verify(null, Buffer.concat([context, body]), readKey(der), Buffer.from(signature, "base64")))
    throw refusal("its seal does not hold: it was changed");
  const digest = createHash("sha256").update(der).digest("base64").replace(/=+$/, "");
  return { body, fingerprint: `SHA256:${digest}` };
}

function parseSeal(line: string): { readonly publicKey: string; readonly signature: string } {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (cause) {
    throw refusal("it has no seal", cause);
  }
  if (typeof value !== "object" || value === null) throw refusal("it has no seal");
  const seal: { readonly kind?: unknown; readonly publicKey?: unknown; readonly signature?: unknown } = value;
  const { kind, publicKey, signature } = seal;
  if (kind !== "seal" || typeof publicKey !== "string" || typeof signature !== "string")
    throw refusal("it has no seal");
  return { publicKey, signature };
}

function readKey(der: Buffer): KeyObject {
  try {
    const key = createPublicKey({ key: der, format: "der", type: "spki" });
    if (key.asymmetricKeyType !== "ed25519") throw refusal("its seal is not of Ed25519");
    return key;
  } catch (cause) {
    throw cause instanceof StoreError ? cause : refusal("its seal has no key", cause);
  }
}

function refusal(why: string, cause?: unknown): StoreError {
  return new StoreError("STORE_BAD_SWEEP", {
    message: `Cannot take a result of a sweep as ${why}`,
    hint: "Send the file as sweep wrote it.",
    cause,
  });
}
