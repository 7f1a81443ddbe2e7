import { limits, LockkeeperError } from "@lockkeeper/core";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { presetPolicy } from "./build-document.ts";
import type { PolicyDocument } from "./document.ts";
import { parsePolicy } from "./parse-policy.ts";
import { policyRevision } from "./revision.ts";

const origin = { source: "policy.yaml", tier: "organisation" } as const;

function parse(text: string): PolicyDocument {
  return parsePolicy(text, origin);
}

function refusalOf(text: string): { readonly code: string; readonly message: string } {
  try {
    parse(text);
  } catch (error) {
    if (error instanceof LockkeeperError) return { code: error.code, message: error.message };
    throw error;
  }
  return { code: "none", message: "" };
}

describe("parsePolicy()", () => {
  test("fills what is not given with balanced, and notes where each value comes from", () => {
    const policy = parse("version: 1\ncooldown:\n  age: 7d\n");

    expect(policy.cooldown).toMatchObject({ ageMs: 7 * 86_400_000, effect: "hold", exemptPrivate: true });
    expect(policy.preset).toBe("balanced");
    expect(policy.origins).toMatchObject({
      "cooldown.age": "organisation (policy.yaml)",
      malware: "preset balanced",
    });
  });

  test("reads JSON, and gives the same revision for the same settings", () => {
    const json = parse('{"$schema": "./policy.schema.json", "version": 1, "preset": "strict"}');

    expect(policyRevision(json)).toBe(policyRevision(presetPolicy("strict")));
    expect(policyRevision(json)).toMatch(/^[0-9a-f]{12}$/);
    expect(policyRevision(json)).not.toBe(policyRevision(presetPolicy("balanced")));
  });

  test("answers a document that nothing can change", () => {
    const policy = parse("version: 1\ndeny: [{ match: left-pad, reason: no }]");

    expect(
      Object.isFrozen(policy) && Object.isFrozen(policy.deny[0]) && Object.isFrozen(policy.cooldown),
    ).toBe(true);
  });

  test("names an unknown key with its line and what was probably meant", () => {
    expect(refusalOf("version: 1\ncooldown:\n  agee: 3h\n")).toEqual({
      code: "POLICY_UNKNOWN_KEY",
      message:
        'Cannot use the policy "policy.yaml" as it has keys that do not exist: cooldown.agee unknown key; did you mean "age"? (line 3)',
    });
    expect(refusalOf("version: 1\n__proto__: 1").code).toBe("POLICY_UNKNOWN_KEY");
    expect(refusalOf("version: 1\n<<: { malware: off }").code).toBe("POLICY_UNKNOWN_KEY");
  });

  test("lists several problems at once", () => {
    const { code, message } = refusalOf("version: 1\nmalware: bad\ncooldown: { age: 72 }\nunknwon: hold");

    expect(code).toBe("POLICY_BAD_VALUE");
    expect(message).toContain("malware must be one of off, warn, hold, block (line 2)");
    expect(message).toContain("cooldown.age must be a duration with its unit, such as 72h (line 3)");
    expect(message).toContain('did you mean "unknown"? (line 4)');
  });

  test.each([
    ["an empty file", "", "(document) must be a mapping"],
    ["a list", "[]", "(document) must be a mapping"],
    ["no version", "malware: block", "version must be 1"],
    ["another version", "version: 2", "version must be 1"],
    ["a bare number as age", "version: 1\ncooldown: { age: '72' }", "must be a duration with its unit"],
    ["an age without end", "version: 1\ncooldown: { age: 999999w }", "must be at most 366d"],
    ["the sandbox", "version: 1\ninstallScripts: { mode: sandbox }", 'cannot be "sandbox" yet'],
    ["a pattern for everything", "version: 1\ndeny: [{ match: '*', reason: r }]", "nearly every package"],
    ["a pattern for all scopes", "version: 1\ndeny: [{ match: '@*/*', reason: r }]", "more than one *"],
    [
      "an override without reason",
      "version: 1\ncooldown: { overrides: [{ match: abc, age: 1h }] }",
      "reason is missing",
    ],
    ["a URL as host", "version: 1\nexoticSources: { allow: ['https://git.example'] }", "must be a host name"],
    ["null", "version: 1\ncooldown:", "cooldown must be a mapping"],
    [
      "an exception for malware of a range",
      "version: 1\nexceptions: [{ package: a, versions: '*', clauses: [malware], reason: r, owner: o, expires: 2026-04-30 }]",
      "must be one exact version to lift malware",
    ],
    [
      "two exceptions of one id",
      "version: 1\nexceptions:\n" +
        "  - { package: a, versions: '1', clauses: [cooldown], reason: r, owner: o, expires: 2026-04-30 }\n".repeat(
          2,
        ),
      'has the same id as another one: "a@1"',
    ],
  ])("refuses %s", (_, text, why) => {
    const { code, message } = refusalOf(text);

    expect(code).toBe("POLICY_BAD_VALUE");
    expect(message).toContain(why);
  });

  test.each([
    ["a broken text", 'version: 1\nmalware: "block', "(line 2)"],
    [
      "a key given twice",
      "version: 1\nmalware: block\nmalware: off",
      'the key "malware" is given twice (line 3)',
    ],
    ["an alias", "version: &v 1\nx: *v", 'the alias "*v" is not allowed'],
    ["an explicit key", "? version\n: 1", "explicit keys"],
    ["several documents", "version: 1\n---\nversion: 1", "multiple documents"],
  ])("refuses %s as syntax", (_, text, why) => {
    const { code, message } = refusalOf(text);

    expect(code).toBe("POLICY_SYNTAX");
    expect(message).toContain(why);
  });

  test.each<readonly [string, string]>([
    ["brackets", "[".repeat(900_000)],
    ["brackets that pretend to close", "[}".repeat(450_000)],
    ["brackets closed in comments", "[ # ]\n".repeat(150_000)],
    ["braces", "{a: ".repeat(225_000)],
    ["dashes", "- ".repeat(450_000)],
    ["question marks", "? ".repeat(450_000)],
    ["anchors", "&a ".repeat(300_000)],
    ["keys", Array.from({ length: 90_000 }, (__, index) => `k${index}: 1`).join("\n")],
    ["indentation", Array.from({ length: 1300 }, (__, index) => `${" ".repeat(index)}a:`).join("\n")],
  ])("refuses a megabyte of %s within two seconds", (_, text) => {
    const startedAt = performance.now();

    const { code } = refusalOf(text);

    expect(code).toBe("POLICY_SYNTAX");
    expect(performance.now() - startedAt).toBeLessThan(2000);
  });

  test("refuses a text over the limit, counted in bytes", () => {
    expect(refusalOf("#".repeat(limits.policyFileMaxBytes + 1)).code).toBe("POLICY_TOO_LARGE");
    expect(refusalOf("#" + "é".repeat(limits.policyFileMaxBytes / 2)).code).toBe("POLICY_TOO_LARGE");
  });

  test("throws nothing but its own errors, whatever the text", () => {
    const yamlLike = fc.string({
      unit: fc.constantFrom(
        "version: 1",
        "cooldown",
        ":",
        " ",
        "\n",
        "- ",
        "[",
        "]",
        "{",
        "}",
        "&a",
        "*a",
        "!!x",
        '"',
        "'",
        "|",
        ">",
        "%",
        "#",
        "?",
        "\t",
        "age: 72h",
        "\u0000",
      ),
      maxLength: 40,
    });

    fc.assert(
      fc.property(fc.oneof(yamlLike, fc.string(), fc.json()), (text) => {
        expect(refusalOf(text).code).toMatch(/^(none|POLICY_[A-Z_]+)$/);
      }),
      { numRuns: 1000 },
    );
  });
});
