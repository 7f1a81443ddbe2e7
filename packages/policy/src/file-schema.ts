import { severities, tryParseDuration } from "@lockkeeper/core";
import type { Severity } from "@lockkeeper/core";
import { z } from "zod";
import { policySeverities } from "./clause.ts";
import type { PolicySeverity } from "./clause.ts";
import type { InstallScriptMode, PresetName } from "./document.ts";
import { exceptionEntrySchema } from "./exception.ts";
import type { ExceptionEntry } from "./exception.ts";
import { parsePackagePattern } from "./package-pattern.ts";

/** An override of the cooldown as a file writes it. */
interface OverrideEntry {
  readonly match: string;
  readonly age: string;
  readonly reason: string;
}

/** The settings of a policy, each one given: what a preset is made of. Ages are texts such as `72h`. */
export interface PolicySettings {
  readonly cooldown: {
    readonly age: string;
    readonly effect: PolicySeverity;
    readonly exemptPrivate: boolean;
    readonly securityFixes: boolean;
    readonly overrides: readonly OverrideEntry[];
  };
  readonly inspect: {
    readonly effect: PolicySeverity;
    readonly age: string;
    readonly budget: string;
    readonly exemptPrivate: boolean;
  };
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
    readonly pins: readonly { readonly match: string; readonly upstream: string }[];
  };
  readonly deprecated: PolicySeverity;
  readonly deny: readonly { readonly match: string; readonly reason: string }[];
  readonly missingTime: { readonly public: PolicySeverity; readonly private: PolicySeverity };
  readonly removedUpstream: PolicySeverity;
  readonly unknown: PolicySeverity;
  readonly exceptions: readonly ExceptionEntry[];
}

type Given<Settings> = Settings extends readonly unknown[] | string | boolean ? Settings : Partial<Settings>;

/** A policy as its author writes it: everything but the version may be left out. */
export type PolicyFile = { readonly [Key in keyof PolicySettings]?: Given<PolicySettings[Key]> } & {
  readonly $schema?: string;
  readonly version: 1;
  readonly preset?: PresetName;
};

/** The names of the built-in policies, from lenient to strict. */
export const presetNames: readonly PresetName[] = ["relaxed", "balanced", "strict"];

const maxAgeMs = 366 * 86_400_000;
/** Clients give up about then. */
const maxBudgetMs = 300_000;
const maxEntries = 10_000;
const hostForm = /^[a-z0-9](?:[a-z0-9.-]{0,252})$/;

/** What a repository's document may do to a setting. */
type RepositoryRight =
  | "may raise"
  | "may lower"
  | "may deny"
  | "may switch off"
  | "may add"
  | "may remove"
  | "no";

interface Meaning {
  readonly type: string;
  readonly meaning: string;
  readonly repository: RepositoryRight;
}

function setting<Schema extends z.ZodType>(
  schema: Schema,
  { type, meaning, repository }: Meaning,
): z.ZodExactOptional<Schema> {
  return schema.meta({ description: meaning, "x-type": type, "x-repository": repository }).exactOptional();
}

function severity(meaning: string): z.ZodExactOptional<z.ZodType<PolicySeverity>> {
  const type = policySeverities.join(" | ");
  return setting(z.enum(policySeverities), { type, meaning, repository: "may raise" });
}

function list<Schema extends z.ZodType>(
  entry: Schema,
  meaning: Meaning,
): z.ZodExactOptional<z.ZodArray<Schema>> {
  return setting(z.array(entry).max(maxEntries), meaning);
}

const durationMessage = "must be a duration with its unit, such as 72h";
const age = z
  .string(durationMessage)
  .regex(/^\d{1,9}\s?(?:ms|s|m|h|d|w)$/, durationMessage)
  .refine((text) => (tryParseDuration(text) ?? 0) <= maxAgeMs, "must be at most 366d");
const budget = z
  .string(durationMessage)
  .regex(/^\d{1,9}\s?(?:ms|s|m)$/, "must be a duration with its unit, such as 10s")
  .refine((text) => (tryParseDuration(text) ?? 0) <= maxBudgetMs, "must be at most 5m");
const pattern = z.string().superRefine((text, context) => {
  const parsed = parsePackagePattern(text);
  if ("refused" in parsed)
    context.addIssue({ code: "custom", message: `is no usable pattern: ${parsed.refused}` });
});
const reason = z.string().trim().min(1, "must say why").max(500);
const host = z.string().regex(hostForm, "must be a host name in lower case, such as git.example");
const mode = z.enum(["deny", "allow"], {
  error: (issue) =>
    issue.input === "sandbox"
      ? 'cannot be "sandbox" yet, as this version has no sandbox; use "deny" and allow what you trust'
      : 'must be "deny" or "allow"',
});

/** The form of a policy file; strict, so that a misspelt key is an error and not a rule that is silently off. */
export const policyFileSchema: z.ZodType<PolicyFile> = z.strictObject({
  $schema: z
    .string()
    .max(2048)
    .describe("Where the JSON Schema of this file is, for editors.")
    .exactOptional(),
  version: z.literal(1, "must be 1").describe("The version of this format."),
  preset: z.enum(presetNames).describe("Fills every setting that is not given.").exactOptional(),
  cooldown: z
    .strictObject({
      age: setting(age, {
        type: "duration",
        meaning:
          "How long a version must have been published before it is served; 0h switches the cooldown off.",
        repository: "may raise",
      }),
      effect: severity("What happens to a version that is younger."),
      exemptPrivate: setting(z.boolean(), {
        type: "true | false",
        meaning: "Whether versions from private upstreams need not wait.",
        repository: "may switch off",
      }),
      securityFixes: setting(z.boolean(), {
        type: "true | false",
        meaning:
          "Whether a version that fixes an advisory for a version in use skips the cooldown. It skips nothing else.",
        repository: "may switch off",
      }),
      overrides: list(z.strictObject({ match: pattern, age, reason }), {
        type: "list of {match, age, reason}",
        meaning:
          "Ages of their own for some packages. The most specific match applies; between equals, the longest age.",
        repository: "may raise",
      }),
    })
    .exactOptional(),
  inspect: z
    .strictObject({
      effect: severity(
        "A version that its inspection would hold. One that it would block is blocked, unless this is `off`.",
      ),
      age: setting(age, {
        type: "duration",
        meaning:
          "Versions younger than this are inspected before they are served; older ones in the background, once they were fetched.",
        repository: "may raise",
      }),
      budget: setting(budget, {
        type: "duration",
        meaning:
          "How much time of its own an inspection may take that a request waits for. While others have the processors, a request waits longer, up to 24 times as long. What is not inspected by then falls under `unknown`.",
        repository: "no",
      }),
      exemptPrivate: setting(z.boolean(), {
        type: "true | false",
        meaning: "Whether versions from private upstreams are served without an inspection.",
        repository: "may switch off",
      }),
    })
    .exactOptional(),
  malware: severity("A version that an advisory or a documented campaign names as malicious."),
  massReport: severity(
    "A single report that declares every version of a package with a long history malicious: what this setting says for versions newer than 14 days before the report, at most `warn` for older ones.",
  ),
  vulnerability: z
    .strictObject({
      severity: setting(z.enum(severities), {
        type: severities.join(" | "),
        meaning:
          "From which severity on a known vulnerability counts. One of unknown severity counts as `warn` at most.",
        repository: "may lower",
      }),
      effect: severity("What happens to a version with such a vulnerability."),
    })
    .exactOptional(),
  exoticSources: z
    .strictObject({
      effect: severity("A version with a dependency from outside the registries: git, a URL, a local path."),
      allow: list(host, {
        type: "list of host names",
        meaning: "Hosts such dependencies may come from, over https or ssh.",
        repository: "may remove",
      }),
    })
    .exactOptional(),
  installScripts: z
    .strictObject({
      effect: severity("A version that declares a script an install runs."),
      mode: setting(mode, {
        type: "deny | allow",
        meaning: "Whether the commands that start a client let it run install scripts. Changes no decision.",
        repository: "may deny",
      }),
      allow: list(pattern, {
        type: "list of patterns",
        meaning: "Packages whose scripts are expected.",
        repository: "may remove",
      }),
    })
    .exactOptional(),
  registries: z
    .strictObject({
      effect: severity("A pinned package that was served by another upstream."),
      nameConfusion: severity("A name routed to a private upstream that also exists on the public one."),
      pins: list(z.strictObject({ match: pattern, upstream: z.string().min(1).max(200) }), {
        type: "list of {match, upstream}",
        meaning: "Packages that may come from one upstream only.",
        repository: "may add",
      }),
    })
    .exactOptional(),
  deprecated: severity("A version its authors have deprecated."),
  deny: list(z.strictObject({ match: pattern, reason }), {
    type: "list of {match, reason}",
    meaning: "Packages and versions that are always blocked.",
    repository: "may add",
  }),
  missingTime: z
    .strictObject({
      public: severity("A version without a publish time, from a public upstream."),
      private: severity("The same from a private upstream, also when the time it states cannot be used."),
    })
    .exactOptional(),
  removedUpstream: severity("A version that its upstream has dropped."),
  unknown: severity(
    "A version that could not be decided: its publish time contradicts itself or lies in the future, or it could not be inspected.",
  ),
  exceptions: list(exceptionEntrySchema, {
    type: "list of exceptions",
    meaning: "Grants for single packages, with a reason, an owner and an end.",
    repository: "no",
  }),
});
