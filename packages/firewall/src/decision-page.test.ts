import { describe, expect, test } from "vitest";

import { renderDecisionPage } from "./decision-page.ts";
import type { ExplainRecord } from "./explain-version.ts";

function recordWith(inspection: unknown): ExplainRecord {
  return {
    schema: 1,
    spec: "lib@1.0.0",
    name: "lib",
    version: "1.0.0",
    decision: "hold",
    effect: "hold",
    clause: "inspect",
    policyRevision: "92a0d0689b1b",
    reasons: [{ code: "inspect", message: "Inspected, and to be held" }],
    facts: { upstream: "default", inspection },
    newestAcceptable: null,
    maturesAt: null,
    decidedAt: "2026-03-31T01:10:00.000Z",
    approvers: [],
    command: null,
  };
}

describe("renderDecisionPage()", () => {
  test("renderDecisionPage() lists what an inspection found, each with its strength and detector", () => {
    const page = renderDecisionPage(
      recordWith({
        state: "present",
        verdict: "hold",
        findings: [{ id: "new-outflow", strength: "strong", message: "It talks to <b>a new host</b>." }],
      }),
    );

    expect(page).toContain("<h2>Inspection: hold</h2>");
    expect(page).toContain(
      "<li>It talks to &lt;b&gt;a new host&lt;/b&gt;. <code>strong, new-outflow</code></li>",
    );
    expect(page).not.toContain("{&quot;state&quot;");
  });

  test.each([
    [{ state: "unavailable", reason: "it took too long" }, "<p>Not possible: it took too long</p>"],
    [{ state: "present", verdict: "allow", findings: [] }, "<p>Nothing was found.</p>"],
    [{ state: "present", findings: "none" }, "<p>Nothing was found.</p>"],
  ])("renderDecisionPage() says of %j what there is to say", (inspection, expected) => {
    expect(renderDecisionPage(recordWith(inspection))).toContain(expected);
  });

  test.each([undefined, null, "present", { state: "absent" }])(
    "renderDecisionPage() says nothing of an inspection that is %j",
    (inspection) => {
      expect(renderDecisionPage(recordWith(inspection))).not.toContain("Inspection");
    },
  );
});
