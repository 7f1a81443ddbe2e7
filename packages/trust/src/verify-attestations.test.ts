import { Buffer } from "node:buffer";

import type { Evidence } from "@lockkeeper/core";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";

import { createMockSigstore, type MockSigstore, type StatementParts } from "../test/mock-sigstore.ts";
import { TrustError } from "./errors.ts";
import {
  type AttestationCheck,
  parseTrustRoot,
  readEmbeddedTrustRoot,
  type TrustRoot,
  verifyAttestations,
} from "./index.ts";

const digest = Buffer.alloc(64, 7);
const integrity = `sha512-${digest.toString("base64")}`;
const publishPredicate = "https://github.com/npm/attestation/tree/main/specs/publish/v0.1";
const claims = {
  repository: "https://github.com/sample/sample",
  ref: "refs/heads/main",
  workflow: ".github/workflows/release.yml",
  trigger: "push",
};

let sigstore: MockSigstore;
let root: TrustRoot;

beforeAll(async () => {
  sigstore = await createMockSigstore();
  root = parseTrustRoot(sigstore.rootText, sigstore.keysText);
});

function statement(change: Partial<StatementParts> = {}): StatementParts {
  return {
    predicateType: "https://slsa.dev/provenance/v1",
    subject: { name: "pkg:npm/%40scope/sample@1.0.0", sha512: digest.toString("hex") },
    predicate: {
      buildDefinition: {
        externalParameters: {
          workflow: { repository: "https://github.com/somebody/else", ref: "refs/heads/x" },
        },
      },
      runDetails: { builder: { id: "https://github.com/actions/runner/github-hosted" } },
    },
    ...change,
  };
}

function verify(bundles: readonly unknown[], other: TrustRoot = root): Evidence<AttestationCheck> {
  const answer = Buffer.from(JSON.stringify({ attestations: bundles.map((bundle) => ({ bundle })) }));
  return verifyAttestations({ name: "@scope/sample", version: "1.0.0", integrity, answer, root: other });
}

describe("verifyAttestations", () => {
  test("reads the build from what the authority certified, not from what the workflow wrote", async () => {
    const bundle = await sigstore.attest(statement(), claims);

    expect(verify([bundle])).toMatchObject({
      state: "present",
      value: {
        kind: "verified",
        facts: {
          hasPublishAttestation: false,
          provenance: {
            repository: claims.repository,
            ref: claims.ref,
            workflow: claims.workflow,
            trigger: "push",
            commit: "c0ffee",
            runner: "github-hosted",
            builder: "https://github.com/actions/runner/github-hosted",
          },
        },
      },
    });
  });

  test("takes no source from a certificate of a person", async () => {
    const bundle = await sigstore.attest(statement());

    expect(verify([bundle])).toMatchObject({
      value: { kind: "verified", facts: { provenance: { repository: undefined, ref: undefined } } },
    });
  });

  test("knows the registry's own attestation by the registry's key alone", async () => {
    const own = await sigstore.publish(statement({ predicateType: publishPredicate }));
    const foreign = await sigstore.attest(statement({ predicateType: publishPredicate }), claims);

    expect(verify([own])).toMatchObject({
      value: { facts: { hasPublishAttestation: true, provenance: undefined } },
    });
    expect(verify([foreign])).toMatchObject({ value: { facts: { hasPublishAttestation: false } } });
  });

  test.each([
    [
      "another version",
      { name: "pkg:npm/%40scope/sample@1.0.1", sha512: digest.toString("hex") },
      "another package",
    ],
    ["other bytes", { name: "pkg:npm/%40scope/sample@1.0.0", sha512: "00".repeat(64) }, "other bytes"],
  ])("refuses an attestation of %s", async (_what, subject, problem) => {
    const bundle = await sigstore.attest(statement({ subject }), claims);

    expect(verify([bundle])).toMatchObject({
      value: { kind: "invalid", problems: [expect.stringContaining(problem)] },
    });
  });

  test("refuses an envelope whose payload was changed", async () => {
    const bundle = await sigstore.attest(statement(), claims);
    const payload = Buffer.from(JSON.stringify({ ...statement(), _type: "changed" })).toString("base64");

    const check = verify([{ ...bundle, dsseEnvelope: { ...Object(bundle["dsseEnvelope"]), payload } }]);

    expect(check).toMatchObject({ value: { kind: "invalid" } });
  });

  test("refuses a good attestation beside a bad one", async () => {
    const good = await sigstore.attest(statement(), claims);
    const bad = await sigstore.attest(
      statement({ subject: { name: "pkg:npm/other@1.0.0", sha512: "00" } }),
      claims,
    );

    expect(verify([good, bad])).toMatchObject({ value: { kind: "invalid" } });
  });

  test("does not judge by keys, logs and authorities that it does not know", async () => {
    const other = await createMockSigstore();
    const stranger = parseTrustRoot(other.rootText, other.keysText);

    expect(verify([await sigstore.attest(statement(), claims)], stranger)).toMatchObject({
      value: { kind: "unverifiable" },
    });
    expect(verify([await sigstore.publish(statement(), "SHA256:new")])).toMatchObject({
      value: { kind: "unverifiable" },
    });
    expect(verify([await sigstore.attest(statement(), claims)], readEmbeddedTrustRoot())).toMatchObject({
      value: { kind: "unverifiable" },
    });
  });

  test("has nothing to say of an empty answer, and of one that is no answer", () => {
    const broken = verifyAttestations({
      name: "x",
      version: "1.0.0",
      integrity,
      answer: Buffer.from("<html>"),
      root,
    });

    expect(verify([])).toEqual({ state: "absent" });
    expect(broken.state).toBe("unavailable");
  });

  test("never throws, and never verifies, whatever the bundle is", async () => {
    const bundle = await sigstore.attest(statement(), claims);

    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(...Object.keys(bundle)), (value, key) => {
        const check = verify([{ ...bundle, [key]: value }]);

        expect(check.state).toBe("present");
        expect(check).not.toMatchObject({ value: { kind: "verified" } });
      }),
    );
  });
});

describe("parseTrustRoot", () => {
  test("reads the root that comes with the library", () => {
    const embedded = readEmbeddedTrustRoot();

    expect(embedded.authorities.certificateAuthorities.length).toBeGreaterThan(0);
    expect(embedded.attestationKeys.length).toBeGreaterThan(0);
  });

  test.each([
    "",
    "[]",
    "{}",
    '{"certificateAuthorities":[{"certChain":{"certificates":[{"rawBytes":"AAAA"}]}}]}',
  ])("refuses %j with a code", (text) => {
    expect(() => parseTrustRoot(text)).toThrow(TrustError);
  });
});
