import { effects } from "@lockkeeper/core";
import type { Effect, VersionFacts } from "@lockkeeper/core";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  evaluate,
  mergePolicies,
  parsePolicy,
  policyRevision,
  presetNames,
  presetPolicy,
} from "../src/index.ts";
import type { Exception, PolicyDocument, PolicyTier } from "../src/index.ts";
import { arbitraryFacts, createFacts, hourMs, now, present } from "./facts.ts";

const runs = 400;
const severity = fc.constantFrom("off", "warn", "hold", "block");
const age = fc.constantFrom("0h", "24h", "72h", "7d");
const match = fc.constantFrom("left-pad", "left-pad@^1", "@acme/*", "@acme/ui", "eslint-*");

function part<Shape extends object>(shape: { readonly [Key in keyof Shape]: fc.Arbitrary<Shape[Key]> }) {
  return fc.record(shape, { requiredKeys: [] });
}

const cooldown = part({
  age,
  effect: severity,
  exemptPrivate: fc.boolean(),
  securityFixes: fc.boolean(),
  overrides: fc.array(fc.record({ match, age, reason: fc.constant("because") }), { maxLength: 3 }),
});
const sources = { effect: severity, allow: fc.subarray(["git.example", "github.com"]) };
const scripts = {
  effect: severity,
  mode: fc.constantFrom("allow", "deny"),
  allow: fc.array(match, { maxLength: 2 }),
};
const registries = {
  effect: severity,
  nameConfusion: severity,
  pins: fc.array(fc.record({ match, upstream: fc.constantFrom("public", "acme") }), { maxLength: 1 }),
};
const file = part({
  preset: fc.constantFrom("relaxed", "balanced", "strict"),
  cooldown,
  malware: severity,
  massReport: severity,
  vulnerability: part({ severity: fc.constantFrom("low", "moderate", "high", "critical"), effect: severity }),
  exoticSources: part(sources),
  installScripts: part(scripts),
  registries: part(registries),
  deprecated: severity,
  deny: fc.array(fc.record({ match, reason: fc.constant("no") }), { maxLength: 1 }),
  missingTime: part({ public: severity, private: severity }),
  removedUpstream: severity,
  unknown: severity,
});

function documentOf(tier: PolicyTier): fc.Arbitrary<PolicyDocument> {
  return file.map((given) =>
    parsePolicy(JSON.stringify({ version: 1, ...given }), { source: "p.json", tier }),
  );
}

const exceptions: readonly Exception[] = [
  {
    id: "e1",
    package: "left-pad",
    versions: "1.3.0",
    clauses: ["cooldown", "malware"],
    reason: "needed",
    owner: "platform",
    expires: "2027-01-01",
  },
];

function effectOf(policy: PolicyDocument, facts: VersionFacts): Effect {
  return evaluate(policy, facts, { now, exceptions }).effect;
}

function strictness(effect: Effect): number {
  return effects.indexOf(effect);
}

function repository(yaml: string): PolicyDocument {
  return parsePolicy(`version: 1\n${yaml}`, { source: "lockkeeper.policy.yaml", tier: "repository" });
}

describe("mergePolicies()", () => {
  test("never loosens what the organisation says, for any documents and facts", () => {
    fc.assert(
      fc.property(
        documentOf("organisation"),
        documentOf("repository"),
        arbitraryFacts,
        (ours, theirs, facts) => {
          const { policy } = mergePolicies(ours, theirs);

          expect(strictness(effectOf(policy, facts))).toBeGreaterThanOrEqual(
            strictness(effectOf(ours, facts)),
          );
        },
      ),
      { numRuns: runs },
    );
  });

  test("satisfies the repository's demands as well, its lists of what is let pass apart", () => {
    fc.assert(
      fc.property(
        documentOf("organisation"),
        documentOf("repository"),
        arbitraryFacts,
        (ours, theirs, facts) => {
          const plain = { ...facts, installScripts: [], exoticDependencies: [] };
          const { policy } = mergePolicies(ours, theirs);

          expect(strictness(effectOf(policy, plain))).toBeGreaterThanOrEqual(
            strictness(effectOf(theirs, plain)),
          );
        },
      ),
      { numRuns: runs },
    );
  });

  test("changes nothing for a repository's document that says nothing", () => {
    for (const name of presetNames) {
      const { policy, ignored } = mergePolicies(presetPolicy(name), repository(""));

      expect(policyRevision(policy)).toBe(policyRevision(presetPolicy(name)));
      expect(ignored).toEqual([]);
    }
  });

  test("names everything looser that it passes over", () => {
    const theirs = repository(`malware: warn
cooldown: { age: 7d, overrides: [{ match: left-pad, age: 1h, reason: hurry }] }
exoticSources: { allow: [git.example] }
exceptions:
  - { package: left-pad, versions: 1.3.0, clauses: [malware], reason: r, owner: o, expires: 2026-04-30 }`);

    const { policy, ignored } = mergePolicies(presetPolicy("balanced"), theirs);

    expect(ignored).toEqual([
      "cooldown.overrides: 1 h for left-pad is shorter than 72 h",
      "malware: warn is looser than block",
      "exoticSources.allow: the organisation does not allow git.example",
      'exceptions: "left-pad@1.3.0", as a repository grants none',
    ]);
    expect(policy.exceptions).toEqual([]);
    expect(policy.malware).toBe("block");
  });

  test("names a preset that is looser once, with its settings", () => {
    const { ignored } = mergePolicies(presetPolicy("balanced"), repository("preset: relaxed"));

    expect(ignored).toHaveLength(1);
    expect(ignored[0]).toMatch(/^preset: relaxed is looser in cooldown\.age, .*missingTime\.public/);
  });

  test("makes a version wait for the longer of both cooldowns, with the overrides of each", () => {
    const ours = parsePolicy(
      "version: 1\ncooldown: { overrides: [{ match: '@acme/*', age: 0h, reason: ours }, { match: slow, age: 30d, reason: r }] }",
      { source: "policy.yaml", tier: "organisation" },
    );
    const theirs = repository(
      "cooldown: { age: 7d, overrides: [{ match: '@acme/ui', age: 0h, reason: ours }] }",
    );
    const { policy } = mergePolicies(ours, theirs);
    const isHeld = (name: string, hours: number) =>
      effectOf(policy, createFacts({ name, published: present(now - hours * hourMs) })) === "hold";

    expect([isHeld("other", 167), isHeld("other", 168)]).toEqual([true, false]);
    expect([isHeld("@acme/ui", 1), isHeld("@acme/core", 1)]).toEqual([false, true]);
    expect(isHeld("slow", 29 * 24)).toBe(true);
  });
});

describe("the presets", () => {
  test("are ordered: a stricter one is never laxer, for any facts", () => {
    fc.assert(
      fc.property(arbitraryFacts, (facts) => {
        const found = presetNames.map((name) => strictness(effectOf(presetPolicy(name), facts)));

        expect(found).toEqual([...found].sort((left, right) => left - right));
      }),
      { numRuns: runs },
    );
  });
});
