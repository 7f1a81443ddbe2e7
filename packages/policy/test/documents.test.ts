import { describe, expect, test } from "vitest";
import {
  cooldownFor,
  describePolicy,
  mergePolicies,
  parsePolicy,
  policyJsonSchema,
  policyRevision,
  presetNames,
  presetPolicy,
  renderPolicyDocumentation,
  renderPolicyTemplate,
} from "../src/index.ts";
import { hourMs, now } from "./facts.ts";

const settingCount = 28;

describe("renderPolicyTemplate()", () => {
  test.each(presetNames)("writes a file that parses back to %s", (name) => {
    const parsed = parsePolicy(renderPolicyTemplate(name), { source: "policy.yaml", tier: "organisation" });
    const { origins: _, ...settings } = parsed;
    const { origins: __, ...expected } = presetPolicy(name);

    expect(settings).toEqual(expected);
    expect(policyRevision(parsed)).toBe(policyRevision(presetPolicy(name)));
  });

  test("gives every setting itself, so that a later change of a preset changes no written file", () => {
    const parsed = parsePolicy(renderPolicyTemplate("balanced"), {
      source: "policy.yaml",
      tier: "organisation",
    });

    expect(new Set(Object.values(parsed.origins))).toEqual(new Set(["organisation (policy.yaml)"]));
  });
});

describe("renderPolicyDocumentation()", () => {
  test("explains every setting, and what each preset would have done on the Axios night", () => {
    const text = renderPolicyDocumentation();

    expect(text.match(/^### /gm)).toHaveLength(settingCount);
    expect(text).toContain("- Default: `24h` (relaxed), `72h` (balanced), `7d` (strict)");
    expect(text.match(/1\.14\.0 was 75 h old/g)).toHaveLength(3);
  });
});

describe("policyJsonSchema()", () => {
  test("is strict and knows every top-level key of the template", () => {
    const schema = policyJsonSchema();

    expect(schema).toMatchObject({ type: "object", additionalProperties: false, required: ["version"] });
    for (const [, key = ""] of renderPolicyTemplate("strict").matchAll(/^([a-zA-Z]+):/gm)) {
      expect(schema).toHaveProperty(["properties", key]);
    }
  });
});

describe("describePolicy()", () => {
  test("gives a row per setting with its origin, and tells expired exceptions", () => {
    const policy = parsePolicy(
      `version: 1
exceptions:
  - { package: a, versions: 1.0.0, clauses: [cooldown], reason: r, owner: o, expires: 2026-03-01 }
  - { package: b, versions: 1.0.0, clauses: [cooldown], reason: r, owner: o, expires: 2026-04-30 }`,
      { source: "policy.yaml", tier: "organisation" },
    );

    const rows = describePolicy(policy, { now });

    expect(rows).toHaveLength(settingCount + 1);
    expect(rows[0]).toEqual({ clause: "cooldown", setting: "age", value: "72 h", from: "preset balanced" });
    expect(rows.slice(-2).map(({ value }) => value)).toEqual([
      "a@1.0.0: a@1.0.0 passes cooldown; o, until 2026-03-01 (EXPIRED)",
      "b@1.0.0: b@1.0.0 passes cooldown; o, until 2026-04-30 (in force)",
    ]);
  });

  test("shows what a repository added, with its file", () => {
    const theirs = parsePolicy("version: 1\ncooldown: { age: 7d }", { source: "r.yaml", tier: "repository" });
    const { policy } = mergePolicies(presetPolicy("balanced"), theirs);

    const ages = describePolicy(policy, { now }).filter(
      ({ clause, setting }) => clause === "cooldown" && setting === "age",
    );

    expect(ages).toEqual([
      { clause: "cooldown", setting: "age", value: "72 h", from: "preset balanced" },
      { clause: "cooldown", setting: "age", value: "and at least 7 d", from: "repository (r.yaml)" },
    ]);
    expect(cooldownFor(policy, "axios", "1.14.1")).toBe(168 * hourMs);
  });
});

describe("mergePolicies(), of inspect", () => {
  function merged(repositoryYaml: string) {
    const theirs = parsePolicy(`version: 1\n${repositoryYaml}`, { source: "r.yaml", tier: "repository" });
    return mergePolicies(presetPolicy("balanced"), theirs);
  }

  test("takes what is stricter, and names what is not", () => {
    const { policy, ignored } = merged(
      "inspect: { effect: block, age: 10d, budget: 1m, exemptPrivate: false }",
    );

    expect(policy.inspect).toEqual({
      effect: "block",
      ageMs: presetPolicy("balanced").inspect.ageMs,
      budgetMs: 10_000,
      exemptPrivate: false,
    });
    expect(ignored).toEqual([
      "inspect.budget: how long requests wait is the organisation's to say",
      "inspect.age: 10 d is shorter than 30 d",
    ]);
  });

  test("leaves the organisation's alone where a repository says nothing", () => {
    const { policy, ignored } = merged("deprecated: warn");

    expect(policy.inspect).toEqual(presetPolicy("balanced").inspect);
    expect(ignored).toEqual([]);
  });
});
