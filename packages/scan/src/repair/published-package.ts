import type { AdvisoryMatch, Evidence, Severity, VersionFacts } from "@lockkeeper/core";
import { isWithheld } from "@lockkeeper/core";
import type { Intelligence } from "@lockkeeper/intel";
import { evaluate } from "@lockkeeper/policy";
import type { PolicyDocument } from "@lockkeeper/policy";
import type { Release, ReleaseHistory } from "@lockkeeper/trust";
import { findTrustDowngrade, publicRegistryKeys, verifySignatures } from "@lockkeeper/trust";

/** What a registry says of one package: its history, and the manifest of each version as it is served. */
export interface PublishedPackage {
  readonly history: ReleaseHistory;
  /** Foreign; `undefined` for a version that is not listed. */
  readonly manifestOf: (version: string) => Readonly<Record<string, unknown>> | undefined;
}

/** Packages by name; `undefined` for what was asked for and is not to be had. */
export type PublishedPackages = ReadonlyMap<string, PublishedPackage | undefined>;

/** What decides whether a version may be taken. */
export interface AcceptanceRules {
  readonly policy: PolicyDocument;
  readonly intelligence: Intelligence;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** A version that could be taken. */
export interface Candidate {
  readonly version: string;
  readonly release: Release;
  /** What its known vulnerabilities weigh together; 0 where none is known. */
  readonly weight: number;
  readonly isDeprecated: boolean;
  readonly isDowngrade: boolean;
}

/** Why a version may not be taken: malware, or the policy's reason. */
export interface Refused {
  readonly version: string;
  readonly why: string;
  /** The policy's clause; `malware` for what an advisory names. */
  readonly clause: string;
}

/**
 * Asks advisories and policy about every release, with `from` in use: what fixes it may skip the cooldown where the
 * policy says so.
 */
export function sortReleases(
  { history }: PublishedPackage,
  from: string,
  rules: AcceptanceRules,
): { readonly candidates: readonly Candidate[]; readonly refused: readonly Refused[] } {
  const candidates: Candidate[] = [];
  const refused: Refused[] = [];
  for (const release of history.releases) {
    const { version } = release;
    const advisories = rules.intelligence.match(history.name, version);
    const objection = objectionTo(release, { history, from, rules, advisories });
    if (objection !== undefined) refused.push({ version, ...objection });
    else
      candidates.push({
        version,
        release,
        weight: weightOf(advisories),
        isDeprecated: release.deprecated !== undefined,
        isDowngrade: isRecentDowngrade(history, release, rules.now),
      });
  }
  return { candidates, refused };
}

/** The hash that a registry gives of a version, or why it is not to be taken. */
export type PublishedHash =
  | { readonly kind: "hash"; readonly integrity: string; readonly release: Release }
  | { readonly kind: "none"; readonly why: string };

/**
 * The hash of a version, once the registry's signature over name, version and hash holds. Signatures of keys that are
 * not npm's say nothing, and neither does the lack of one: mirrors and registries of one's own give none.
 */
export function hashOf({ history }: PublishedPackage, version: string): PublishedHash {
  const release = history.releases.find((each) => each.version === version);
  const label = `${history.name}@${version}`;
  if (release === undefined) return { kind: "none", why: `the registry does not list ${label}` };
  const { integrity } = release;
  if (integrity === undefined) return { kind: "none", why: `the registry gives no hash of ${label}` };
  const check = verifySignatures({ name: history.name, release, keys: publicRegistryKeys });
  if (check.kind !== "wrong") return { kind: "hash", integrity, release };
  const why = `the registry's signature does not hold for the hash that it gives of ${label}`;
  return { kind: "none", why };
}

interface Question {
  readonly history: ReleaseHistory;
  readonly from: string;
  readonly rules: AcceptanceRules;
  readonly advisories: readonly AdvisoryMatch[];
}

function objectionTo(release: Release, question: Question): Omit<Refused, "version"> | undefined {
  const { advisories, rules } = question;
  const malware = advisories.find(({ kind }) => kind === "malware");
  if (malware !== undefined) return { why: `${malware.id} names it as malware`, clause: "malware" };
  const facts = factsOf(release, question);
  const decision = evaluate(rules.policy, facts, { now: rules.now, exceptions: rules.policy.exceptions });
  if (!isWithheld(decision)) return undefined;
  const { clause, reasons } = decision;
  return { why: reasons[0]?.message ?? `the policy's ${clause}`, clause };
}

function factsOf(release: Release, { history, from, rules, advisories }: Question): VersionFacts {
  const { name, createdAt, releases } = history;
  return {
    name,
    version: release.version,
    upstream: "default",
    isPrivateUpstream: false,
    isAlsoPublic: false,
    published: release.publishedAt,
    firstSeenAt: undefined,
    packageCreatedAt: valueOf(createdAt),
    packageVersionCount: releases.length,
    deprecated: release.deprecated,
    installScripts: release.installScripts,
    exoticDependencies: [],
    advisories,
    fixesInUse: rules.intelligence.fixesInUse(name, release.version, () => [from]),
    inspection: { state: "absent" },
    removedUpstreamAt: undefined,
  };
}

function valueOf<Value>(evidence: Evidence<Value>): Value | undefined {
  return evidence.state === "present" ? evidence.value : undefined;
}

const weights: Readonly<Record<Severity, number>> = { critical: 1000, high: 100, moderate: 10, low: 1 };

function weightOf(advisories: readonly AdvisoryMatch[]): number {
  return advisories.reduce((sum, { severity }) => sum + weights[severity ?? "moderate"], 0);
}

const settledMs = 365 * 86_400_000;

/** What has stood for a year was looked at by many since. */
function isRecentDowngrade(history: ReleaseHistory, release: Release, now: number): boolean {
  const published = valueOf(release.publishedAt);
  if (published !== undefined && now - published > settledMs) return false;
  return findTrustDowngrade(history, release) !== undefined;
}
