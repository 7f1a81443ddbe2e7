import { Buffer } from "node:buffer";

import type { JsonObject, StoredVersion } from "./registry-model.ts";

/** The predicate type of build provenance (https://slsa.dev/spec/v1.0/provenance). */
export const slsaProvenance: string = "https://slsa.dev/provenance/v1";

/**
 * The attestations of a version in the shape of the registry's answer. The envelopes carry no valid signature and say so:
 * they exist for code that stores and passes on bundles, not for code that verifies them.
 */
export function renderAttestations(stored: StoredVersion): JsonObject {
  const publishPredicate = "https://github.com/npm/attestation/tree/main/specs/publish/v0.1";
  return {
    attestations: [
      { predicateType: publishPredicate, bundle: bundleDocument(stored, publishPredicate) },
      { predicateType: slsaProvenance, bundle: bundleDocument(stored, slsaProvenance) },
    ],
  };
}

function bundleDocument(stored: StoredVersion, predicateType: string): JsonObject {
  const { name, version } = stored.built.manifest;
  const sha512 = Buffer.from(stored.built.integrity.slice("sha512-".length), "base64").toString("hex");
  const statement = {
    _type: "https://in-toto.io/Statement/v1",
    subject: [
      { name: `pkg:npm/${encodeURIComponent(name).replaceAll("%2F", "/")}@${version}`, digest: { sha512 } },
    ],
    predicateType,
    predicate: {
      note: "unsigned test bundle: proves nothing",
      buildDefinition: {
        externalParameters: {
          workflow: { ref: `refs/tags/v${version}`, path: ".github/workflows/publish.yml" },
        },
        resolvedDependencies: [{ digest: { gitCommit: stored.gitHead ?? "" } }],
      },
    },
  };
  return {
    mediaType: "application/vnd.dev.sigstore.bundle.v0.3+json",
    verificationMaterial: { tlogEntries: [] },
    dsseEnvelope: {
      payload: Buffer.from(JSON.stringify(statement)).toString("base64"),
      payloadType: "application/vnd.in-toto+json",
      signatures: [],
    },
  };
}
