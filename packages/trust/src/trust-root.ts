import { Buffer } from "node:buffer";
import { createRequire } from "node:module";

import { tryParseInstant } from "@lockkeeper/core";
import { toTrustMaterial, type TrustMaterial } from "@sigstore/verify";

import { TrustError } from "./errors.ts";
import { asRecord, items, member, textMember } from "./json-value.ts";
import { parseRegistryKeys } from "./registry-keys.ts";
import type { AttestationKey } from "./registry-keys.ts";
import { trustLimits } from "./trust-limits.ts";

/** Whom attestations are believed from: Sigstore's authorities and logs, and the registry's own keys. */
export interface TrustRoot {
  readonly authorities: Omit<TrustMaterial, "publicKey">;
  readonly attestationKeys: readonly AttestationKey[];
}

type SigstoreRoot = Parameters<typeof toTrustMaterial>[0];

const authoritiesMax = 100;
/** Values of `PublicKeyDetails` in Sigstore's specification; the library only tells PKCS #1 from SPKI by them. */
const keyDetails = { pkcs1: 1, spki: 5 } as const;

/**
 * The trust root that comes with the Sigstore library: no network is needed. It ages with the library; what it does not
 * know is unverifiable, never invalid.
 */
export function readEmbeddedTrustRoot(): TrustRoot {
  const require = createRequire(import.meta.url);
  const seeds: unknown = require("@sigstore/tuf/seeds.json");
  const [seed] = Object.values(asRecord(seeds) ?? {});
  const targets = asRecord(member(seed, "targets")) ?? {};
  const root = textOf(targets["trusted_root.json"]);
  const keysName = Object.keys(targets).find((name) => name.endsWith("keys.json"));
  const keys = keysName === undefined ? undefined : textOf(targets[keysName]);
  if (root === undefined) throw unreadable("the library's own root is missing");
  return parseTrustRoot(root, keys);
}

function textOf(target: unknown): string | undefined {
  return typeof target === "string" ? Buffer.from(target, "base64").toString("utf8") : undefined;
}

/**
 * Parses Sigstore's `trusted_root.json`, and the registry's `keys.json` of the same repository where there is one.
 * Throws
 * `TRUST_ROOT_UNREADABLE`, `TRUST_KEYS_UNREADABLE`.
 */
export function parseTrustRoot(rootText: string, keysText?: string): TrustRoot {
  const root = parseJson(rootText);
  const attestationKeys = keysText === undefined ? [] : parseRegistryKeys(keysText).attestation;
  if (items(member(root, "certificateAuthorities"), 1).length === 0)
    throw unreadable("it names no authority");
  try {
    const { publicKey: _none, ...authorities } = toTrustMaterial(toSigstoreRoot(root));
    return { authorities, attestationKeys };
  } catch (error) {
    throw unreadable("a certificate or key in it cannot be read", error);
  }
}

function parseJson(text: string): unknown {
  if (text.length > trustLimits.trustRootMaxCharacters) throw unreadable("it is too large");
  try {
    return JSON.parse(text);
  } catch (error) {
    throw unreadable("it is not JSON", error);
  }
}

function toSigstoreRoot(root: unknown): SigstoreRoot {
  const list = (key: string): readonly unknown[] => items(member(root, key), authoritiesMax);
  return {
    mediaType: textMember(root, "mediaType") ?? "",
    tlogs: list("tlogs").map(toLog),
    ctlogs: list("ctlogs").map(toLog),
    certificateAuthorities: list("certificateAuthorities").map(toAuthority),
    timestampAuthorities: list("timestampAuthorities").map(toAuthority),
  };
}

function toLog(value: unknown): SigstoreRoot["tlogs"][number] {
  const key = member(value, "publicKey");
  const isPkcs1 = textMember(key, "keyDetails")?.includes("PKCS1") === true;
  const checkpointKeyId = member(value, "checkpointKeyId");
  return {
    baseUrl: textMember(value, "baseUrl") ?? "",
    hashAlgorithm: 1,
    publicKey: {
      rawBytes: bytesMember(key, "rawBytes"),
      keyDetails: isPkcs1 ? keyDetails.pkcs1 : keyDetails.spki,
      validFor: toPeriod(member(key, "validFor")),
    },
    logId: { keyId: bytesMember(member(value, "logId"), "keyId") },
    checkpointKeyId:
      checkpointKeyId === undefined ? undefined : { keyId: bytesMember(checkpointKeyId, "keyId") },
    operator: "",
  };
}

function toAuthority(value: unknown): SigstoreRoot["certificateAuthorities"][number] {
  const certificates = items(member(member(value, "certChain"), "certificates"), authoritiesMax);
  return {
    subject: undefined,
    uri: textMember(value, "uri") ?? "",
    certChain: { certificates: certificates.map((each) => ({ rawBytes: bytesMember(each, "rawBytes") })) },
    validFor: toPeriod(member(value, "validFor")),
    operator: "",
  };
}

function toPeriod(value: unknown): { start: Date | undefined; end: Date | undefined } {
  return { start: dateMember(value, "start"), end: dateMember(value, "end") };
}

function dateMember(value: unknown, key: string): Date | undefined {
  const instant = tryParseInstant(textMember(value, key, 64) ?? "");
  return instant === undefined ? undefined : new Date(instant);
}

function bytesMember(value: unknown, key: string): Buffer {
  return Buffer.from(textMember(value, key, 100_000) ?? "", "base64");
}

function unreadable(why: string, cause?: unknown): TrustError {
  return new TrustError("TRUST_ROOT_UNREADABLE", {
    message: `Cannot read the trust root as ${why}`,
    hint: "It is the file trusted_root.json of a Sigstore trust repository.",
    cause,
  });
}
