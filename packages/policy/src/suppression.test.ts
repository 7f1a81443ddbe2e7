import { LockkeeperError } from "@lockkeeper/core";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { createSuppressions, parseSuppressions } from "./suppression.ts";
import type { Suppression } from "./suppression.ts";

const now = Date.parse("2026-06-01T00:00:00Z");

function suppress(name: string, expires = "2026-12-31"): Suppression {
  return { finding: "new-host", package: name, reason: "looked at", owner: "alice", expires };
}

function errorOf(content: string): { readonly code: string; readonly message: string } {
  try {
    parseSuppressions(content, "s.yaml");
  } catch (error) {
    if (error instanceof LockkeeperError) return { code: error.code, message: error.message };
    throw error;
  }
  return { code: "none", message: "" };
}

function reasonOf(entries: readonly Suppression[], version: string, isExactOnly = false): string | undefined {
  return createSuppressions(entries).find({ finding: "new-host", name: "lib", version, isExactOnly, now })
    ?.package;
}

describe("parseSuppressions()", () => {
  test("reads what a finding, a package, a reason, an owner and an end are given for", () => {
    const { entries } = parseSuppressions(
      "version: 1\nsuppressions:\n  - finding: new-host\n    package: lib@^1\n    reason: ours\n    owner: alice\n    expires: 2026-12-31\n",
      "s.yaml",
    );

    expect(entries).toEqual([
      { finding: "new-host", package: "lib@^1", reason: "ours", owner: "alice", expires: "2026-12-31" },
    ]);
  });

  test("reads a justification in the words of VEX, and no other", () => {
    const entry =
      "version: 1\nsuppressions:\n  - finding: cve-2026-1\n    package: lib\n    reason: ours\n    owner: alice\n    expires: 2026-12-31\n    justification: ";

    expect(parseSuppressions(`${entry}vulnerable_code_not_present\n`, "s.yaml").entries).toMatchObject([
      { justification: "vulnerable_code_not_present" },
    ]);
    expect(errorOf(`${entry}because\n`)).toMatchObject({ code: "POLICY_BAD_VALUE" });
  });

  test("names every problem with its place", () => {
    const text =
      "version: 1\nsuppressions:\n  - finding: New Host\n    package: '*'\n    owner: alice\n    expires: soon\n";

    expect(errorOf(text)).toMatchInlineSnapshot(`
      {
        "code": "POLICY_BAD_VALUE",
        "message": "Cannot use the suppressions "s.yaml" as it has values that cannot be used: suppressions[0].finding must be the id of a finding, such as new-dependency (line 3); suppressions[0].package cannot be used: "*" would match nearly every package (line 4); suppressions[0].reason is missing (line 3); suppressions[0].expires must be an ISO 8601 date or time, such as 2026-12-31T00:00Z (line 6)",
      }
    `);
    expect(errorOf("version: 1\nsuppressions: []\nsuppress: 1\n")).toMatchInlineSnapshot(`
      {
        "code": "POLICY_UNKNOWN_KEY",
        "message": "Cannot use the suppressions "s.yaml" as it has keys that do not exist: suppress unknown key; known here: version, suppressions (line 3)",
      }
    `);
    expect(errorOf("version: 1\nsuppressions: [\n")).toMatchInlineSnapshot(`
      {
        "code": "POLICY_SYNTAX",
        "message": "Cannot read the suppressions "s.yaml" as it is no valid YAML or JSON: Flow sequence in block collection must be sufficiently indented and end with a ] (line 3)",
      }
    `);
  });

  test("answers or refuses any text", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(["none", "POLICY_SYNTAX", "POLICY_BAD_VALUE", "POLICY_UNKNOWN_KEY"]).toContain(
          errorOf(text).code,
        );
      }),
    );
  });
});

describe("Suppressions.find()", () => {
  test("finds the narrowest one that is in force", () => {
    expect(reasonOf([suppress("lib"), suppress("lib@1.2.3"), suppress("li*")], "1.2.3")).toBe("lib@1.2.3");
    expect(reasonOf([suppress("lib@1.2.3")], "1.2.4")).toBeUndefined();
    expect(reasonOf([suppress("lib", "2026-05-31")], "1.2.3")).toBeUndefined();
    expect(reasonOf([suppress("lib@^1")], "1.9.0")).toBe("lib@^1");
  });

  test("finds nothing but an exact version for what only that may suppress", () => {
    expect(reasonOf([suppress("lib"), suppress("lib@^1")], "1.2.3", true)).toBeUndefined();
    expect(reasonOf([suppress("lib@1.2.3")], "1.2.3", true)).toBe("lib@1.2.3");
    expect(reasonOf([suppress("lib@1.2.3")], "1.2.3+other", true)).toBeUndefined();
  });

  test("tells which ones have ended", () => {
    const all = createSuppressions([suppress("lib"), suppress("old", "2026-06-01")]);

    expect(all.expiredAt(now).map((entry) => ("package" in entry ? entry.package : entry.file))).toEqual([
      "old",
    ]);
  });
});
