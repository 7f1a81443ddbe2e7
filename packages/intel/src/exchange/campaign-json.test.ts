import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { catalogue } from "../catalogue.ts";
import { parseCampaignJson, renderCampaignJson } from "./campaign-json.ts";
import { indicatorKinds } from "./indicator-shape.ts";

const minimal = {
  schema: 1,
  id: "left-2030",
  title: "left",
  packages: [{ name: "left", versions: ["1.0.0"], firstReportedAt: "2030-01-01" }],
  sources: ["a report"],
  notes: "Made for tests.",
};

describe("parseCampaignJson", () => {
  test("reads what renderCampaignJson wrote, without loss, for every campaign of the catalogue", () => {
    for (const campaign of catalogue) {
      const text = JSON.stringify(renderCampaignJson(campaign));

      expect(parseCampaignJson(JSON.parse(text)), campaign.id).toEqual(campaign);
    }
  });

  test("takes the least that a campaign is", () => {
    expect(parseCampaignJson(minimal)).toMatchObject({ id: "left-2030", indicators: [], records: undefined });
  });

  test.each([
    [{ ...minimal, schema: 2 }, "campaign.schema is not 1"],
    [{ ...minimal, extra: true }, 'a member that is not known: "extra"'],
    [{ ...minimal, packages: "all" }, "campaign.packages is not a list"],
    [
      { ...minimal, packages: [{ ...minimal.packages[0], versions: "some" }] },
      "campaign.packages[0].versions is not",
    ],
    [
      { ...minimal, packages: [{ ...minimal.packages[0], versions: [1] }] },
      "packages[0].versions[0] is not a text",
    ],
    [
      { ...minimal, behaviours: ["flying"] },
      'campaign.behaviours[0] is not one of the words that are known: "flying"',
    ],
    [{ ...minimal, isPartial: "yes" }, "campaign.isPartial is neither true nor false"],
    [{ ...minimal, notes: "x".repeat(9000) }, "campaign.notes has over 8192 characters"],
    [{ ...minimal, indicators: [{ kind: "domain" }] }, "campaign.indicators[0].value is not a text"],
    [{ ...minimal, id: "../left-2030" }, "ids look like axios-2026"],
    [[], "campaign is not an object"],
    [null, "campaign is not an object"],
  ])("refuses %o with its place", (json, why) => {
    expect(() => parseCampaignJson(json)).toThrow(
      expect.objectContaining({ code: "INTEL_BAD_CAMPAIGN", message: expect.stringContaining(why) }),
    );
  });

  test("does not take members of prototypes for given ones", () => {
    const json: unknown = JSON.parse('{"__proto__": {"id": "left-2030"}, "title": "left"}');

    expect(() => parseCampaignJson(json)).toThrow(expect.objectContaining({ code: "INTEL_BAD_CAMPAIGN" }));
  });

  test("answers for any JSON with a campaign or the one error", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(...Object.keys(minimal)), (value, member) => {
        const json = { ...minimal, [member]: value };

        try {
          expect(parseCampaignJson(json).id).toBe(json.id);
        } catch (error) {
          expect(error).toMatchObject({ code: "INTEL_BAD_CAMPAIGN" });
        }
      }),
    );
  });

  test("knows every kind of indicator that the catalogue has", () => {
    const used = new Set(catalogue.flatMap(({ indicators }) => indicators.map(({ kind }) => kind)));

    expect([...used].filter((kind) => !indicatorKinds.includes(kind))).toEqual([]);
  });
});
