import { Buffer } from "node:buffer";
import { generateKeyPairSync, sign } from "node:crypto";

import { describe, expect, test } from "vitest";

import type { Evidence } from "@lockkeeper/core";

import { publicRegistryKeys, type Release, type SigningKey, verifySignatures } from "./index.ts";

const pair = generateKeyPairSync("ec", { namedCurve: "P-256" });
const key: SigningKey = {
  keyId: "SHA256:own",
  publicKey: pair.publicKey.export({ format: "der", type: "spki" }).toString("base64"),
  expiresAt: Date.UTC(2025, 0, 29),
};
const integrity = `sha512-${"A".repeat(86)}==`;

function signed(text: string, keyId = key.keyId): Release["signatures"] {
  const signature = sign("sha256", Buffer.from(text), pair.privateKey).toString("base64");
  return { state: "present", value: [{ keyId, signature }] };
}

function check(signatures: Release["signatures"], publishedAt: number = Date.UTC(2024, 0, 1)): unknown {
  const time: Evidence<number> = { state: "present", value: publishedAt };
  const release = { version: "1.0.0", integrity, signatures, publishedAt: time };
  return verifySignatures({ name: "sample", release, keys: [key] });
}

describe("verifySignatures", () => {
  test("accepts a signature over name, version and integrity", () => {
    expect(check(signed(`sample@1.0.0:${integrity}`))).toEqual({ kind: "valid", keyId: key.keyId });
  });

  test.each([`other@1.0.0:${integrity}`, `sample@1.0.1:${integrity}`, "sample@1.0.0:sha512-other"])(
    "refuses one over %s",
    (text) => {
      expect(check(signed(text))).toEqual({ kind: "wrong", keyId: key.keyId });
    },
  );

  test("refuses bytes that are no signature", () => {
    expect(check({ state: "present", value: [{ keyId: key.keyId, signature: "@@" }] })).toMatchObject({
      kind: "wrong",
    });
  });

  test("tells a key that was out of use at the publishing", () => {
    expect(check(signed(`sample@1.0.0:${integrity}`), Date.UTC(2026, 0, 1))).toMatchObject({
      kind: "expired",
    });
  });

  test("does not judge by a key that it does not know", () => {
    expect(check(signed("anything", "SHA256:other"))).toEqual({
      kind: "unknown-key",
      keyIds: ["SHA256:other"],
    });
  });

  test("says why there is nothing to verify", () => {
    expect(check({ state: "absent" })).toEqual({ kind: "unsigned", reason: "absent" });
    expect(check({ state: "unavailable", reason: "none" })).toEqual({
      kind: "unsigned",
      reason: "unavailable",
    });
  });

  test("knows two keys of the public registry, one of them out of use", () => {
    expect(publicRegistryKeys.map(({ expiresAt }) => expiresAt)).toEqual([undefined, Date.UTC(2025, 0, 29)]);
  });
});
