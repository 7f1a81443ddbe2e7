import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { findingFamilies, findingStrengths } from "@lockkeeper/core";
import type { Finding, FindingFamily, FindingStrength, Verdict } from "@lockkeeper/core";

import { judge } from "./index.ts";

function finding(strength: FindingStrength, family: FindingFamily, message = "A thing happens."): Finding {
  return {
    id: `${family}-${strength}`,
    family,
    strength,
    technique: undefined,
    message,
    location: undefined,
    excerpt: undefined,
    before: undefined,
    after: undefined,
  };
}

const findings = fc.array(
  fc
    .tuple(fc.constantFrom(...findingStrengths), fc.constantFrom(...findingFamilies))
    .map(([strength, family]) => finding(strength, family)),
  { maxLength: 8 },
);
const severity: Readonly<Record<Verdict, number>> = { allow: 0, unknown: 1, hold: 2, block: 3 };

describe("judge", () => {
  test.each<readonly [string, readonly Finding[], Verdict]>([
    ["nothing", [], "allow"],
    ["one decisive finding", [finding("decisive", "graph")], "block"],
    ["strong findings of two families", [finding("strong", "graph"), finding("strong", "identity")], "block"],
    ["two strong findings of one family", [finding("strong", "graph"), finding("strong", "graph")], "hold"],
    ["one strong finding", [finding("strong", "trigger")], "hold"],
    [
      "supporting findings of three families",
      [
        finding("supporting", "trigger"),
        finding("supporting", "capability"),
        finding("supporting", "history"),
      ],
      "hold",
    ],
    [
      "supporting findings of two families",
      [
        finding("supporting", "trigger"),
        finding("supporting", "capability"),
        finding("supporting", "trigger"),
      ],
      "allow",
    ],
    ["context", findingFamilies.map((family) => finding("context", family)), "allow"],
  ])("judges %s", (_name, given, expected) => {
    expect(judge(given, []).verdict).toBe(expected);
  });

  test("says unknown where something could not be looked at, unless it is worse", () => {
    const gap = "index.js could not be read";

    expect(judge([], [gap])).toMatchObject({ verdict: "unknown", reasons: [{ code: "gap", message: gap }] });
    expect(judge([finding("strong", "trigger")], [gap]).verdict).toBe("hold");
    expect(judge([finding("decisive", "trigger")], [gap]).verdict).toBe("block");
  });

  test("never gets milder by another finding", () => {
    fc.assert(
      fc.property(findings, findings, (some, others) => {
        const less = severity[judge(some, []).verdict];

        expect(severity[judge([...some, ...others], []).verdict]).toBeGreaterThanOrEqual(less);
      }),
    );
  });

  test("says first what a developer needs: the worst, and the worst of another family", () => {
    const { reasons } = judge(
      [
        finding("supporting", "history", "It uses the network at install, which 1.0.0 did not."),
        finding("strong", "trigger", 'Installing it runs "node setup.js".'),
        finding("decisive", "capability", "It sends the environment away at install."),
      ],
      [],
    );

    expect(reasons[0]).toEqual({
      code: "summary",
      message: 'It sends the environment away at install; and Installing it runs "node setup.js".',
    });
    expect(reasons.slice(1).map(({ code }) => code)).toEqual([
      "capability-decisive",
      "trigger-strong",
      "history-supporting",
    ]);
  });
});
