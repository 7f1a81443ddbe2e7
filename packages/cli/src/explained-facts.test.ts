import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { createFakeTerminal } from "../test/fake-environment.ts";
import { heldAxios } from "../test/explain-record.ts";
import { parseExplainedFacts } from "./explained-facts.ts";
import { createStyle } from "./style.ts";
import { renderExplanation } from "./views/explanation.ts";

const keys = [...Object.keys(heldAxios.facts), "__proto__", "anything"];
const arbitraryFacts = fc.dictionary(fc.constantFrom(...keys), fc.jsonValue());

describe("parseExplainedFacts", () => {
  test("parseExplainedFacts reads what is there and leaves out what is not", () => {
    const facts = parseExplainedFacts(heldAxios.facts);

    expect(facts).toMatchObject({
      published: { state: "present", value: Date.parse("2026-03-31T00:21:00Z") },
      installScripts: ["postinstall"],
      removedUpstreamAt: undefined,
    });
  });

  test("parseExplainedFacts takes anything for facts, and the view shows it without control characters", async () => {
    const { clock } = await createFakeTerminal();
    const context = { style: createStyle(false), now: clock.now(), isFirst: true, width: 100 };

    fc.assert(
      fc.property(arbitraryFacts, fc.string({ unit: "binary" }), (facts, text) => {
        const reasons = [{ code: "cooldown", message: text }];
        const shown = renderExplanation({ ...heldAxios, facts, reasons, name: text }, context);

        // oxlint-disable-next-line no-control-regex -- They are exactly what must not be there.
        expect(shown).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
      }),
    );
  });
});
