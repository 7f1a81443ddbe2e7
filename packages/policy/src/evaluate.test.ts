import type { VersionFacts } from "@lockkeeper/core";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { arbitraryFacts, createAdvisory, createFacts, dayMs, hourMs, now, present } from "../test/facts.ts";
import { presetPolicy } from "./build-document.ts";
import { clauseNames } from "./clause.ts";
import type { PolicyDocument } from "./document.ts";
import { evaluate, isExceptionMatured } from "./evaluate.ts";
import type { Exception } from "./exception.ts";
import { parsePolicy } from "./parse-policy.ts";

const balanced = presetPolicy("balanced");

function policyOf(yaml: string): PolicyDocument {
  return parsePolicy(`version: 1\n${yaml}`, { source: "policy.yaml", tier: "organisation" });
}

function exceptionOf(overrides: Partial<Exception> = {}): Exception {
  return {
    id: "e1",
    package: "left-pad",
    versions: "1.3.0",
    clauses: ["cooldown"],
    reason: "needed today",
    owner: "platform",
    expires: "2026-04-30",
    ...overrides,
  };
}

function decide(policy: PolicyDocument, facts: Partial<VersionFacts>, exceptions: readonly Exception[] = []) {
  return evaluate(policy, createFacts(facts), { now, exceptions });
}

const young: Partial<VersionFacts> = { published: present(now - hourMs) };

describe("evaluate()", () => {
  test("allows a version that no clause objects to", () => {
    expect(decide(balanced, {})).toMatchObject({ decision: "allow", clause: "none", reasons: [] });
  });

  test("answers for any facts, withholds only with a reason, and shows no control characters", () => {
    const clauses = new Set<string>([...clauseNames, "none"]);

    fc.assert(
      fc.property(arbitraryFacts, fc.oneof(fc.constant(now), fc.double()), (facts, instant) => {
        const decision = evaluate(balanced, facts, { now: instant, exceptions: [exceptionOf()] });

        expect(clauses.has(decision.clause)).toBe(true);
        expect(decision.effect !== "allow" && decision.reasons[0]?.code !== decision.clause).toBe(false);
        expect(JSON.stringify(decision.reasons)).not.toMatch(/\\u001b|\u202E/);
      }),
    );
  });

  test("lists all clauses that object, the decider first", () => {
    const policy = policyOf("deprecated: warn");
    const { clause, reasons } = decide(policy, {
      ...young,
      installScripts: ["postinstall"],
      deprecated: "use another",
    });

    expect(clause).toBe("cooldown");
    expect(reasons.map(({ code }) => code)).toEqual(["cooldown", "install-scripts", "deprecated"]);
    expect(reasons[1]?.message).toBe("Runs code when installed: postinstall");
  });

  test("names the first clause in the fixed order when several are equally strict", () => {
    const policy = policyOf("deny: [{ match: left-pad, reason: not here }]");
    const facts = { advisories: [createAdvisory()], removedUpstreamAt: now - hourMs };

    expect(decide(policy, facts).reasons.map(({ code }) => code)).toEqual([
      "malware",
      "deny",
      "removed-upstream",
    ]);
  });
});

describe("the cooldown", () => {
  test("ends exactly when the age is reached", () => {
    expect(decide(balanced, { published: present(now - 72 * hourMs) }).decision).toBe("allow");
    expect(decide(balanced, { published: present(now - 72 * hourMs + 1) })).toMatchObject({
      decision: "hold",
      clause: "cooldown",
      maturesAt: now + 1,
    });
  });

  test("gives no maturity when another clause withholds as well", () => {
    const policy = policyOf("vulnerability: { severity: high, effect: hold }");
    const advisories = [createAdvisory({ kind: "vulnerability", severity: "high" })];

    expect(decide(policy, { ...young, advisories })).toMatchObject({
      clause: "vulnerability",
      maturesAt: undefined,
    });
  });

  test("gives no maturity when it only warns", () => {
    expect(decide(policyOf("cooldown: { effect: warn }"), young)).toMatchObject({
      decision: "warn",
      maturesAt: undefined,
    });
  });

  test("leaves private upstreams alone unless told otherwise", () => {
    const facts = { ...young, isPrivateUpstream: true };

    expect(decide(balanced, facts).decision).toBe("allow");
    expect(decide(policyOf("cooldown: { exemptPrivate: false }"), facts).clause).toBe("cooldown");
  });

  test("takes the most specific override, and the longest of equals", () => {
    const policy = policyOf(`cooldown:
  overrides:
    - { match: "@acme/*", age: 0h, reason: ours }
    - { match: "@acme/ui-*", age: 48h, reason: shared }
    - { match: "@acme/ui-kit", age: 5d, reason: fragile }
    - { match: "@acme/ui-kit@^2", age: 10d, reason: rewritten }
    - { match: "@acme/ui-kit@>=2", age: 2h, reason: rewritten }`);
    const clauseAt = (name: string, version: string, hours: number) =>
      decide(policy, { name, version, published: present(now - hours * hourMs) }).clause;

    expect(clauseAt("@acme/core", "1.0.0", 1)).toBe("none");
    expect(clauseAt("@acme/ui-table", "1.0.0", 47)).toBe("cooldown");
    expect(clauseAt("@acme/ui-table", "1.0.0", 48)).toBe("none");
    expect(clauseAt("@acme/ui-kit", "1.0.0", 119)).toBe("cooldown");
    expect(clauseAt("@acme/ui-kit", "1.0.0", 120)).toBe("none");
    expect(clauseAt("@acme/ui-kit", "2.0.0-rc.1", 239)).toBe("cooldown");
    expect(clauseAt("@acme/ui-kit", "2.1.0", 239)).toBe("cooldown");
    expect(clauseAt("other", "2.1.0", 71)).toBe("cooldown");
  });

  test("is skipped for a fix of something in use, and nothing else is", () => {
    const facts = { ...young, fixesInUse: ["GHSA-aaaa-bbbb-cccc"] };

    const lane = decide(balanced, facts);
    const withScript = decide(balanced, { ...facts, installScripts: ["postinstall"] });
    const malicious = decide(balanced, { ...facts, advisories: [createAdvisory()] });
    const switchedOff = decide(policyOf("cooldown: { securityFixes: false }"), facts);

    expect(lane).toMatchObject({
      decision: "allow",
      clause: "none",
      reasons: [{ code: "security-fix-lane" }],
    });
    expect(lane.reasons[0]?.message).toContain("skipped as it fixes GHSA-aaaa-bbbb-cccc");
    expect(withScript).toMatchObject({ decision: "warn", clause: "install-scripts" });
    expect(malicious).toMatchObject({ decision: "block", clause: "malware" });
    expect(switchedOff.clause).toBe("cooldown");
  });

  test("withholds when the clock is no number", () => {
    expect(evaluate(balanced, createFacts(), { now: Number.NaN, exceptions: [] }).effect).toBe("hold");
  });
});

describe("the publish time", () => {
  test("counts as unknown when it contradicts itself, and the policy says what that means", () => {
    const published = { state: "unavailable", reason: "moved backwards" } as const;

    expect(decide(balanced, { published })).toMatchObject({
      decision: "unknown",
      effect: "hold",
      clause: "unknown",
    });
    expect(decide(policyOf("unknown: block"), { published })).toMatchObject({
      decision: "unknown",
      effect: "block",
    });
    expect(decide(policyOf("unknown: off"), { published })).toMatchObject({
      decision: "unknown",
      effect: "allow",
    });
  });

  test("counts as unknown when it lies more than five minutes ahead", () => {
    expect(decide(balanced, { published: present(now + 300_001) }).clause).toBe("unknown");
    expect(decide(balanced, { published: present(now + 300_000) }).clause).toBe("cooldown");
  });

  test("that is absent is held in public and warned about in private", () => {
    const published = { state: "absent" } as const;

    expect(decide(balanced, { published })).toMatchObject({ decision: "hold", clause: "missing-time" });
    expect(decide(balanced, { published, isPrivateUpstream: true })).toMatchObject({
      decision: "warn",
      clause: "missing-time",
    });
  });

  test("that is wrong decides nothing on a private upstream exempt from the cooldown", () => {
    const facts = { published: { state: "unavailable", reason: "x" }, isPrivateUpstream: true } as const;

    expect(decide(balanced, facts)).toMatchObject({ decision: "warn", clause: "missing-time" });
    expect(decide(policyOf("cooldown: { exemptPrivate: false }"), facts)).toMatchObject({
      decision: "unknown",
      effect: "hold",
    });
  });
});

describe("reports of malware", () => {
  const reportedAt = now - 2 * dayMs;
  const mass = createAdvisory({ extent: "every-version", reportedAt });
  const history = { packageCreatedAt: reportedAt - 181 * dayMs, packageVersionCount: 10 };

  test("that condemn all of a long history block only what came out in their window", () => {
    const recent = decide(balanced, {
      ...history,
      advisories: [mass],
      published: present(reportedAt - 13 * dayMs),
    });
    const older = decide(balanced, {
      ...history,
      advisories: [mass],
      published: present(reportedAt - 15 * dayMs),
    });

    expect(recent).toMatchObject({ decision: "block", clause: "mass-report" });
    expect(older).toMatchObject({ decision: "warn", clause: "mass-report" });
    expect(older.reasons[0]?.message).toContain("ask a person");
  });

  test("that condemn all of a long history use first sight where no time is known, and block without either", () => {
    const facts = { ...history, advisories: [mass], published: { state: "absent" } } as const;

    expect(decide(balanced, { ...facts, firstSeenAt: reportedAt - 15 * dayMs }).clause).toBe("missing-time");
    expect(decide(balanced, facts)).toMatchObject({ decision: "block", clause: "mass-report" });
  });

  test.each<readonly [string, Partial<VersionFacts>]>([
    ["two sources", { ...history, advisories: [{ ...mass, isSingleSource: false }] }],
    ["a named version", { ...history, advisories: [{ ...mass, extent: "version" }] }],
    ["a short history", { ...history, packageCreatedAt: reportedAt - 179 * dayMs, advisories: [mass] }],
    ["few versions", { ...history, packageVersionCount: 9, advisories: [mass] }],
    ["an unknown history", { ...history, packageCreatedAt: undefined, advisories: [mass] }],
    ["an unknown time of the report", { ...history, advisories: [{ ...mass, reportedAt: undefined }] }],
  ])("with %s block every version they match", (_, facts) => {
    expect(decide(balanced, facts)).toMatchObject({ decision: "block", clause: "malware" });
  });
});

describe("the other clauses", () => {
  test("vulnerability counts from its severity on, and only warns of unknown ones", () => {
    const policy = policyOf("vulnerability: { severity: high, effect: block }");
    const rated = (severity: "moderate" | "high" | "critical" | undefined) =>
      decide(policy, { advisories: [createAdvisory({ kind: "vulnerability", severity })] }).decision;

    expect([rated("moderate"), rated("high"), rated("critical"), rated(undefined)]).toEqual([
      "allow",
      "block",
      "block",
      "warn",
    ]);
  });

  test("exotic-source lets pass what comes from an allowed host over an authenticated channel", () => {
    const policy = policyOf("exoticSources: { effect: block, allow: [git.example] }");
    const specOf = (spec: string) => decide(policy, { exoticDependencies: [{ name: "x", spec }] }).decision;

    expect(specOf("git+ssh://git@git.example/a/b.git#main")).toBe("allow");
    expect(specOf("git+https://git.example.invalid/a.git")).toBe("block");
    expect(specOf("http://git.example/a.tgz")).toBe("block");
  });

  test("install-scripts passes over the packages that are expected to have some", () => {
    const policy = policyOf("installScripts: { allow: [esbuild, 'sharp@^1'] }");
    const scripted = (name: string, version: string) =>
      decide(policy, { name, version, installScripts: ["install"] }).decision;

    expect(scripted("esbuild", "0.1.0")).toBe("allow");
    expect(scripted("sharp", "1.2.3")).toBe("allow");
    expect(scripted("sharp", "2.0.0")).toBe("warn");
    expect(scripted("sharp", "no version")).toBe("warn");
  });

  test("deny matches names, ranges with prereleases, scopes, and what cannot be compared", () => {
    const policy = policyOf(`deny:
  - { match: "@evil/*", reason: scope }
  - { match: "left-pad@<2", reason: range }`);
    const clauseOf = (name: string, version: string) => decide(policy, { name, version }).clause;

    expect(clauseOf("@evil/a", "9.0.0")).toBe("deny");
    expect(clauseOf("@evilish/a", "9.0.0")).toBe("none");
    expect(clauseOf("left-pad", "1.9.0-rc.1")).toBe("deny");
    expect(clauseOf("left-pad", "2.0.0")).toBe("none");
    expect(clauseOf("left-pad", "no version")).toBe("deny");
  });

  test("registry blocks a pinned package from elsewhere; name-confusion one that exists twice", () => {
    const policy = policyOf("registries: { pins: [{ match: '@acme/*', upstream: acme }] }");

    expect(decide(policy, { name: "@acme/ui", upstream: "public" })).toMatchObject({
      decision: "block",
      clause: "registry",
    });
    expect(decide(policy, { name: "@acme/ui", upstream: "acme" }).clause).toBe("none");
    expect(decide(policy, { isPrivateUpstream: true, isAlsoPublic: true })).toMatchObject({
      decision: "block",
      clause: "name-confusion",
    });
  });

  test("deprecated ignores the empty text that takes a deprecation back", () => {
    const policy = policyOf("deprecated: warn");

    expect(decide(policy, { deprecated: "" }).clause).toBe("none");
    expect(decide(policy, { deprecated: "old" })).toMatchObject({ decision: "warn", clause: "deprecated" });
  });
});

describe("exceptions", () => {
  test("lift the clauses they name, and are named themselves", () => {
    const decision = decide(balanced, young, [exceptionOf()]);

    expect(decision).toMatchObject({
      decision: "allow",
      clause: "none",
      exception: "e1",
      maturesAt: undefined,
    });
    expect(decision.reasons).toEqual([
      {
        code: "exception",
        message: "The exception e1 of platform lifts cooldown until 2026-04-30: needed today",
      },
    ]);
  });

  test("leave other clauses in force", () => {
    const decision = decide(balanced, { ...young, advisories: [createAdvisory()] }, [exceptionOf()]);

    expect(decision).toMatchObject({ decision: "block", clause: "malware", exception: undefined });
  });

  test.each<readonly [string, Partial<Exception>]>([
    ["another package", { package: "right-pad" }],
    ["another version", { versions: "1.3.1" }],
    ["other build metadata", { versions: "1.3.0+other" }],
    ["a range that does not include it", { versions: ">=2" }],
    ["an end in the past", { expires: "2026-03-31" }],
    ["an unreadable end", { expires: "never" }],
  ])("with %s change nothing", (_, overrides) => {
    expect(decide(balanced, young, [exceptionOf(overrides)])).toMatchObject({
      decision: "hold",
      exception: undefined,
    });
  });

  test("lift a report of malware for one exact version only, however the exception came about", () => {
    const facts = { advisories: [createAdvisory()] };

    expect(decide(balanced, facts, [exceptionOf({ clauses: ["malware"] })])).toMatchObject({
      decision: "allow",
      exception: "e1",
    });
    expect(decide(balanced, facts, [exceptionOf({ clauses: ["malware"], versions: "1.x" })]).decision).toBe(
      "block",
    );
  });

  test("together lift what each names", () => {
    const both = [exceptionOf({ id: "age" }), exceptionOf({ id: "gone", clauses: ["removed-upstream"] })];
    const facts = { ...young, removedUpstreamAt: now };

    expect(decide(balanced, facts, both)).toMatchObject({ decision: "allow", exception: "gone" });
    expect(decide(balanced, facts, both.slice(1))).toMatchObject({
      decision: "hold",
      clause: "cooldown",
      exception: "gone",
    });
    expect(decide(balanced, facts, both.slice(0, 1))).toMatchObject({
      decision: "block",
      exception: undefined,
    });
  });
});

describe("isExceptionMatured()", () => {
  test("is true once the version would be served and the named clauses are silent", () => {
    const facts = createFacts(young);

    expect(isExceptionMatured(balanced, facts, exceptionOf(), now)).toBe(false);
    expect(isExceptionMatured(balanced, facts, exceptionOf(), now + 72 * hourMs)).toBe(true);
  });

  test("is false for a version it does not speak about, and while a named clause still warns", () => {
    const scripted = createFacts({ installScripts: ["install"] });

    expect(isExceptionMatured(balanced, createFacts({ version: "1.0.0" }), exceptionOf(), now)).toBe(false);
    expect(isExceptionMatured(balanced, scripted, exceptionOf({ clauses: ["install-scripts"] }), now)).toBe(
      false,
    );
  });
});

describe("the clause inspect", () => {
  const held = present({
    verdict: "hold" as const,
    summary: "A new hook runs an unseen file.",
    findings: [],
  });
  const blocked = present({ verdict: "block" as const, summary: "It steals.", findings: [] });
  const allowed = present({ verdict: "allow" as const, summary: "Nothing was found.", findings: [] });

  function decideOn(
    inspection: VersionFacts["inspection"],
    effect: "off" | "warn" | "hold" | "block" = "hold",
  ) {
    const base = presetPolicy("balanced");
    const policy = { ...base, inspect: { ...base.inspect, effect } };
    return evaluate(policy, createFacts({ inspection }), { now, exceptions: [] });
  }

  test.each([
    ["off", "allow"],
    ["warn", "warn"],
    ["hold", "hold"],
    ["block", "block"],
  ] as const)("does with a version that is to be held what its effect %s says", (effect, expected) => {
    expect(decideOn(held, effect).effect).toBe(expected);
  });

  test("blocks what is to be blocked, and says why", () => {
    const decision = decideOn(blocked);

    expect(decision).toMatchObject({ effect: "block", clause: "inspect" });
    expect(decision.reasons[0]?.message).toBe("Inspected, and to be blocked: It steals.");
  });

  test("has nothing against what is allowed, or was not looked at", () => {
    expect(decideOn(allowed).decision).toBe("allow");
    expect(decideOn({ state: "absent" }).decision).toBe("allow");
  });

  test("leaves to the clause for the unknown what could not be inspected", () => {
    const decision = decideOn({ state: "unavailable", reason: "its time was over" });

    expect(decision).toMatchObject({ decision: "unknown", effect: "hold", clause: "unknown" });
  });

  test("says nothing of private versions unless told", () => {
    const base = presetPolicy("balanced");
    const facts = createFacts({ inspection: blocked, isPrivateUpstream: true });
    const strictly = { ...base, inspect: { ...base.inspect, exemptPrivate: false } };

    expect(evaluate(base, facts, { now, exceptions: [] }).decision).toBe("allow");
    expect(evaluate(strictly, facts, { now, exceptions: [] }).effect).toBe("block");
  });
});
