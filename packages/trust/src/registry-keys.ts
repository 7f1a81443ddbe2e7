import { Buffer } from "node:buffer";
import { createPublicKey, type KeyObject } from "node:crypto";

import { tryParseInstant } from "@lockkeeper/core";

import { TrustError } from "./errors.ts";
import { items, member, textMember } from "./json-value.ts";
import type { SigningKey } from "./signing-keys.ts";
import { trustLimits } from "./trust-limits.ts";

/** A key with which a registry signs its publish attestations, and when it may. */
export interface AttestationKey {
  readonly keyId: string;
  readonly publicKey: KeyObject;
  /** Milliseconds since the epoch. */
  readonly from: number;
  readonly until: number | undefined;
}

/** The keys of a registry, by what it signs with them. */
export interface RegistryKeys {
  readonly signing: readonly SigningKey[];
  readonly attestation: readonly AttestationKey[];
}

const keysMax = 100;
const keyMaxCharacters = 100_000;

/** A key as either of the two forms has it. */
interface StatedKey {
  readonly keyId: string;
  /** SPKI, base64. */
  readonly publicKey: string;
  readonly from: number | undefined;
  readonly until: number | undefined;
  readonly usage: string;
}

/**
 * Parses the keys of a registry: its answer at `/-/npm/v1/keys` (https://docs.npmjs.com/about-registry-signatures), or the
 * `keys.json` of Sigstore's trust repository, which names the usage of each. Throws `TRUST_KEYS_UNREADABLE`.
 */
export function parseRegistryKeys(text: string): RegistryKeys {
  const stated = items(member(parseJson(text), "keys"), keysMax).map(readKey);
  if (stated.length === 0) throw unreadable("it names no key");
  const usable = stated.map((key) => ({ ...key, parsed: parseKey(key) }));
  return {
    signing: usable
      .filter(({ usage }) => usage === "npm:signatures")
      .map(({ keyId, publicKey, until }) => ({ keyId, publicKey, expiresAt: until })),
    attestation: usable
      .filter(({ usage }) => usage === "npm:attestations")
      .map(({ keyId, parsed, from, until }) => ({ keyId, publicKey: parsed, from: from ?? 0, until })),
  };
}

function parseJson(text: string): unknown {
  if (text.length > trustLimits.trustRootMaxCharacters) throw unreadable("it is too large");
  try {
    return JSON.parse(text);
  } catch (error) {
    throw unreadable("it is not JSON", error);
  }
}

function readKey(value: unknown): StatedKey {
  const key = member(value, "publicKey");
  const period = member(key, "validFor");
  const keyId = textMember(value, "keyId", 256) ?? textMember(value, "keyid", 256);
  const publicKey =
    textMember(key, "rawBytes", keyMaxCharacters) ?? textMember(value, "key", keyMaxCharacters);
  if (keyId === undefined || publicKey === undefined)
    throw unreadable("one of its keys has no id or no bytes");
  return {
    keyId,
    publicKey,
    from: instantMember(period, "start"),
    until: instantMember(period, "end") ?? instantMember(value, "expires"),
    // A registry's own answer has only those with which it signs versions.
    usage: textMember(value, "keyUsage", 100) ?? "npm:signatures",
  };
}

function parseKey({ keyId, publicKey }: StatedKey): KeyObject {
  try {
    return createPublicKey({ key: Buffer.from(publicKey, "base64"), format: "der", type: "spki" });
  } catch (error) {
    throw unreadable(`the key ${JSON.stringify(keyId)} is no public key`, error);
  }
}

function instantMember(value: unknown, key: string): number | undefined {
  return tryParseInstant(textMember(value, key, 64) ?? "");
}

function unreadable(why: string, cause?: unknown): TrustError {
  return new TrustError("TRUST_KEYS_UNREADABLE", {
    message: `Cannot read the registry's keys as ${why}`,
    hint: "They are the registry's answer at /-/npm/v1/keys, or keys.json of a Sigstore trust repository.",
    cause,
  });
}
