import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { catalogue } from "./catalogue.ts";
import type { Campaign } from "./campaign.ts";
import { forgetCampaign, readKnownCampaigns, saveCampaign, stampCampaigns } from "./own-campaigns.ts";
import { parseCampaign } from "./parse-campaign.ts";

async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "lockkeeper-campaigns-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return join(folder, "campaigns");
}

function own(id: string): Campaign {
  return parseCampaign({
    id,
    title: "left",
    packages: [{ name: "left", versions: ["1.0.0"], firstReportedAt: "2030-01-01" }],
    sources: ["a report"],
    notes: "Made for tests.",
  });
}

describe("own campaigns", () => {
  test("readKnownCampaigns of a folder that is not there answers the catalogue alone", async () => {
    const known = await readKnownCampaigns(await makeFolder());

    expect(known).toEqual({ campaigns: catalogue, own: [], refused: [] });
  });

  test("saveCampaign keeps one for readKnownCampaigns, in its place among the others, and leaves nothing else", async () => {
    const folder = await makeFolder();

    await saveCampaign(folder, own("left-2030"));
    await saveCampaign(folder, own("left-2030"));
    const known = await readKnownCampaigns(folder);

    expect(known.own).toEqual([own("left-2030")]);
    const ids = known.campaigns.map(({ id }) => id);
    expect(ids).toHaveLength(catalogue.length + 1);
    expect(ids).toEqual(ids.toSorted());
    expect(await readdir(folder)).toEqual(["left-2030.json"]);
  });

  test("saveCampaign does not let an own campaign stand for a built-in one", async () => {
    const folder = await makeFolder();

    await expect(saveCampaign(folder, own("axios-2026"))).rejects.toMatchObject({
      code: "INTEL_BAD_CAMPAIGN",
    });
  });

  test("readKnownCampaigns names files that are no campaigns, and takes the others", async () => {
    const folder = await makeFolder();
    await saveCampaign(folder, own("left-2030"));
    await mkdir(join(folder, "folder-2030.json"));
    await writeFile(join(folder, "broken-2030.json"), "{");
    await writeFile(join(folder, "axios-2026.json"), "{}");
    await writeFile(join(folder, "other-2030.json"), JSON.stringify({ id: "left-2030" }));
    await writeFile(join(folder, "No Id.json"), "{}");
    await writeFile(join(folder, "notes.txt"), "");

    const { own: taken, refused } = await readKnownCampaigns(folder);

    expect(taken.map(({ id }) => id)).toEqual(["left-2030"]);
    expect(refused.map(({ where }) => where)).toEqual([
      "No Id.json",
      "axios-2026.json",
      "broken-2030.json",
      "folder-2030.json",
      "other-2030.json",
    ]);
  });

  test("forgetCampaign takes one out, and never a file of another name", async () => {
    const folder = await makeFolder();
    await saveCampaign(folder, own("left-2030"));
    const before = await stampCampaigns(folder);

    expect(await forgetCampaign(folder, "../left-2030")).toBe(false);
    expect(await forgetCampaign(folder, "right-2030")).toBe(false);
    expect(await stampCampaigns(folder)).toBe(before);
    expect(await forgetCampaign(folder, "left-2030")).toBe(true);
    expect(await stampCampaigns(folder)).toBe("");
  });
});
