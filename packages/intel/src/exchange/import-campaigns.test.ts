import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { catalogue } from "../catalogue.ts";
import { parseOsvRecord } from "../osv-record.ts";
import { renderCampaignJson } from "./campaign-json.ts";
import { renderCampaignOsv } from "./campaign-osv.ts";
import { importCampaigns } from "./import-campaigns.ts";
import { renderStixBundle } from "./stix-bundle.ts";

const now = Date.parse("2030-01-01T00:00:00Z");

async function makeFiles(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "lockkeeper-import-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(join(folder, name, ".."), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  return folder;
}

describe("renderCampaignOsv", () => {
  test("renders records of malware that OSV's reader takes, with every version", () => {
    for (const campaign of catalogue) {
      for (const record of renderCampaignOsv(campaign)) {
        const outcome = parseOsvRecord(JSON.parse(JSON.stringify(record)));

        expect(outcome, record.id).toMatchObject({
          kind: "record",
          record: { kind: "malware", problems: [] },
        });
      }
    }
  });
});

test("renderCampaignOsv takes the schema's prefix for own ids, and for aliases only what the schema knows", () => {
  const records = catalogue.filter(({ id }) => id === "asyncapi-2026").flatMap(renderCampaignOsv);

  expect(
    records.map(({ id, aliases, database_specific: own }) => [id, aliases, own.lockkeeper.also]),
  ).toEqual([
    ["x_LK-asyncapi-2026-1", [], ["LWA-2026-6766"]],
    ["x_LK-asyncapi-2026-2", [], ["LWA-2026-6767"]],
    ["x_LK-asyncapi-2026-3", [], ["LWA-2026-6768"]],
    ["x_LK-asyncapi-2026-4", [], ["LWA-2026-6769"]],
  ]);
});

describe("importCampaigns", () => {
  test("reads each form of a campaign back, told apart by content alone", async () => {
    const campaigns = catalogue.filter(({ id }) => id === "mastra-2026");
    const osv = campaigns.flatMap(renderCampaignOsv);
    const forms = {
      json: campaigns.map((campaign) => JSON.stringify(renderCampaignJson(campaign))).join(""),
      stix: JSON.stringify(renderStixBundle(campaigns).bundle),
      osv: JSON.stringify(osv),
      lines: osv.map((record) => `${JSON.stringify(record)}\n`).join(""),
    };

    for (const [form, text] of Object.entries(forms)) {
      const folder = await makeFiles({ "mastra.txt": text });
      const { campaigns: read, refused } = await importCampaigns([folder], { now });

      expect(refused, form).toEqual([]);
      expect(read, form).toMatchObject([{ id: "mastra-2026", title: campaigns[0]?.title }]);
      const versions = read.flatMap(({ packages }) => packages.flatMap((part) => part.versions)).toSorted();
      expect(versions, form).toEqual(campaigns[0]?.packages.flatMap((part) => part.versions).toSorted());
    }
  });

  test("reads several campaigns of one file, one a line or in a list", async () => {
    const campaigns = catalogue.slice(0, 3);
    const documents = campaigns.map((campaign) => JSON.stringify(renderCampaignJson(campaign)));
    const folder = await makeFiles({ "lines.jsonl": `${documents.join("\n")}\n` });
    const other = await makeFiles({ "list.json": `[${documents.join(",")}, {}]` });

    const lines = await importCampaigns([folder], { now });
    const list = await importCampaigns([other], { now });

    expect(lines).toMatchObject({ campaigns, refused: [] });
    expect(list.campaigns).toEqual(campaigns);
    expect(list.refused.map(({ where }) => where.split("/", 2)[1])).toEqual(["list.json: item 4"]);
  });

  test("takes the good of a folder and names the bad, with file and place", async () => {
    const folder = await makeFiles({
      "feed/list.csv": "name,version\nleft,1.0.0\nleft,newest\n",
      "feed/broken.json": '{"id": ',
      "feed/other.json": '{"title": "no campaign"}',
      "feed/flaw.jsonl": `${JSON.stringify({
        id: "GHSA-1",
        modified: "2030-01-01T00:00:00Z",
        affected: [{ package: { ecosystem: "npm", name: "left" }, versions: ["1.0.0"] }],
      })}\nnot JSON\n`,
      "feed/picture.png": "no text",
    });

    const { campaigns, files, refused, refusedCount } = await importCampaigns([join(folder, "feed")], {
      now,
    });

    expect(campaigns.map(({ id }) => id)).toEqual(["list-2030"]);
    expect(files).toBe(4);
    expect(refusedCount).toBe(refused.length);
    expect(refused.map(({ where }) => where)).toEqual([
      "feed/broken.json: line 1",
      "feed/flaw.jsonl: line 2",
      "feed/flaw.jsonl: line 1",
      "feed/list.csv: line 3",
      "feed/other.json",
    ]);
  });

  test("refuses bounds between versions rather than widening them", async () => {
    const record = {
      id: "MAL-2030-1",
      modified: "2030-01-01T00:00:00Z",
      affected: [
        {
          package: { ecosystem: "npm", name: "left" },
          ranges: [
            { type: "SEMVER", events: [{ introduced: "1.0.0" }, { last_affected: "1.0.0" }] },
            { type: "SEMVER", events: [{ introduced: "2.0.0" }, { fixed: "3.0.0" }] },
          ],
        },
      ],
    };
    const folder = await makeFiles({ "night.json": JSON.stringify(record) });

    const { campaigns, refused } = await importCampaigns([folder], { now });

    expect(campaigns.flatMap(({ packages }) => packages)).toMatchObject([
      { name: "left", versions: ["1.0.0"], aliases: ["MAL-2030-1"] },
    ]);
    expect(refused.map(({ why }) => why)).toEqual([
      "MAL-2030-1 gives bounds for left: take it with intel import",
    ]);
  });

  test("names a campaign as it is told to, and takes an id only once", async () => {
    const folder = await makeFiles({ "a.txt": "left@1.0.0\n", "b.txt": "right@1.0.0\n" });

    const { campaigns, refused } = await importCampaigns([folder], {
      now,
      id: "own-2030",
      title: "Our night",
    });

    expect(campaigns).toMatchObject([{ id: "own-2030", title: "Our night" }]);
    expect(refused.map(({ why }) => why)).toEqual(["a campaign own-2030 was read before"]);
  });

  test.skipIf(process.platform === "win32")("reads no device without end", async () => {
    const { campaigns, refused } = await importCampaigns(["/dev/zero"], { now });

    expect(campaigns).toEqual([]);
    expect(refused).toEqual([{ where: "zero", why: expect.stringContaining("it is larger than") as string }]);
  });

  test("says when a path that was named is not there", async () => {
    const folder = await makeFiles({});

    await expect(importCampaigns([join(folder, "none")], { now })).rejects.toMatchObject({
      code: "INTEL_SOURCE_UNREADABLE",
    });
  });
});
