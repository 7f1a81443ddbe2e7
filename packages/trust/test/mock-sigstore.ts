import { Buffer } from "node:buffer";
import { createHash, generateKeyPairSync, type KeyObject, sign } from "node:crypto";

import { initializeCA, initializeCTLog, initializeTLog } from "@sigstore/mock";

/** What a workflow's certificate says of the build, by Fulcio's claims. */
export interface BuildClaims {
  readonly repository: string;
  readonly ref: string;
  readonly workflow: string;
  readonly trigger: string;
}

/** A statement to sign. */
export interface StatementParts {
  readonly predicateType: string;
  readonly subject: { readonly name: string; readonly sha512: string };
  readonly predicate?: unknown;
}

/** A Sigstore of its own: authority, logs and a registry's key, with the files of its trust root. */
export interface MockSigstore {
  readonly rootText: string;
  readonly keysText: string;
  readonly keyId: string;
  /** A bundle signed with a certificate for this build; without claims, for a person. */
  attest(statement: StatementParts, claims?: BuildClaims): Promise<Record<string, unknown>>;
  /** A bundle signed with the registry's key. */
  publish(statement: StatementParts, hint?: string): Promise<Record<string, unknown>>;
}

const arc = "1.3.6.1.4.1.57264.1";
const payloadType = "application/vnd.in-toto+json";
const validFor = { start: "2020-01-01T00:00:00Z" };

/** Creates authorities with keys of their own; nothing of it is known outside the test. */
export async function createMockSigstore(): Promise<MockSigstore> {
  const pair = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const registry = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const ctLog = await initializeCTLog(pair);
  const authority = await initializeCA(pair, ctLog);
  const log = await initializeTLog("https://log.example", pair);
  const keyId = "SHA256:registry";

  async function bundleOf(
    parts: StatementParts,
    key: KeyObject,
    material: Record<string, unknown>,
  ): Promise<Record<string, unknown>> {
    const payload = Buffer.from(JSON.stringify(renderStatement(parts)));
    const signature = sign("sha256", preAuthentication(payload), key).toString("base64");
    const body = {
      apiVersion: "0.0.1",
      kind: "dsse",
      spec: {
        envelopeHash: { algorithm: "sha256", value: "00" },
        payloadHash: { algorithm: "sha256", value: createHash("sha256").update(payload).digest("hex") },
        signatures: [{ signature, verifier: "" }],
      },
    };
    return {
      mediaType: "application/vnd.dev.sigstore.bundle.v0.3+json",
      verificationMaterial: { ...material, tlogEntries: [renderEntry(await log.log(body))] },
      dsseEnvelope: {
        payload: payload.toString("base64"),
        payloadType,
        signatures: [{ sig: signature, keyid: "" }],
      },
    };
  }

  return {
    rootText: renderRoot({ authority: authority.rootCertificate, log: log.publicKey, ctLog }),
    keysText: renderKeys(keyId, registry.publicKey),
    keyId,
    async attest(statement, claims) {
      const own = generateKeyPairSync("ec", { namedCurve: "P-256" });
      const certificate = await authority.issueCertificate({
        publicKey: own.publicKey.export({ format: "der", type: "spki" }),
        subjectAltName:
          claims === undefined ? "mailto:someone@mail.example" : `${claims.repository}/${claims.workflow}`,
        extensions: claims === undefined ? [] : renderClaims(claims),
      });
      const rawBytes = Buffer.from(
        certificate.buffer,
        certificate.byteOffset,
        certificate.byteLength,
      ).toString("base64");
      return bundleOf(statement, own.privateKey, { certificate: { rawBytes } });
    },
    publish: (statement, hint = keyId) => bundleOf(statement, registry.privateKey, { publicKey: { hint } }),
  };
}

function renderStatement({ predicateType, subject, predicate }: StatementParts): unknown {
  return {
    _type: "https://in-toto.io/Statement/v1",
    subject: [{ name: subject.name, digest: { sha512: subject.sha512 } }],
    predicateType,
    predicate: predicate ?? {},
  };
}

/** DSSE's pre-authentication encoding (https://github.com/secure-systems-lab/dsse). */
function preAuthentication(payload: Buffer): Buffer {
  const head = `DSSEv1 ${String(payloadType.length)} ${payloadType} ${String(payload.length)} `;
  return Buffer.concat([Buffer.from(head), payload]);
}

/** An entry as Rekor answers it (https://www.sigstore.dev/swagger), as far as a bundle needs it. */
interface LogEntry {
  readonly body: string;
  readonly integratedTime: number;
  readonly logID: string;
  readonly logIndex: number;
  readonly verification?: {
    readonly signedEntryTimestamp: string;
    readonly inclusionProof: {
      readonly logIndex: number;
      readonly rootHash: string;
      readonly treeSize: number;
      readonly checkpoint: string;
    };
  };
}

function renderEntry(entries: object): unknown {
  // as: the mock's declarations leave the entry open
  const [entry] = Object.values(entries) as readonly LogEntry[];
  if (entry === undefined) throw new Error("The log took nothing.");
  const { verification } = entry;
  const proof = verification?.inclusionProof;
  return {
    logIndex: String(entry.logIndex),
    logId: { keyId: Buffer.from(entry.logID, "hex").toString("base64") },
    kindVersion: { kind: "dsse", version: "0.0.1" },
    integratedTime: String(entry.integratedTime),
    inclusionPromise: { signedEntryTimestamp: verification?.signedEntryTimestamp },
    inclusionProof: {
      logIndex: String(proof?.logIndex),
      rootHash: Buffer.from(proof?.rootHash ?? "", "hex").toString("base64"),
      treeSize: String(proof?.treeSize),
      hashes: [],
      checkpoint: { envelope: proof?.checkpoint },
    },
    canonicalizedBody: entry.body,
  };
}

function renderRoot(parts: {
  readonly authority: ArrayBufferView;
  readonly log: Buffer;
  readonly ctLog: { readonly publicKey: Buffer; readonly logID: ArrayBufferView };
}): string {
  const { authority, log, ctLog } = parts;
  const logOf = (publicKey: Buffer, keyId: Buffer): unknown => ({
    baseUrl: "https://log.example",
    publicKey: { rawBytes: publicKey.toString("base64"), keyDetails: "PKIX_ECDSA_P256_SHA_256", validFor },
    logId: { keyId: keyId.toString("base64") },
  });
  return JSON.stringify({
    mediaType: "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
    tlogs: [logOf(log, createHash("sha256").update(log).digest())],
    ctlogs: [logOf(ctLog.publicKey, bytesOf(ctLog.logID))],
    certificateAuthorities: [
      {
        uri: "https://authority.example",
        certChain: { certificates: [{ rawBytes: bytesOf(authority).toString("base64") }] },
        validFor,
      },
    ],
    timestampAuthorities: [],
  });
}

function bytesOf(view: ArrayBufferView): Buffer {
  return Buffer.from(view.buffer, view.byteOffset, view.byteLength);
}

function renderKeys(keyId: string, key: KeyObject): string {
  const rawBytes = key.export({ format: "der", type: "spki" }).toString("base64");
  return JSON.stringify({
    keys: [{ keyId, keyUsage: "npm:attestations", publicKey: { rawBytes, validFor } }],
  });
}

function renderClaims({ repository, ref, workflow, trigger }: BuildClaims): { oid: string; value: string }[] {
  return [
    { oid: `${arc}.11`, value: "github-hosted" },
    { oid: `${arc}.12`, value: repository },
    { oid: `${arc}.13`, value: "c0ffee" },
    { oid: `${arc}.14`, value: ref },
    { oid: `${arc}.18`, value: `${repository}/${workflow}@${ref}` },
    { oid: `${arc}.20`, value: trigger },
  ];
}
