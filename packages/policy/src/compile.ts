import type { CooldownAges, CooldownOverride, DenyRule, PolicyDocument, RegistryPin } from "./document.ts";
import { createPatternIndex } from "./package-pattern.ts";
import type { PatternIndex } from "./package-pattern.ts";

/** The lists of a document in a form that is quick to ask. */
export interface CompiledPolicy {
  readonly deny: PatternIndex<DenyRule>;
  readonly pins: PatternIndex<RegistryPin>;
  readonly expectedScripts: PatternIndex<string>;
  readonly exoticHosts: ReadonlySet<string>;
  readonly cooldowns: readonly CompiledAges[];
}

interface CompiledAges {
  readonly ageMs: number;
  readonly overrides: PatternIndex<CooldownOverride>;
}

// Documents are frozen, so what was compiled stays true; entries go when their document goes.
const compiled = new WeakMap<PolicyDocument, CompiledPolicy>();

/** The compiled form of a document; made once per document. */
export function compilePolicy(policy: PolicyDocument): CompiledPolicy {
  const known = compiled.get(policy);
  if (known !== undefined) return known;
  const fresh: CompiledPolicy = {
    deny: createPatternIndex(policy.deny, (rule) => rule.match),
    pins: createPatternIndex(policy.registries.pins, (pin) => pin.match),
    expectedScripts: createPatternIndex(policy.installScripts.allow, (match) => match),
    exoticHosts: new Set(policy.exoticSources.allow),
    cooldowns: [policy.cooldown, ...policy.cooldown.tightenedBy].map(compileAges),
  };
  compiled.set(policy, fresh);
  return fresh;
}

function compileAges({ ageMs, overrides }: CooldownAges): CompiledAges {
  return { ageMs, overrides: createPatternIndex(overrides, (override) => override.match) };
}

/** How long (milliseconds) this version must have been published, exemptions left aside: the longest of all tiers. */
export function cooldownFor(policy: PolicyDocument, name: string, version: string): number {
  let longest = 0;
  for (const ages of compilePolicy(policy).cooldowns) {
    longest = Math.max(longest, resolveAge(ages, { name, version }));
  }
  return longest;
}

interface Subject {
  readonly name: string;
  readonly version: string;
}

function resolveAge({ ageMs, overrides }: CompiledAges, { name, version }: Subject): number {
  let resolved = ageMs;
  let specificity = -1;
  for (const { rule, pattern } of overrides.find(name)) {
    if (pattern.specificity < specificity) continue;
    if (pattern.range !== undefined && pattern.range.includes(version) !== true) continue;
    resolved = pattern.specificity === specificity ? Math.max(resolved, rule.ageMs) : rule.ageMs;
    specificity = pattern.specificity;
  }
  return resolved;
}
