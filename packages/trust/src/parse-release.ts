import { type Evidence, limits } from "@lockkeeper/core";

import { asRecord, countMember, items, member, textMember } from "./json-value.ts";
import type { Account, Release, ReleasePublisher, TrustRank } from "./release.ts";
import { trustLimits } from "./trust-limits.ts";

/** Which fields any manifest of the document has: what none has is unavailable here, not absent. */
export interface DocumentFields {
  readonly hasTimes: boolean;
  readonly hasPublishers: boolean;
  readonly hasAttestations: boolean;
  readonly hasGitHeads: boolean;
  readonly hasSignatures: boolean;
}

const dependencyFields = ["dependencies", "optionalDependencies", "peerDependencies"] as const;
const installSteps = ["preinstall", "install", "postinstall"] as const;

/** The addresses under which registries publish for OpenID Connect carry no mailbox: `npm-oidc-no-reply@…`. */
const machineEmail = /^npm-oidc-no-reply@/i;

/** Finds out which fields a document has at all. */
export function surveyFields(times: unknown, manifests: readonly unknown[]): DocumentFields {
  return {
    hasTimes: asRecord(times) !== undefined,
    hasPublishers: manifests.some((manifest) => asRecord(member(manifest, "_npmUser")) !== undefined),
    hasAttestations: manifests.some((manifest) => provenanceOf(manifest) !== undefined),
    hasGitHeads: manifests.some((manifest) => textMember(manifest, "gitHead") !== undefined),
    hasSignatures: manifests.some((manifest) => signaturesOf(manifest).length > 0),
  };
}

/** Reads one manifest of a packument. */
export function parseRelease(
  version: string,
  manifest: unknown,
  publishedAt: Evidence<number>,
  fields: DocumentFields,
): Release {
  const dist = member(manifest, "dist");
  const publisher = parsePublisher(member(manifest, "_npmUser"));
  const signatures = signaturesOf(manifest);
  const scripts = textRecord(
    member(manifest, "scripts"),
    trustLimits.scriptsPerRelease,
    trustLimits.scriptMaxCharacters,
  );
  return {
    version,
    publishedAt,
    publisher: evidence(publisher, fields.hasPublishers, "the registry names no publishers"),
    rank: rankOf(publisher, provenanceOf(manifest), fields),
    gitHead: evidence(
      textMember(manifest, "gitHead", 128),
      fields.hasGitHeads,
      "the registry names no commits",
    ),
    signatures: evidence(
      signatures.length > 0 ? signatures : undefined,
      fields.hasSignatures,
      "the registry serves no signatures",
    ),
    attestationsUrl: evidence(
      textMember(member(dist, "attestations"), "url", limits.urlMaxCharacters),
      fields.hasAttestations,
      "the registry names no attestations",
    ),
    integrity: textMember(dist, "integrity", limits.integrityMaxCharacters),
    tarball: textMember(dist, "tarball", limits.urlMaxCharacters),
    unpackedBytes: countMember(dist, "unpackedSize"),
    fileCount: countMember(dist, "fileCount"),
    deprecated: deprecationOf(member(manifest, "deprecated")),
    installScripts: installScriptsOf(scripts, member(manifest, "hasInstallScript")),
    scripts,
    repository: parseRepository(member(manifest, "repository")),
    maintainers: parseAccounts(member(manifest, "maintainers")),
    dependencies: parseDependencies(manifest),
  };
}

/** Reads `repository`, which is a text or an object with a URL. */
export function parseRepository(value: unknown): string | undefined {
  if (typeof value === "string") {
    return value !== "" && value.length <= limits.urlMaxCharacters ? value : undefined;
  }
  return textMember(value, "url", limits.urlMaxCharacters);
}

/** Reads a list of maintainers; old documents have texts, `login <address>`. */
export function parseAccounts(value: unknown): readonly Account[] {
  return items(value, trustLimits.maintainersPerRelease)
    .map((item) => (typeof item === "string" ? parseAccountText(item) : parseAccount(item)))
    .filter((account) => account !== undefined);
}

function parseAccount(value: unknown): Account | undefined {
  const login = textMember(value, "name", 256);
  if (login === undefined) return undefined;
  return { login, email: normalEmail(textMember(value, "email", 320)) };
}

function parseAccountText(text: string): Account | undefined {
  if (text.length > 600) return undefined;
  const open = text.indexOf("<");
  const login = (open < 0 ? text : text.slice(0, open)).trim();
  if (login === "") return undefined;
  return { login, email: open < 0 ? undefined : normalEmail(text.slice(open + 1).replace(/>.*$/s, "")) };
}

function normalEmail(email: string | undefined): string | undefined {
  const text = email?.trim().toLowerCase();
  return text === undefined || text === "" || !text.includes("@") ? undefined : text;
}

function parsePublisher(value: unknown): ReleasePublisher | undefined {
  const account = parseAccount(value);
  if (account === undefined) return undefined;
  const trusted = member(value, "trustedPublisher");
  const id = textMember(trusted, "id", 256);
  return {
    ...account,
    isMachine: id !== undefined || machineEmail.test(account.email ?? ""),
    trustedPublisher:
      id === undefined ? undefined : { id, configId: textMember(trusted, "oidcConfigId", 256) },
    approver: parseAccount(member(value, "approver")),
  };
}

function rankOf(
  publisher: ReleasePublisher | undefined,
  provenance: string | undefined,
  fields: DocumentFields,
): Evidence<TrustRank> {
  if (!fields.hasPublishers && !fields.hasAttestations) {
    return { state: "unavailable", reason: "the registry names neither publishers nor attestations" };
  }
  if (publisher?.approver !== undefined) return { state: "present", value: "staged" };
  const isTrusted = publisher?.isMachine === true;
  if (provenance !== undefined) {
    return { state: "present", value: isTrusted ? "trusted-publisher" : "provenance" };
  }
  return { state: "present", value: isTrusted ? "oidc" : "none" };
}

function provenanceOf(manifest: unknown): string | undefined {
  const attestations = member(member(manifest, "dist"), "attestations");
  return textMember(member(attestations, "provenance"), "predicateType", 1000);
}

function signaturesOf(manifest: unknown): readonly { readonly keyId: string; readonly signature: string }[] {
  return items(member(member(manifest, "dist"), "signatures"), trustLimits.signaturesPerRelease)
    .map((item) => ({ keyId: textMember(item, "keyid", 256), signature: textMember(item, "sig", 1024) }))
    .filter((pair): pair is { keyId: string; signature: string } => {
      return pair.keyId !== undefined && pair.signature !== undefined;
    });
}

function deprecationOf(value: unknown): string | undefined {
  if (typeof value === "string" && value !== "") return value.slice(0, trustLimits.textMaxCharacters);
  return value === true ? "deprecated" : undefined;
}

function installScriptsOf(scripts: Readonly<Record<string, string>>, claim: unknown): readonly string[] {
  const declared = installSteps.filter((step) => scripts[step] !== undefined);
  return declared.length === 0 && claim === true ? ["install"] : declared;
}

function parseDependencies(manifest: unknown): Release["dependencies"] {
  const byField: Record<string, Readonly<Record<string, string>>> = Object.create(null);
  for (const field of dependencyFields) {
    const specs = textRecord(
      member(manifest, field),
      trustLimits.dependenciesPerField,
      trustLimits.specMaxCharacters,
    );
    if (Object.keys(specs).length > 0) byField[field] = specs;
  }
  return byField;
}

/** The texts of an object without a prototype, cut to the bounds: foreign keys may be called `constructor`. */
export function textRecord(
  value: unknown,
  maxEntries: number,
  maxCharacters: number,
): Readonly<Record<string, string>> {
  const texts: Record<string, string> = Object.create(null);
  const record = asRecord(value);
  if (record === undefined) return texts;
  for (const [key, text] of Object.entries(record).slice(0, maxEntries)) {
    if (typeof text === "string" && key.length <= limits.nameMaxCharacters)
      texts[key] = text.slice(0, maxCharacters);
  }
  return texts;
}

function evidence<Value>(value: Value | undefined, isKnownField: boolean, reason: string): Evidence<Value> {
  if (value !== undefined) return { state: "present", value };
  return isKnownField ? { state: "absent" } : { state: "unavailable", reason };
}
