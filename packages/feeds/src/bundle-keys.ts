import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
  verify,
} from "node:crypto";
import type { KeyObject } from "node:crypto";
import { chmod, open, readFile, stat } from "node:fs/promises";
import { systemErrorCode } from "@lockkeeper/core";
import { describeCause, FeedsError } from "./errors.ts";

/** The key that signs bundles. */
export interface SigningKey {
  readonly key: KeyObject;
  readonly fingerprint: Fingerprint;
}

/** A key whose bundles are taken. */
export interface TrustedKey {
  readonly key: KeyObject;
  readonly fingerprint: Fingerprint;
  /** The file that it was read from. */
  readonly file: string;
}

/** SHA-256 of a public key in its SPKI form; 32 bytes. */
export type Fingerprint = Buffer;

/** What stands before the signed bytes, so that a signature can never be taken for that of something else. */
const context = Buffer.from("lockkeeper bundle 1\n", "latin1");
const keyMaxBytes = 8192;

/**
 * Makes a pair of Ed25519 keys: the private one in `file`, for its owner only, the public one in `file` with `.pub` at
 * its end. Answers the fingerprint. Throws `FEEDS_BAD_KEY` rather than write over a key.
 */
export async function createBundleKeys(
  file: string,
): Promise<{ readonly publicFile: string; readonly fingerprint: string }> {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  const publicFile = `${file}.pub`;
  await writeKey(file, privateKey.export({ type: "pkcs8", format: "pem" }).toString(), 0o600);
  await writeKey(publicFile, publicKey.export({ type: "spki", format: "pem" }).toString(), 0o644);
  return { publicFile, fingerprint: renderFingerprint(fingerprintOf(publicKey)) };
}

/** Reads the private key. Throws `FEEDS_BAD_KEY`, also for a file that others may read. */
export async function readSigningKey(file: string): Promise<SigningKey> {
  const text = await readKeyFile(file);
  await refuseOpenKey(file);
  try {
    const key = createPrivateKey(text);
    checkType(key, file);
    return { key, fingerprint: fingerprintOf(createPublicKey(key)) };
  } catch (cause) {
    throw cause instanceof FeedsError ? cause : badKey(file, "it holds no private key in PEM form", cause);
  }
}

/** Reads a public key. Throws `FEEDS_BAD_KEY`, also for a private one: that one has no business where bundles are taken. */
export async function readTrustedKey(file: string): Promise<TrustedKey> {
  const text = await readKeyFile(file);
  if (text.includes("PRIVATE KEY"))
    throw badKey(file, "it holds the private key; trust the public one, which ends in .pub");
  try {
    const key = createPublicKey(text);
    checkType(key, file);
    return { key, fingerprint: fingerprintOf(key), file };
  } catch (cause) {
    throw cause instanceof FeedsError ? cause : badKey(file, "it holds no public key in PEM form", cause);
  }
}

/** Signs a bundle's manifest; 64 bytes. */
export function signManifest(manifest: Buffer, { key }: SigningKey): Buffer {
  return sign(null, Buffer.concat([context, manifest]), key);
}

/** Whether a key has signed a manifest. */
export function isSignedBy(manifest: Buffer, signature: Buffer, { key }: TrustedKey): boolean {
  return verify(null, Buffer.concat([context, manifest]), key, signature);
}

/** The fingerprint as people compare it. */
export function renderFingerprint(fingerprint: Fingerprint): string {
  return `SHA256:${fingerprint.toString("base64").replace(/=+$/, "")}`;
}

function fingerprintOf(key: KeyObject): Fingerprint {
  return createHash("sha256")
    .update(key.export({ type: "spki", format: "der" }))
    .digest();
}

function checkType({ asymmetricKeyType }: KeyObject, file: string): void {
  if (asymmetricKeyType !== "ed25519")
    throw badKey(file, `it is of the type ${asymmetricKeyType ?? "unknown"}`);
}

async function writeKey(file: string, text: string, mode: number): Promise<void> {
  try {
    const handle = await open(file, "wx", mode);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    // The mode given at opening is cut by the user's mask.
    await chmod(file, mode);
  } catch (cause) {
    if (systemErrorCode(cause) === "EEXIST")
      throw badKey(file, "there is a file already, which is left alone", cause);
    throw badKey(file, `it cannot be written: ${describeCause(cause)}`, cause);
  }
}

async function readKeyFile(file: string): Promise<string> {
  try {
    const { size } = await stat(file);
    if (size > keyMaxBytes) throw badKey(file, "it is too large for a key");
    return await readFile(file, "utf8");
  } catch (cause) {
    throw cause instanceof FeedsError
      ? cause
      : badKey(file, `it cannot be read: ${describeCause(cause)}`, cause);
  }
}

async function refuseOpenKey(file: string): Promise<void> {
  const { mode } = await stat(file);
  if ((mode & 0o077) !== 0 && process.platform !== "win32")
    throw badKey(file, "others on this machine may read it; run chmod 600 on it");
}

function badKey(file: string, why: string, cause?: unknown): FeedsError {
  return new FeedsError("FEEDS_BAD_KEY", {
    message: `Cannot use "${file}" as a key of bundles: ${why}`,
    hint: "Keys are Ed25519 in PEM form; `intel bundle keygen` makes a pair.",
    cause,
  });
}
