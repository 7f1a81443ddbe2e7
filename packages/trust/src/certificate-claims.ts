import type { ProvenanceFacts } from "./attestation.ts";
import { plainRepository } from "./statement.ts";

/** Extensions of Fulcio's certificates (Sigstore, "OID information"), by the last number below 1.3.6.1.4.1.57264.1. */
const claims = {
  runner: 11,
  repository: 12,
  commit: 13,
  ref: 14,
  workflow: 18,
  trigger: 20,
} as const;

const arc = "1.3.6.1.4.1.57264.1.";

/** One extension of a certificate, as the library gives it. */
export interface CertificateExtension {
  readonly oid?: { readonly id: readonly number[] } | undefined;
  readonly value: Uint8Array;
}

/**
 * Reads what the authority itself certified of the build. A statement's payload is written by the workflow; these come
 * from the identity token, and count where the two differ.
 */
export function readCertifiedClaims(
  extensions: readonly CertificateExtension[],
): Partial<Omit<ProvenanceFacts, "builder">> {
  const byNumber = new Map<string, string>();
  for (const { oid, value } of extensions) {
    const id = oid?.id.join(".") ?? "";
    const text = id.startsWith(arc) ? readUtf8String(value) : undefined;
    if (text !== undefined) byNumber.set(id.slice(arc.length), text);
  }
  const claim = (key: keyof typeof claims): string | undefined => byNumber.get(String(claims[key]));
  const repository = plainRepository(claim("repository"));
  const found = {
    repository,
    ref: claim("ref"),
    commit: claim("commit"),
    trigger: claim("trigger"),
    runner: claim("runner"),
    workflow: workflowPath(claim("workflow"), repository),
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}

/** The workflow's path out of `https://host/owner/name/.github/workflows/x.yml@refs/…`. */
function workflowPath(uri: string | undefined, repository: string | undefined): string | undefined {
  if (uri === undefined || repository === undefined || !uri.startsWith(`${repository}/`)) return undefined;
  const path = uri.slice(repository.length + 1);
  const at = path.indexOf("@");
  return at < 0 ? path : path.slice(0, at);
}

/** A DER-encoded UTF8String of up to 65,535 bytes. */
function readUtf8String(bytes: Uint8Array): string | undefined {
  if (bytes[0] !== 0x0c) return undefined;
  const [, first = 0, second = 0, third = 0] = bytes;
  const [start, length] = lengthOf(first, second, third);
  if (start + length !== bytes.length) return undefined;
  return new TextDecoder().decode(bytes.subarray(start));
}

function lengthOf(first: number, second: number, third: number): readonly [number, number] {
  if (first < 0x80) return [2, first];
  return first === 0x81 ? [3, second] : [4, second * 256 + third];
}
