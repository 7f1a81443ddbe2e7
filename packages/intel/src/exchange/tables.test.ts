import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Campaign } from "../campaign.ts";
import { catalogue } from "../catalogue.ts";
import { renderIndicatorTable, renderVersionList, renderVersionTable } from "./campaign-tables.ts";
import { parseCsv, renderCsv } from "./csv.ts";
import { readCampaignTable } from "./read-campaign-table.ts";
import { createRefusals } from "./refusals.ts";

const context = {
  id: "night-2030",
  title: undefined,
  fileName: "night.csv",
  now: Date.parse("2030-01-01T00:00:00Z"),
};

function read(text: string): {
  readonly campaign: Campaign | undefined;
  readonly refused: readonly { readonly where: string; readonly why: string }[];
} {
  const refusals = createRefusals();
  const [campaign] = readCampaignTable(text, context, refusals);
  return { campaign, refused: refusals.items };
}

function specsOf(campaign: Campaign | undefined): readonly string[] {
  return (campaign?.packages ?? []).flatMap(({ name, versions }) =>
    (versions === "all" ? ["*"] : versions).map((version) => `${name}@${version}`),
  );
}

describe("parseCsv", () => {
  test("reads quotes, line ends in quotes, other separators and a mark of byte order", () => {
    const text = '\uFEFFa;"b ""c""\nd";e\r\n\r\n"";;\r\nf;g;h';

    expect(parseCsv(text)).toEqual([
      { line: 1, cells: ["a", 'b "c"\nd', "e"] },
      { line: 5, cells: ["f", "g", "h"] },
    ]);
  });

  test("reads what renderCsv wrote of any cells", () => {
    const cell = fc.string({ unit: "grapheme" }).map((each) => each.trim());
    const row = fc
      .array(cell, { minLength: 3, maxLength: 3 })
      .filter((cells) => cells.some((each) => each !== ""));

    fc.assert(
      fc.property(fc.array(row), (rows) => {
        const text = renderCsv([["one", "two", "three"], ...rows]);

        expect(parseCsv(text).map(({ cells }) => cells)).toEqual([["one", "two", "three"], ...rows]);
      }),
    );
  });
});

describe("readCampaignTable", () => {
  test.each([
    ["name,version\naxios,1.14.1\naxios,0.30.4\n@a/b,1.0.0\n"],
    ['package_name,package_versions,sources\naxios,"1.14.1, 0.30.4","x, y"\n@a/b,1.0.0,x\n'],
    ["Package,Version\naxios,= 1.14.1 || = 0.30.4\n@a/b,= 1.0.0\n"],
    ["Package Name\tAffected Versions\naxios\t1.14.1|0.30.4\n@a/b\tv1.0.0\n"],
    ["# compiled by hand\naxios@1.14.1\naxios@0.30.4 # the older line\n@a/b@1.0.0\n"],
    ["axios:1.14.1\naxios:0.30.4\n@a/b:1.0.0\n"],
    ["axios,1.14.1\naxios,0.30.4\n@a/b,1.0.0\n"],
  ])("reads versions of the form %j", (text) => {
    const { campaign, refused } = read(text);

    expect(refused).toEqual([]);
    expect(specsOf(campaign)).toEqual(["axios@1.14.1", "axios@0.30.4", "@a/b@1.0.0"]);
    expect(campaign).toMatchObject({ id: "night-2030", sources: ["night.csv"] });
  });

  test("reads indicators under the words of vendors, defanged or not", () => {
    const text = [
      "indicator,type,description",
      "collector[.]invalid,domain,where it sends to",
      "192.0.2[.]7,IP address,",
      "hxxp://collector[.]invalid:8000/x,URL,",
      `${"AB".repeat(32)},SHA-256,`,
      `${"ab".repeat(20)},hash,`,
      "who[at]mail[.]invalid,email,",
      "left@1.0.0,package,",
      "collector.invalid,hostname,twice",
    ].join("\n");

    const { campaign, refused } = read(text);

    expect(refused).toEqual([]);
    expect(campaign?.indicators.map(({ kind, value }) => [kind, value])).toEqual([
      ["domain", "collector.invalid"],
      ["address", "192.0.2.7"],
      ["url", "http://collector.invalid:8000/x"],
      ["file-hash", "ab".repeat(32)],
      ["file-hash", "ab".repeat(20)],
      ["email", "who@mail.invalid"],
    ]);
    expect(specsOf(campaign)).toEqual(["left@1.0.0"]);
  });

  test("names rows that do not fit, with their line, and takes the others", () => {
    const text = [
      "type,value",
      "sha1,2553649f232204966871cea80a5d0d6adc700ca",
      "md5,d41d8cd98f00b204e9800998ecf8427e",
      "feeling,bad",
      "domain,collector.invalid",
      ",just words",
    ].join("\n");

    const { campaign, refused } = read(text);

    expect(campaign?.indicators.map(({ value }) => value)).toEqual(["collector.invalid"]);
    expect(refused).toEqual([
      { where: "line 2", why: expect.stringContaining("this has 39") },
      { where: "line 3", why: "hashes by md5 are not taken" },
      { where: "line 4", why: expect.stringContaining('"feeling" is no type') },
      { where: "line 6", why: "nothing says of what type it is" },
    ]);
  });

  test("refuses names and versions that are none, and takes no campaign of nothing", () => {
    const { campaign, refused } = read("name,version\n../left,1.0.0\nleft,latest\nleft,\n");

    expect(campaign).toBeUndefined();
    expect(refused.map(({ where }) => where)).toEqual(["line 2", "line 3", "line 4"]);
  });

  test("answers for any text with a campaign, refusals or the one error", () => {
    const piece = fc.oneof(
      fc.string(),
      fc.constantFrom("name,version\n", "left@1.0.0\n", '"', "indicator,type\n", "\n"),
    );

    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        try {
          expect(specsOf(read(pieces.join("")).campaign).every((spec) => spec.includes("@"))).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
      }),
    );
  });
});

describe("rendered tables", () => {
  test("are read again with every version", () => {
    const specs = specsOf({ ...emptyCampaign(), packages: catalogue.flatMap(({ packages }) => packages) });

    for (const text of [renderVersionTable(catalogue), renderVersionList(catalogue)]) {
      const { campaign, refused } = read(text);

      expect(refused).toEqual([]);
      expect(specsOf(campaign).toSorted()).toEqual([...new Set(specs)].toSorted());
    }
  });

  test("are read again with indicators of one campaign as they were", () => {
    const axios = catalogue.filter(({ id }) => id === "axios-2026");

    const { campaign, refused } = read(renderIndicatorTable(axios));

    // How something is started again, and the extras of a kind, have no column.
    const kept = (axios[0]?.indicators ?? []).filter(({ kind }) => kind !== "persistence");
    expect(refused.map(({ why }) => why)).toEqual([
      expect.stringContaining("a member of its kind is missing"),
    ]);
    expect(campaign?.indicators.map(({ kind, value, platform }) => [kind, value, platform])).toEqual(
      kept.map(({ kind, value, platform }) => [kind, value, platform]),
    );
  });
});

function emptyCampaign(): Campaign {
  return {
    id: "none-2030",
    title: "",
    packages: [],
    records: undefined,
    isPartial: true,
    triggers: [],
    behaviours: [],
    indicators: [],
    response: [],
    orderTraps: [],
    sources: [],
    notes: "",
  };
}
