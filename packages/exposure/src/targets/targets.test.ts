import { catalogue, parseOsvRecord } from "@lockkeeper/intel";
import fc from "fast-check";
import { satisfies } from "semver";
import { expect, test } from "vitest";
import type { ExposureTarget } from "../question.ts";
import { createTargetSet } from "./target-set.ts";
import { targetsOfAdvisory } from "./targets-of-advisory.ts";
import { targetsOfCampaign, targetsOfMassCampaign } from "./targets-of-campaign.ts";
import { targetsOfSpecs } from "./targets-of-specs.ts";

function axiosNight(): readonly ExposureTarget[] {
  return catalogue.filter(({ id }) => id === "axios-2026").flatMap(targetsOfCampaign);
}

function advisoryTargets(affected: readonly object[]): readonly ExposureTarget[] {
  const record = { id: "MAL-2030-1", modified: "2030-01-01T00:00:00Z", affected };
  const outcome = parseOsvRecord(record);
  return outcome.kind === "record" ? targetsOfAdvisory(outcome.record) : [];
}

function affectedWith(...events: readonly object[]): object {
  return { package: { ecosystem: "npm", name: "left" }, ranges: [{ type: "SEMVER", events }] };
}

test("targetsOfCampaign keeps a window of its own for each version that has one", () => {
  const axios = axiosNight().filter(({ name }) => name === "axios");

  expect(axios.map(({ versions, window }) => [versions, window])).toEqual([
    [["1.14.1"], { since: Date.parse("2026-03-31T00:21:00Z"), until: Date.parse("2026-03-31T03:15:30Z") }],
    [["0.30.4"], { since: Date.parse("2026-03-31T01:00:00Z"), until: Date.parse("2026-03-31T03:15:30Z") }],
  ]);
});

test("targetsOfCampaign opens a window at the first instant of a day of which no more is known", () => {
  const part = axiosNight().find(({ name }) => name === "@qqbrowser/openclaw-qbot");

  expect(part?.window).toEqual({ since: Date.parse("2026-03-31T00:00:00Z"), until: undefined });
});

test("targetsOfMassCampaign asks once about each version that several advisories and the campaign itself name", () => {
  const campaign = catalogue.find(({ id }) => id === "chaindrop-2026");
  const advisory = {
    id: "MAL-2030-1",
    aliases: [],
    kind: "malware",
    severity: undefined,
    reportedAt: undefined,
    source: "osv",
    reporters: [],
    intervals: [],
  } as const;
  const found = [
    { name: "keyv", advisory: { ...advisory, versions: ["6.0.0", "6.0.1"] } },
    { name: "keyv", advisory: { ...advisory, versions: ["6.0.1"] } },
    { name: "left", advisory: { ...advisory, versions: ["1.0.0"] } },
  ];

  const targets = campaign === undefined ? [] : targetsOfMassCampaign(campaign, found);

  const keyv = targets.filter(({ name }) => name === "keyv").flatMap(({ versions }) => versions);
  expect(keyv).toEqual(["6.0.0", "6.0.1"]);
  expect(targets.filter(({ name }) => name === "left")).toMatchObject([{ source: "chaindrop-2026" }]);
});

test("targetsOfAdvisory means a whole package where every version is affected, but never the registry's placeholder", () => {
  const targets = advisoryTargets([affectedWith({ introduced: "0" })]);

  const set = createTargetSet(targets);

  expect(targets).toMatchObject([{ name: "left", versions: "all", source: "MAL-2030-1" }]);
  expect(set.ofVersion("left", "4.2.1")).toHaveLength(1);
  expect(set.ofVersion("left", "0.0.1-security")).toEqual([]);
});

test("targetsOfAdvisory keeps bounds as a range in which prereleases count", () => {
  const bounds = affectedWith({ introduced: "1.0.0" }, { fixed: "1.2.0" }, { introduced: "2.0.0" });
  const set = createTargetSet(advisoryTargets([{ ...bounds, versions: ["0.5.0"] }]));
  const versions = ["0.5.0", "0.9.0", "1.0.0", "1.2.0-rc.1", "1.2.0", "2.0.0", "9.0.0"];

  const meant = versions.filter((version) => set.ofVersion("left", version).length > 0);

  expect(meant).toEqual(["0.5.0", "1.0.0", "1.2.0-rc.1", "2.0.0", "9.0.0"]);
});

test("targetsOfSpecs reads names, versions, lists, ranges and package URLs", () => {
  const words = [
    "axios",
    "axios@1.14.1",
    "axios@1.14.1,0.30.4",
    "axios@>=1.14.0 <1.15.0",
    "pkg:npm/%40scope/left@1.0.0?arch=any#lib",
    "@scope/left@^2.0.0",
    "axios@1.14.1",
  ];

  const targets = targetsOfSpecs(words);

  expect(targets.map(({ name, versions, range }) => [name, versions, range])).toEqual([
    ["axios", "all", undefined],
    ["axios", ["1.14.1"], undefined],
    ["axios", ["1.14.1", "0.30.4"], undefined],
    ["axios", [], ">=1.14.0 <1.15.0"],
    ["@scope/left", ["1.0.0"], undefined],
    ["@scope/left", [], "^2.0.0"],
  ]);
});

test("targetsOfSpecs refuses tags, other ecosystems and names that are none", () => {
  const refused = { "axios@latest": "EXPOSURE_BAD_QUESTION", "pkg:npm/%zz": "EXPOSURE_BAD_QUESTION" };
  const noNames = ["", "../left", "a b@1.0.0"];

  for (const [word, code] of Object.entries(refused)) {
    expect(() => targetsOfSpecs([word]), word).toThrow(expect.objectContaining({ code }));
  }
  for (const word of noNames) {
    expect(() => targetsOfSpecs([word]), word).toThrow(expect.objectContaining({ code: "CORE_BAD_NAME" }));
  }
});

test("createTargetSet takes versions with build metadata for the one that registries take them for", () => {
  const set = createTargetSet(targetsOfSpecs(["left@1.0.0"]));

  expect(set.ofVersion("left", "1.0.0+build.5")).toHaveLength(1);
  expect(set.ofVersion("left", "v1.0.0")).toHaveLength(1);
  expect(set.ofVersion("left", "1.0.0-rc.1")).toEqual([]);
  expect(set.ofVersion("right", "1.0.0")).toEqual([]);
});

test("createTargetSet finds targets by the hash of their tarball, whatever other hashes stand beside it", () => {
  const digest = "A".repeat(86);
  const [target] = targetsOfSpecs(["left@1.0.0"]);
  const known: readonly ExposureTarget[] =
    target === undefined ? [] : [{ ...target, integrity: [`sha512-${digest}==`] }];

  const set = createTargetSet(known);

  expect(set.ofIntegrity(`sha512-${digest}== sha1-AAAAAAAAAAAAAAAAAAAAAAAAAAA=`)).toHaveLength(1);
  expect(set.ofIntegrity(`sha512-${"B".repeat(86)}==`)).toEqual([]);
  expect(set.ofIntegrity("no hash")).toEqual([]);
});

test("createTargetSet answers for any text as a name or version", () => {
  const set = createTargetSet(targetsOfSpecs(["left@1.0.0", "all", "right@<2.0.0"]));
  const foreign = fc.oneof(fc.string(), fc.constantFrom("__proto__", "constructor", "left", "right"));

  fc.assert(
    fc.property(foreign, foreign, (name, version) => {
      for (const { name: found } of [...set.ofVersion(name, version), ...set.ofName(name)]) {
        expect(found).toBe(name);
      }
    }),
  );
});

test("createTargetSet means by a range what npm means by it with prereleases", () => {
  const part = fc.nat({ max: 3 });
  const version = fc
    .tuple(part, part, part, fc.constantFrom("", "-rc.1"))
    .map(([major, minor, patch, tail]) => `${major}.${minor}.${patch}${tail}`);

  fc.assert(
    fc.property(version, version, version, (low, high, asked) => {
      const range = `>=${low} <${high}`;
      const set = createTargetSet(targetsOfSpecs([`left@${range}`]));

      const isMeant = set.ofVersion("left", asked).length > 0;

      expect(isMeant).toBe(satisfies(asked, range, { includePrerelease: true }));
    }),
  );
});
