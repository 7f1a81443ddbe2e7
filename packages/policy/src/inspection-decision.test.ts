import type { Decision, InspectedVersion } from "@lockkeeper/core";
import { describe, expect, test } from "vitest";

import { presetPolicy } from "./build-document.ts";
import type { PolicyDocument } from "./document.ts";
import { createInspectionDecider } from "./inspection-decision.ts";
import { parsePolicy } from "./parse-policy.ts";

const now = Date.parse("2026-03-31T00:40:00Z");

function policyOf(yaml: string): PolicyDocument {
  return parsePolicy(`version: 1\n${yaml}`, { source: "policy.yaml", tier: "organisation" });
}

function decide(
  policy: PolicyDocument,
  verdict: InspectedVersion["verdict"] | "unknown",
  upstream: string | undefined = "default",
): Decision {
  return createInspectionDecider(policy)(
    {
      name: "@acme/lib",
      version: "1.0.0",
      upstream,
      inspection:
        verdict === "unknown"
          ? { state: "unavailable", reason: "it could not be read" }
          : { state: "present", value: { verdict, summary: "It does things.", findings: [] } },
    },
    { now, exceptions: policy.exceptions },
  );
}

describe("createInspectionDecider()", () => {
  test.each([
    ["", "allow", "allow", "none"],
    ["", "hold", "hold", "inspect"],
    ["", "block", "block", "inspect"],
    ["", "unknown", "hold", "unknown"],
    ["inspect: { effect: warn }", "hold", "warn", "inspect"],
    ["inspect: { effect: warn }", "block", "block", "inspect"],
    ["inspect: { effect: block }", "hold", "block", "inspect"],
    ["inspect: { effect: off }", "block", "allow", "none"],
    ["unknown: block", "unknown", "block", "unknown"],
    ["deny: [{ match: '@acme/lib', reason: retired }]", "allow", "block", "deny"],
    ["cooldown: { age: 30d }\nmissingTime: { public: block }", "allow", "allow", "none"],
  ] as const)(
    "createInspectionDecider() by %j has %s as %s, by the clause %s",
    (yaml, verdict, effect, clause) => {
      const decision = decide(policyOf(yaml), verdict);

      expect([decision.effect, decision.clause]).toEqual([effect, clause]);
    },
  );

  test("createInspectionDecider() looks at pins where an upstream served it, and not for what came from a disk", () => {
    const policy = policyOf("registries: { pins: [{ match: '@acme/*', upstream: internal }] }");

    const effects = ["default", "internal", undefined].map((upstream) =>
      createInspectionDecider(policy)(
        {
          name: "@acme/lib",
          version: "1.0.0",
          upstream,
          inspection: { state: "present", value: { verdict: "allow", summary: "", findings: [] } },
        },
        { now, exceptions: [] },
      ),
    );

    expect(effects.map(({ effect, clause }) => [effect, clause])).toEqual([
      ["block", "registry"],
      ["allow", "none"],
      ["allow", "none"],
    ]);
  });

  test("createInspectionDecider() lets an exception lift what it names, until it ends", () => {
    const granted = (expires: string): PolicyDocument =>
      policyOf(
        `exceptions: [{ id: e1, package: "@acme/lib", versions: 1.0.0, clauses: [inspect], reason: read by two, owner: platform, expires: ${expires} }]`,
      );

    expect(decide(granted("2026-12-31"), "hold")).toMatchObject({ effect: "allow", exception: "e1" });
    expect(decide(granted("2026-03-30"), "hold")).toMatchObject({ effect: "hold", exception: undefined });
    expect(decide(granted("2026-12-31"), "unknown")).toMatchObject({ effect: "hold" });
  });

  test("createInspectionDecider() excuses nothing by the exemption of private upstreams", () => {
    expect(presetPolicy("balanced").inspect.exemptPrivate).toBe(true);
    expect(decide(presetPolicy("balanced"), "hold", "internal").effect).toBe("hold");
  });
});
