import { severities } from "@lockkeeper/core";
import { deepFreeze } from "./build-document.ts";
import { furtherAgesPath, notSet } from "./document.ts";
import type { CooldownAges, CooldownClause, InspectClause, PolicyDocument } from "./document.ts";
import { renderAge } from "./objection.ts";
import { createTightening } from "./tightening.ts";
import type { Tightening } from "./tightening.ts";

/** A merged policy, and what of the repository's document was looser and therefore passed over. */
export interface MergedPolicy {
  readonly policy: PolicyDocument;
  readonly ignored: readonly string[];
}

/**
 * Tightens the organisation's policy by a repository's. Each setting on its own: the stricter value stands. Lists of
 * what is refused grow, lists of what is let pass shrink to what both name, a version must satisfy both cooldowns, and
 * a repository grants no exceptions. A clause that the organisation has off is set freely. What the repository gives
 * and does not get is named in `ignored`.
 */
export function mergePolicies(organisation: PolicyDocument, repository: PolicyDocument): MergedPolicy {
  const tightening = createTightening(organisation, repository);
  const policy: PolicyDocument = {
    version: 1,
    preset: organisation.preset,
    tier: "organisation",
    cooldown: mergeCooldown(tightening),
    inspect: mergeInspect(tightening),
    ...mergeVersionClauses(tightening),
    ...mergeSources(tightening),
    exceptions: organisation.exceptions,
    origins: tightening.origins,
  };
  for (const { id } of repository.exceptions)
    tightening.ignore("exceptions", `"${id}", as a repository grants none`);
  return { policy: deepFreeze(structuredClone(policy)), ignored: tightening.ignored() };
}

function mergeCooldown(tightening: Tightening): CooldownClause {
  const { organisation, repository } = tightening;
  const isFree = organisation.cooldown.effect === "off" && repository.cooldown.effect !== "off";
  const clause = {
    effect: tightening.severity("cooldown.effect", (document) => document.cooldown.effect),
    exemptPrivate: tightening.stricter(
      "cooldown.exemptPrivate",
      (document) => document.cooldown.exemptPrivate,
      [true, false],
    ),
    securityFixes: tightening.stricter(
      "cooldown.securityFixes",
      (document) => document.cooldown.securityFixes,
      [true, false],
    ),
  };
  if (isFree) {
    for (const path of ["cooldown.age", "cooldown.overrides"]) tightening.take(path);
    const { ageMs, overrides, tightenedBy } = repository.cooldown;
    return { ...clause, ageMs, overrides, tightenedBy };
  }
  ignoreShorterAges(tightening);
  const { ageMs, overrides, tightenedBy } = organisation.cooldown;
  tightening.origins[furtherAgesPath(tightenedBy.length)] = repository.origins["cooldown.age"] ?? notSet;
  const theirs = [repository.cooldown, ...repository.cooldown.tightenedBy].filter(isDemanding).map(toAges);
  return { ...clause, ageMs, overrides, tightenedBy: [...tightenedBy, ...theirs] };
}

function isDemanding({ ageMs, overrides }: CooldownAges): boolean {
  return ageMs > 0 || overrides.some((override) => override.ageMs > 0);
}

function toAges({ ageMs, overrides }: CooldownAges): CooldownAges {
  return { ageMs, overrides };
}

function ignoreShorterAges({ organisation, repository, ignore }: Tightening): void {
  const [ours, theirs] = [organisation.cooldown, repository.cooldown];
  if (theirs.ageMs < ours.ageMs)
    ignore("cooldown.age", `${renderAge(theirs.ageMs)} is shorter than ${renderAge(ours.ageMs)}`);
  for (const { match, ageMs } of theirs.overrides) {
    const least = ours.overrides.find((override) => override.match === match)?.ageMs ?? ours.ageMs;
    if (ageMs < least)
      ignore("cooldown.overrides", `${renderAge(ageMs)} for ${match} is shorter than ${renderAge(least)}`);
  }
}

function mergeInspect(tightening: Tightening): InspectClause {
  const { organisation, repository } = tightening;
  const [ours, theirs] = [organisation.inspect, repository.inspect];
  const isFree = ours.effect === "off" && theirs.effect !== "off";
  const effect = tightening.severity("inspect.effect", (document) => document.inspect.effect);
  ignoreBudget(tightening);
  const { budgetMs } = ours;
  if (isFree) {
    for (const path of ["inspect.age", "inspect.exemptPrivate"]) tightening.take(path);
    return { ...theirs, effect, budgetMs };
  }
  if (theirs.ageMs > ours.ageMs) tightening.take("inspect.age");
  if (theirs.ageMs < ours.ageMs) {
    const shorter = `${renderAge(theirs.ageMs)} is shorter than ${renderAge(ours.ageMs)}`;
    tightening.ignore("inspect.age", shorter);
  }
  const exemptPrivate = tightening.stricter(
    "inspect.exemptPrivate",
    (document) => document.inspect.exemptPrivate,
    [true, false],
  );
  return { effect, ageMs: Math.max(ours.ageMs, theirs.ageMs), budgetMs, exemptPrivate };
}

/** A preset's budget is nobody's wish; one that is written down is passed over aloud. */
function ignoreBudget({ organisation, repository, ignore }: Tightening): void {
  const isGiven = repository.origins["inspect.budget"]?.startsWith("repository ") === true;
  if (isGiven && repository.inspect.budgetMs !== organisation.inspect.budgetMs)
    ignore("inspect.budget", "how long requests wait is the organisation's to say");
}

function mergeVersionClauses(
  tightening: Tightening,
): Pick<
  PolicyDocument,
  | "malware"
  | "massReport"
  | "vulnerability"
  | "deprecated"
  | "deny"
  | "missingTime"
  | "removedUpstream"
  | "unknown"
> {
  return {
    malware: tightening.severity("malware", (document) => document.malware),
    massReport: tightening.severity("massReport", (document) => document.massReport),
    vulnerability: mergeVulnerability(tightening),
    deprecated: tightening.severity("deprecated", (document) => document.deprecated),
    deny: tightening.added("deny", (document) => document.deny),
    missingTime: {
      public: tightening.severity("missingTime.public", (document) => document.missingTime.public),
      private: tightening.severity("missingTime.private", (document) => document.missingTime.private),
    },
    removedUpstream: tightening.severity("removedUpstream", (document) => document.removedUpstream),
    unknown: tightening.severity("unknown", (document) => document.unknown),
  };
}

function mergeVulnerability(tightening: Tightening): PolicyDocument["vulnerability"] {
  const { organisation, repository } = tightening;
  const effect = tightening.severity("vulnerability.effect", (document) => document.vulnerability.effect);
  if (organisation.vulnerability.effect === "off" && repository.vulnerability.effect !== "off") {
    tightening.take("vulnerability.severity");
    return { effect, severity: repository.vulnerability.severity };
  }
  const order = severities.toReversed();
  return {
    effect,
    severity: tightening.stricter(
      "vulnerability.severity",
      (document) => document.vulnerability.severity,
      order,
    ),
  };
}

function mergeSources(
  tightening: Tightening,
): Pick<PolicyDocument, "exoticSources" | "installScripts" | "registries"> {
  return {
    exoticSources: {
      effect: tightening.severity("exoticSources.effect", (document) => document.exoticSources.effect),
      allow: tightening.allowed("exoticSources", (document) => document.exoticSources),
    },
    installScripts: {
      effect: tightening.severity("installScripts.effect", (document) => document.installScripts.effect),
      mode: tightening.stricter("installScripts.mode", (document) => document.installScripts.mode, [
        "allow",
        "deny",
      ]),
      allow: tightening.allowed("installScripts", (document) => document.installScripts),
    },
    registries: {
      effect: tightening.severity("registries.effect", (document) => document.registries.effect),
      nameConfusion: tightening.severity(
        "registries.nameConfusion",
        (document) => document.registries.nameConfusion,
      ),
      pins: tightening.added("registries.pins", (document) => document.registries.pins),
    },
  };
}
