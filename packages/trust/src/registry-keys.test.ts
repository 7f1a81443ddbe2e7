import { generateKeyPairSync, sign } from "node:crypto";
import type { KeyObject } from "node:crypto";

import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { createMockSigstore } from "../test/mock-sigstore.ts";
import {
  assembleTrust,
  parseRegistryKeys,
  publicRegistryKeys,
  TrustError,
  verifySignatures,
} from "./index.ts";
import type { Release } from "./index.ts";

function spkiOf(key: KeyObject): string {
  return key.export({ format: "der", type: "spki" }).toString("base64");
}

const pair = generateKeyPairSync("ec", { namedCurve: "P-256" });
const answer = JSON.stringify({
  keys: [
    {
      keyid: "SHA256:own",
      keytype: "ecdsa-sha2-nistp256",
      scheme: "x",
      key: spkiOf(pair.publicKey),
      expires: null,
    },
    { keyid: "SHA256:old", key: spkiOf(pair.publicKey), expires: "2025-01-29T00:00:00.000Z" },
  ],
});

describe("parseRegistryKeys()", () => {
  test("parseRegistryKeys() reads what a registry answers, with which it signs versions", () => {
    const { signing, attestation } = parseRegistryKeys(answer);

    expect(signing.map(({ keyId, expiresAt }) => [keyId, expiresAt])).toEqual([
      ["SHA256:own", undefined],
      ["SHA256:old", Date.UTC(2025, 0, 29)],
    ]);
    expect(attestation).toEqual([]);
  });

  test("parseRegistryKeys() tells keys of a trust repository apart by their usage", () => {
    const keyOf = (keyUsage: string): object => ({
      keyId: `SHA256:${keyUsage}`,
      keyUsage,
      publicKey: {
        rawBytes: spkiOf(pair.publicKey),
        validFor: { start: "2022-12-01T00:00:00Z", end: "2025-01-29T00:00:00Z" },
      },
    });
    const text = JSON.stringify({ keys: ["npm:signatures", "npm:attestations", "npm:other"].map(keyOf) });

    const { signing, attestation } = parseRegistryKeys(text);

    expect(signing).toMatchObject([{ keyId: "SHA256:npm:signatures", expiresAt: Date.UTC(2025, 0, 29) }]);
    expect(attestation).toMatchObject([
      { keyId: "SHA256:npm:attestations", from: Date.UTC(2022, 11, 1), until: Date.UTC(2025, 0, 29) },
    ]);
  });

  test.each([
    ["", "not JSON"],
    ["[]", "names no key"],
    ['{"keys":[]}', "names no key"],
    ['{"keys":[{"keyid":"a"}]}', "no id or no bytes"],
    ['{"keys":[{"keyid":"a","key":"AAAA"}]}', '"a" is no public key'],
  ])("parseRegistryKeys() refuses %j", (text, why) => {
    expect(() => parseRegistryKeys(text)).toThrow(TrustError);
    expect(() => parseRegistryKeys(text)).toThrow(why);
  });

  test("parseRegistryKeys() throws nothing but its own error", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const parse = (): unknown => parseRegistryKeys(JSON.stringify({ keys: [value] }));

        expect(parse).toThrow(TrustError);
      }),
    );
  });
});

describe("assembleTrust()", () => {
  test("assembleTrust() takes keys of a registry beside those of the public one", () => {
    const { signingKeys, root, revision } = assembleTrust({ keysText: answer });
    const message = "sample@1.0.0:sha512-AAAA";
    const release: Pick<Release, "version" | "integrity" | "signatures" | "publishedAt"> = {
      version: "1.0.0",
      integrity: "sha512-AAAA",
      publishedAt: { state: "absent" },
      signatures: {
        state: "present",
        value: [
          {
            keyId: "SHA256:own",
            signature: sign("sha256", Buffer.from(message), pair.privateKey).toString("base64"),
          },
        ],
      },
    };

    expect(verifySignatures({ name: "sample", release, keys: signingKeys }).kind).toBe("valid");
    expect(verifySignatures({ name: "other", release, keys: signingKeys }).kind).toBe("wrong");
    expect(verifySignatures({ name: "sample", release, keys: publicRegistryKeys }).kind).toBe("unknown-key");
    expect(signingKeys).toEqual(expect.arrayContaining([...publicRegistryKeys]));
    expect(root.authorities.certificateAuthorities.length).toBeGreaterThan(0);
    expect(revision).not.toBe(assembleTrust({}).revision);
  });

  test("assembleTrust() believes the authorities of the file alone, and keeps the keys that come with the library", async () => {
    const sigstore = await createMockSigstore();

    const own = assembleTrust({ rootText: sigstore.rootText, keysText: sigstore.keysText });

    expect(own.root.authorities.certificateAuthorities).toHaveLength(1);
    expect(own.root.attestationKeys.map(({ keyId }) => keyId)).toContain(sigstore.keyId);
    expect(own.root.attestationKeys.length).toBeGreaterThan(1);
  });
});
