import type { ExoticDependency, VersionFacts } from "@lockkeeper/core";
import { toEffect } from "./clause.ts";
import { compilePolicy } from "./compile.ts";
import type { CompiledPolicy } from "./compile.ts";
import type { PolicyDocument } from "./document.ts";
import { tryParseExoticHost } from "./exotic-source.ts";
import { renderForeign, renderList, renderTime } from "./objection.ts";
import type { Objection } from "./objection.ts";
import type { IndexedRule } from "./package-pattern.ts";

type Clause = (
  policy: PolicyDocument,
  facts: VersionFacts,
  compiled: CompiledPolicy,
) => Objection | undefined;

const clauses: readonly Clause[] = [
  objectByDenyList,
  objectToRemoved,
  objectToUpstream,
  objectToNameConfusion,
  objectToInspected,
  objectToExoticSources,
  objectToInstallScripts,
  objectToDeprecated,
];

/** What the clauses that need neither a clock nor advisories have against a version. */
export function objectByVersion(policy: PolicyDocument, facts: VersionFacts): readonly Objection[] {
  const compiled = compilePolicy(policy);
  const objections: Objection[] = [];
  for (const clause of clauses) {
    const objection = clause(policy, facts, compiled);
    if (objection !== undefined) objections.push(objection);
  }
  return objections;
}

/** A version that is no version cannot be shown to lie outside a denied range, so it counts as denied. */
function objectByDenyList(
  _policy: PolicyDocument,
  facts: VersionFacts,
  { deny }: CompiledPolicy,
): Objection | undefined {
  for (const { rule, pattern } of deny.find(facts.name)) {
    if (pattern.range?.includes(facts.version) === false) continue;
    const message = `On the deny list as ${renderForeign(rule.match, 120)}: ${renderForeign(rule.reason, 200)}`;
    return { clause: "deny", effect: "block", message };
  }
  return undefined;
}

function objectToRemoved(
  { removedUpstream: effect }: PolicyDocument,
  facts: VersionFacts,
): Objection | undefined {
  if (effect === "off" || facts.removedUpstreamAt === undefined) return undefined;
  const message = `The upstream dropped this version (noticed ${renderTime(facts.removedUpstreamAt)})`;
  return { clause: "removed-upstream", effect, message };
}

function objectToUpstream(
  policy: PolicyDocument,
  facts: VersionFacts,
  { pins }: CompiledPolicy,
): Objection | undefined {
  const { effect } = policy.registries;
  if (effect === "off") return undefined;
  for (const { rule, pattern } of pins.find(facts.name)) {
    if (rule.upstream === facts.upstream || pattern.range?.includes(facts.version) === false) continue;
    const served = renderForeign(facts.upstream, 80);
    const message = `Served by the upstream "${served}", but ${rule.match} is pinned to "${renderForeign(rule.upstream, 80)}"`;
    return { clause: "registry", effect, message };
  }
  return undefined;
}

function objectToNameConfusion(policy: PolicyDocument, facts: VersionFacts): Objection | undefined {
  const effect = policy.registries.nameConfusion;
  if (effect === "off" || !facts.isPrivateUpstream || !facts.isAlsoPublic) return undefined;
  const message =
    "The name is routed to a private upstream and also exists on the public one, so it could be confused";
  return { clause: "name-confusion", effect, message };
}

/** An inspection that came to no end says nothing in favour of a version. */
function objectToInspected(policy: PolicyDocument, facts: VersionFacts): Objection | undefined {
  const { effect, exemptPrivate } = policy.inspect;
  const { inspection } = facts;
  if (effect === "off" || inspection.state === "absent" || (exemptPrivate && facts.isPrivateUpstream)) {
    return undefined;
  }
  if (inspection.state === "unavailable") {
    const message = `It could not be inspected: ${renderForeign(inspection.reason, 200)}`;
    return { clause: "unknown", effect: toEffect(policy.unknown), message };
  }
  const { verdict, summary } = inspection.value;
  if (verdict === "allow") return undefined;
  const message = `Inspected, and to be ${verdict === "block" ? "blocked" : "held"}: ${renderForeign(summary, 400)}`;
  return { clause: "inspect", effect: verdict === "block" ? "block" : effect, message };
}

function objectToExoticSources(
  policy: PolicyDocument,
  facts: VersionFacts,
  compiled: CompiledPolicy,
): Objection | undefined {
  const { effect } = policy.exoticSources;
  if (effect === "off" || facts.exoticDependencies.length === 0) return undefined;
  const foreign = facts.exoticDependencies.filter(({ spec }) => !isAllowedHost(spec, compiled));
  if (foreign.length === 0) return undefined;
  const message = `Has dependencies that come from no registry: ${renderList(foreign.map(renderExotic))}`;
  return { clause: "exotic-source", effect, message };
}

function isAllowedHost(spec: string, { exoticHosts }: CompiledPolicy): boolean {
  const host = exoticHosts.size === 0 ? undefined : tryParseExoticHost(spec);
  return host !== undefined && exoticHosts.has(host);
}

function renderExotic({ name, spec }: ExoticDependency): string {
  return `${renderForeign(name, 60)} (${renderForeign(spec, 80)})`;
}

function objectToInstallScripts(
  policy: PolicyDocument,
  facts: VersionFacts,
  compiled: CompiledPolicy,
): Objection | undefined {
  const { effect } = policy.installScripts;
  if (effect === "off" || facts.installScripts.length === 0) return undefined;
  if (compiled.expectedScripts.find(facts.name).some((entry) => isCertainMatch(entry, facts)))
    return undefined;
  const message = `Runs code when installed: ${renderList(facts.installScripts)}`;
  return { clause: "install-scripts", effect, message };
}

function isCertainMatch({ pattern }: IndexedRule<string>, facts: VersionFacts): boolean {
  return pattern.range === undefined || pattern.range.includes(facts.version) === true;
}

function objectToDeprecated(
  { deprecated: effect }: PolicyDocument,
  facts: VersionFacts,
): Objection | undefined {
  // An empty text is how npm takes a deprecation back.
  if (effect === "off" || facts.deprecated === undefined || facts.deprecated === "") return undefined;
  return {
    clause: "deprecated",
    effect,
    message: `Deprecated by its authors: ${renderForeign(facts.deprecated, 200)}`,
  };
}
