import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Campaign } from "../campaign.ts";
import { catalogue } from "../catalogue.ts";
import type { JsonRecord } from "../json-value.ts";
import { readStixBundle } from "./read-stix-bundle.ts";
import { createRefusals } from "./refusals.ts";
import { renderStixBundle, type StixObject } from "./stix-bundle.ts";
import { parseStixPattern, renderStixPattern } from "./stix-pattern.ts";

const context = {
  id: undefined,
  title: undefined,
  fileName: "night.json",
  now: Date.parse("2030-01-01T00:00:00Z"),
};

interface Reading {
  readonly campaigns: readonly Campaign[];
  readonly refused: readonly { readonly where: string; readonly why: string }[];
}

function read(json: unknown): Reading {
  const refusals = createRefusals();
  const plain: unknown = JSON.parse(JSON.stringify(json));
  const record = typeof plain === "object" && plain !== null ? (plain as JsonRecord) : {}; // An object read from JSON.
  return { campaigns: readStixBundle(record, context, refusals), refused: refusals.items };
}

function bundleOf(...objects: readonly object[]): object {
  return { type: "bundle", id: "bundle--1", objects };
}

function indicator(pattern: string, more: object = {}): object {
  return {
    type: "indicator",
    id: "indicator--1",
    pattern,
    pattern_type: "stix",
    valid_from: "2030-01-01T00:00:00Z",
    ...more,
  };
}

const idForm = /^[a-z-]+--[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const timeForm = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;
/** Properties that STIX 2.1 requires beside the common ones. */
const required: Readonly<Record<string, readonly string[]>> = {
  identity: ["name"],
  campaign: ["name"],
  malware: ["is_family"],
  indicator: ["pattern", "pattern_type", "valid_from"],
  relationship: ["relationship_type", "source_ref", "target_ref"],
  "course-of-action": ["name"],
};

function faultsOf(object: StixObject, ids: ReadonlySet<string>): readonly string[] {
  const text = (member: string): string => (typeof object[member] === "string" ? object[member] : "");
  const has = (member: string): boolean => object[member] !== undefined;
  const members = [
    "type",
    "spec_version",
    "id",
    "created",
    "modified",
    ...(required[object.type] ?? ["a type"]),
  ];
  const missing = members.filter((member) => !has(member));
  const times = ["created", "modified", "valid_from", "valid_until", "first_seen"].filter(
    (member) => has(member) && !timeForm.test(text(member)),
  );
  const refs = ["created_by_ref", "source_ref", "target_ref"].filter(
    (member) => has(member) && !ids.has(text(member)),
  );
  const isBadId = !idForm.test(object.id) || !object.id.startsWith(`${object.type}--`);
  const isBackwards = has("valid_until") && text("valid_until") <= text("valid_from");
  return [...missing, ...times, ...refs, ...(isBadId ? ["id"] : []), ...(isBackwards ? ["valid_until"] : [])];
}

describe("renderStixBundle", () => {
  test("gives each object what STIX 2.1 requires of its type, and references that lead somewhere", () => {
    const { bundle } = renderStixBundle(catalogue);
    const ids = new Set(bundle.objects.map(({ id }) => id));

    expect(ids.size).toBe(bundle.objects.length);
    const faults = bundle.objects
      .map((object) => [object.id, ...faultsOf(object, ids)])
      .filter(({ length }) => length > 1);
    expect(faults).toEqual([]);
    expect(idForm.test(bundle.id)).toBe(true);
  });

  test("renders patterns that its own reader reads, and the same bytes for the same campaigns", () => {
    const { bundle } = renderStixBundle(catalogue);
    const patterns = bundle.objects
      .filter(({ type }) => type === "indicator")
      .map((object) => String(object["pattern"]));

    expect(patterns.length).toBeGreaterThan(150);
    for (const pattern of patterns) expect(parseStixPattern(pattern), pattern).toHaveLength(1);
    expect(JSON.stringify(renderStixBundle(catalogue))).toBe(JSON.stringify(renderStixBundle(catalogue)));
  });

  test("says what it could not say", () => {
    const { omitted } = renderStixBundle(catalogue.filter(({ id }) => id === "antv-2026"));

    expect(omitted).toEqual([
      "antv-2026: repository-name harkonnen-melange-*",
      "antv-2026: workflow-name Run Copilot",
      "antv-2026: persistence kitty-monitor",
      "antv-2026: the advisories that stand for further versions",
    ]);
  });

  test("is read again as the campaign it was, as far as STIX goes", () => {
    const axios = catalogue.filter(({ id }) => id === "axios-2026");

    const { campaigns, refused } = read(renderStixBundle(axios).bundle);

    expect(refused).toEqual([]);
    const [before] = axios;
    const [after] = campaigns;
    expect(after).toMatchObject({
      id: "axios-2026",
      title: before?.title,
      behaviours: before?.behaviours,
      triggers: before?.triggers,
      response: before?.response,
      orderTraps: before?.orderTraps,
    });
    expect(versionsOf(after)).toEqual(versionsOf(before));
    expect(valuesOf(after)).toEqual(valuesOf(before).filter(([kind]) => kind !== "persistence"));
  });

  test("keeps several campaigns of one bundle apart", () => {
    const several = catalogue.filter(({ id }) => id.startsWith("node-ipc-") || id === "mastra-2026");

    const { campaigns, refused } = read(renderStixBundle(several).bundle);

    expect(refused).toEqual([]);
    expect(campaigns.map(({ id }) => id).toSorted()).toEqual(several.map(({ id }) => id));
    for (const campaign of campaigns) {
      expect(versionsOf(campaign)).toEqual(versionsOf(several.find(({ id }) => id === campaign.id)));
    }
  });
});

function versionsOf(campaign: Campaign | undefined): readonly string[] {
  const parts = campaign?.packages ?? [];
  return parts
    .flatMap(({ name, versions }) =>
      versions === "all" ? [`${name}@*`] : versions.map((each) => `${name}@${each}`),
    )
    .toSorted();
}

function valuesOf(campaign: Campaign | undefined): readonly (readonly (string | undefined)[])[] {
  const values = campaign?.indicators.map((each) => [
    each.kind,
    each.value,
    each.platform,
    each.confidence,
    each.meaning,
  ]);
  return (values ?? []).toSorted((left, right) => (JSON.stringify(left) < JSON.stringify(right) ? -1 : 1));
}

describe("readStixBundle", () => {
  test("reads what others write, whole and in alternatives", () => {
    const pattern = String.raw`[domain-name:value = 'collector.invalid' OR ipv4-addr:value = '192.0.2.7'] OR [file:hashes.'SHA-256' = '${"A".repeat(64)}' AND file:name = 'a\'b.js']`;

    const { campaigns, refused } = read(bundleOf(indicator(pattern, { name: "night", confidence: 40 })));

    expect(refused).toEqual([]);
    expect(campaigns).toMatchObject([{ id: "night-2030", title: "night", sources: ["night.json"] }]);
    expect(valuesOf(campaigns[0])).toEqual([
      ["address", "192.0.2.7", "any", "medium", "night"],
      ["domain", "collector.invalid", "any", "medium", "night"],
      ["file-hash", "a".repeat(64), "any", "medium", "night"],
    ]);
  });

  test.each([
    ["[file:hashes.MD5 = 'd41d8cd98f00b204e9800998ecf8427e']", "are not taken"],
    ["[domain-name:value = 'collector.invalid'] FOLLOWEDBY [url:value = 'x']", "goes on with"],
    ["[domain-name:value MATCHES '.*']", "only = and LIKE"],
    ["[x-vendor:thing = 'a']", "nothing is known to look for by x-vendor:thing"],
    ["[software:name = 'left' AND software:version = '1.0.0']", "not said to be a package of npm"],
    ["[file:hashes.'SHA-1' = '2553649f232204966871cea80a5d0d6adc700ca']", "a sha1 has 40 hexadecimal digits"],
    ["[domain-name:value = 'no host']", "not a host's name"],
    ["[url:value = 'unterminated]", "cannot be read"],
    ["", "[ is expected"],
  ])("refuses %s with its place", (pattern, why) => {
    const { campaigns, refused } = read(bundleOf(indicator(pattern)));

    expect(campaigns).toEqual([]);
    expect(refused).toEqual([{ where: "objects[0]", why: expect.stringContaining(why) }]);
  });

  test("takes the good of a bundle with bad objects", () => {
    const good = indicator("[domain-name:value = 'collector.invalid']");

    const { campaigns, refused } = read(bundleOf(good, indicator("[nonsense"), good));

    expect(campaigns.map(({ indicators }) => indicators.length)).toEqual([1]);
    expect(refused.map(({ where }) => where)).toEqual(["objects[1]"]);
  });

  test("answers for any objects", () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue(), { maxLength: 6 }), fc.string(), (objects, pattern) => {
        const { campaigns } = read({
          type: "bundle",
          objects: [...objects, indicator(pattern), { type: "campaign" }],
        });

        expect(campaigns.length).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe("parseStixPattern", () => {
  test("reads what renderStixPattern wrote of any text", () => {
    const text = fc.string({ unit: "grapheme" });

    fc.assert(
      fc.property(text, fc.nat(), (value, port) => {
        const comparisons = [
          { path: "file:name", operator: "=", value },
          { path: "process:command_line", operator: "LIKE", value },
          { path: "network-traffic:dst_port", operator: "=", value: port },
        ] as const;

        expect(parseStixPattern(renderStixPattern(comparisons))).toEqual([comparisons]);
      }),
    );
  });
});
