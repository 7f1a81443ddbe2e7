import { Buffer } from "node:buffer";

import { type Evidence, tryParseIntegrity } from "@lockkeeper/core";
import { type Bundle, bundleFromJSON } from "@sigstore/bundle";
import { type Signer, toSignedEntity, VerificationError, Verifier } from "@sigstore/verify";

import type { AttestationCheck, ProvenanceFacts } from "./attestation.ts";
import { readCertifiedClaims } from "./certificate-claims.ts";
import { items, member } from "./json-value.ts";
import { readProvenance, type Statement, tryParseStatement } from "./statement.ts";
import { trustLimits } from "./trust-limits.ts";
import type { TrustRoot } from "./trust-root.ts";

/** The predicate of the registry's own attestation (npm/attestation, specs/publish/v0.1). */
const publishPredicate = "https://github.com/npm/attestation/tree/main/specs/publish/";

/** Which attestations are asked about, and the bytes for which they must hold. */
export interface AttestationQuestion {
  readonly name: string;
  readonly version: string;
  /** The hash of the tarball that was read, as an integrity value with SHA-512. */
  readonly integrity: string;
  /** The body of the registry's answer at `dist.attestations.url`. */
  readonly answer: Uint8Array;
  readonly root: TrustRoot;
}

/** What came of one attestation. */
type One =
  | { readonly kind: "held"; readonly statement: Statement; readonly bundle: Bundle; readonly signer: Signer }
  | { readonly kind: "invalid" | "unverifiable"; readonly problem: string };

/**
 * Verifies a release's attestations: signatures, certificates and log entries with the trust root, then name, version
 * and digest against the bytes. Absent when the answer has none, unavailable when it cannot be read.
 */
export function verifyAttestations(question: AttestationQuestion): Evidence<AttestationCheck> {
  const bundles = parseAnswer(question.answer);
  if (bundles === undefined) {
    return { state: "unavailable", reason: "the registry's answer with attestations cannot be read" };
  }
  if (bundles.length === 0) return { state: "absent" };
  const digest = sha512Of(question.integrity);
  if (digest === undefined) {
    return { state: "unavailable", reason: "the version has no SHA-512 to compare attestations with" };
  }
  const checks = bundles.map((bundle) => verifyOne(bundle, question, digest));
  return { state: "present", value: summarize(checks) };
}

function parseAnswer(answer: Uint8Array): readonly unknown[] | undefined {
  if (answer.length > trustLimits.attestationsMaxBytes) return undefined;
  let document: unknown;
  try {
    document = JSON.parse(Buffer.from(answer).toString("utf8"));
  } catch {
    // What is not JSON is unavailable evidence; the caller says so.
    return undefined;
  }
  const list = member(document, "attestations");
  return Array.isArray(list)
    ? items(list, trustLimits.attestations).map((each) => member(each, "bundle"))
    : undefined;
}

function sha512Of(integrity: string): string | undefined {
  const hash = tryParseIntegrity(integrity)?.find(({ algorithm }) => algorithm === "sha512");
  return hash === undefined ? undefined : Buffer.from(hash.digest, "base64").toString("hex");
}

function verifyOne(json: unknown, question: AttestationQuestion, digest: string): One {
  try {
    const bundle = bundleFromJSON(json);
    if (bundle.content.$case !== "dsseEnvelope") return unverifiable("it signs no statement");
    const unknown = findUnknown(bundle, question.root);
    if (unknown !== undefined) return unverifiable(unknown);
    const signer = createVerifier(question.root).verify(toSignedEntity(bundle));
    const statement = tryParseStatement(bundle.content.dsseEnvelope.payload.toString("utf8"));
    if (statement === undefined) return { kind: "invalid", problem: "what it signs is no statement" };
    const problem = compareSubject(statement, question, digest);
    return problem === undefined ? { kind: "held", statement, bundle, signer } : { kind: "invalid", problem };
  } catch (error) {
    return classify(error);
  }
}

/** Keys and logs come and go; a trust root that is older than they are cannot judge what they signed. */
function findUnknown(bundle: Bundle, root: TrustRoot): string | undefined {
  const { content, tlogEntries } = bundle.verificationMaterial;
  if (content.$case === "publicKey") {
    const { hint } = content.publicKey;
    if (root.attestationKeys.every(({ keyId }) => keyId !== hint)) return "it is signed with an unknown key";
  }
  const logs = new Set(root.authorities.tlogs.map(({ logID }) => logID.toString("hex")));
  const isKnown = tlogEntries.every(({ logId }) => logs.has(logId?.keyId.toString("hex") ?? ""));
  return isKnown ? undefined : "it is in a transparency log that is not known";
}

function createVerifier({ authorities, attestationKeys }: TrustRoot): Verifier {
  return new Verifier({
    ...authorities,
    publicKey: (hint) => {
      const keys = attestationKeys.filter(({ keyId }) => keyId === hint);
      const [key] = keys;
      if (key === undefined) {
        throw new VerificationError({ code: "PUBLIC_KEY_ERROR", message: "the key is not known" });
      }
      return {
        publicKey: key.publicKey,
        validFor: (date) =>
          keys.some(({ from, until }) => date.getTime() >= from && date.getTime() < (until ?? Infinity)),
      };
    },
  });
}

/** Compares what the statement is about with the version, by package URL and digest. */
function compareSubject(
  statement: Statement,
  { name, version }: AttestationQuestion,
  digest: string,
): string | undefined {
  const expected = `pkg:npm/${name}@${version}`;
  const named = statement.subjects.filter((subject) => decodeUrl(subject.name) === expected);
  if (named.length === 0) return "it is about another package or version";
  return named.some(({ sha512 }) => sha512 === digest) ? undefined : "it is about other bytes";
}

function decodeUrl(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A text with broken escapes is compared as it stands, and equals no valid name.
    return text;
  }
}

/** Only what the library found wrong counts against a version; what it could not read, or did not know, does not. */
function classify(error: unknown): One {
  const message = error instanceof Error ? error.message.slice(0, 200) : "unknown failure";
  if (!(error instanceof VerificationError)) return unverifiable(`it cannot be read (${message})`);
  const isUnknownAuthority = /no trusted certificate path|expected \d+ (?:SCTs|timestamps)/.test(message);
  return isUnknownAuthority ? unverifiable(message) : { kind: "invalid", problem: message };
}

function unverifiable(problem: string): One {
  return { kind: "unverifiable", problem };
}

function summarize(checks: readonly One[]): AttestationCheck {
  const problems = (kind: "invalid" | "unverifiable"): readonly string[] =>
    checks.flatMap((each) => (each.kind === kind ? [each.problem] : []));
  const invalid = problems("invalid");
  if (invalid.length > 0) return { kind: "invalid", problems: invalid };
  const held = checks.filter((each) => each.kind === "held");
  const provenance = held.map(provenanceOf).find((facts) => facts !== undefined);
  if (held.length === 0) return { kind: "unverifiable", problems: problems("unverifiable") };
  return {
    kind: "verified",
    facts: {
      provenance,
      hasPublishAttestation: held.some(isPublishAttestation),
      loggedAt: firstLogged(held),
      publishLoggedAt: firstLogged(held.filter(isPublishAttestation)),
    },
  };
}

function firstLogged(held: readonly { readonly bundle: Bundle }[]): number | undefined {
  const times = held.flatMap(({ bundle }) =>
    bundle.verificationMaterial.tlogEntries.map(({ integratedTime }) => Number(integratedTime) * 1000),
  );
  return times.length === 0 ? undefined : Math.min(...times);
}

/** The registry's own attestation: signed with its key, not by whoever got a certificate. */
function isPublishAttestation({ statement, signer }: One & { readonly kind: "held" }): boolean {
  return signer.identity === undefined && statement.predicateType.startsWith(publishPredicate);
}

/**
 * Provenance counts only with a certificate, and its source only as the authority certified it: anybody can sign a
 * statement that names somebody else's repository.
 */
function provenanceOf({ statement, signer }: One & { readonly kind: "held" }): ProvenanceFacts | undefined {
  const stated = readProvenance(statement);
  if (stated === undefined || signer.identity === undefined) return undefined;
  const certified = readCertifiedClaims(signer.identity.oids ?? []);
  return certified.repository === undefined
    ? { ...nothingCertified, builder: stated.builder }
    : { ...stated, ...certified };
}

const nothingCertified = {
  repository: undefined,
  workflow: undefined,
  ref: undefined,
  commit: undefined,
  trigger: undefined,
  runner: undefined,
} as const;
