import type { Severity } from "@lockkeeper/core";
import type { PolicySeverity } from "./clause.ts";
import type { Exception } from "./exception.ts";

/** The name of a built-in policy. */
export type PresetName = "relaxed" | "balanced" | "strict";

/** Who wrote a document: a repository may only tighten what the organisation says. */
export type PolicyTier = "organisation" | "repository";

/** The origin of a setting that no document and no preset gives. */
export const notSet = "not set";

/** Under which key the origins tell where the ages of a further tier come from. */
export function furtherAgesPath(index: number): string {
  return `cooldown.tightenedBy[${index}]`;
}

/** What is done with install scripts by the commands that start a client; it changes no decision. */
export type InstallScriptMode = "deny" | "allow";

/** A cooldown of its own for some packages; the most specific match applies, between equals the longest. */
export interface CooldownOverride {
  /** `name`, `name@range`, `@scope/*`, or a name with one `*`. */
  readonly match: string;
  readonly ageMs: number;
  readonly reason: string;
}

/** One tier's idea of how old a version must be. */
export interface CooldownAges {
  readonly ageMs: number;
  readonly overrides: readonly CooldownOverride[];
}

/** The cooldown: versions younger than this are not served. */
export interface CooldownClause extends CooldownAges {
  readonly effect: PolicySeverity;
  /** Whether versions from private upstreams need not wait. */
  readonly exemptPrivate: boolean;
  /** Whether a version named as the fix of something in use skips the cooldown (and nothing else). */
  readonly securityFixes: boolean;
  /** The ages of further tiers; a version must satisfy all of them. Empty unless documents were merged. */
  readonly tightenedBy: readonly CooldownAges[];
}

/** What is done with the verdicts of inspections, and which versions are inspected when. Milliseconds. */
export interface InspectClause {
  /** What happens to a version that is to be held; one that is to be blocked is blocked unless this is `off`. */
  readonly effect: PolicySeverity;
  /** Versions younger than this are inspected before they are served, older ones afterwards. */
  readonly ageMs: number;
  /** How much time of its own an inspection may take that a request waits for; then the version counts as unknown. */
  readonly budgetMs: number;
  readonly exemptPrivate: boolean;
}

/** A package that must come from one upstream only. */
export interface RegistryPin {
  readonly match: string;
  /** The id of the upstream. */
  readonly upstream: string;
}

/** A package or version that is never served. */
export interface DenyRule {
  readonly match: string;
  readonly reason: string;
}

/** A parsed, validated, defaulted and frozen policy. Ages are milliseconds. */
export interface PolicyDocument {
  readonly version: 1;
  /** What filled the settings the document does not give; `undefined` for a repository's document that names none. */
  readonly preset: PresetName | undefined;
  readonly tier: PolicyTier;
  readonly cooldown: CooldownClause;
  readonly inspect: InspectClause;
  readonly malware: PolicySeverity;
  readonly massReport: PolicySeverity;
  readonly vulnerability: { readonly severity: Severity; readonly effect: PolicySeverity };
  readonly exoticSources: { readonly effect: PolicySeverity; readonly allow: readonly string[] };
  readonly installScripts: {
    readonly effect: PolicySeverity;
    readonly mode: InstallScriptMode;
    readonly allow: readonly string[];
  };
  readonly registries: {
    readonly effect: PolicySeverity;
    readonly nameConfusion: PolicySeverity;
    readonly pins: readonly RegistryPin[];
  };
  readonly deprecated: PolicySeverity;
  readonly deny: readonly DenyRule[];
  readonly missingTime: { readonly public: PolicySeverity; readonly private: PolicySeverity };
  readonly removedUpstream: PolicySeverity;
  readonly unknown: PolicySeverity;
  readonly exceptions: readonly Exception[];
  /** Where each setting comes from, by its path such as `cooldown.age`. No part of the revision. */
  readonly origins: Readonly<Record<string, string>>;
}
