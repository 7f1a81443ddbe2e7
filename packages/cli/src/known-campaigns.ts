import { join } from "node:path";

import type { Campaign, FoundAdvisory, KnownCampaigns } from "@lockkeeper/intel";

import { CliError } from "./errors.ts";
import { openIndexOf } from "./scan/read-knowledge.ts";

/** The folder of own campaigns of a data folder, which need not be there. */
export function campaignFolderOf(dataFolder: string): string {
  return join(dataFolder, "campaigns");
}

/** The campaigns that are built in and a data folder's own. Throws `INTEL_SOURCE_UNREADABLE`. */
export async function readCampaigns(dataFolder: string): Promise<KnownCampaigns> {
  const { readKnownCampaigns } = await import("@lockkeeper/intel");
  return await readKnownCampaigns(campaignFolderOf(dataFolder));
}

/** The campaign of an id. Throws `CLI_UNKNOWN_SUBJECT` with those that are near. */
export function pickCampaign(id: string, campaigns: readonly Campaign[]): Campaign {
  const campaign = campaigns.find((each) => each.id === id);
  if (campaign === undefined) throw unknownCampaign(id, campaigns);
  return campaign;
}

/**
 * The advisories of the data folder that stand for what a campaign does not list; `undefined` where it has none that could, or
 * where no index is there. Throws `INTEL_INDEX_CORRUPT`.
 */
export async function findRecords(
  { records }: Campaign,
  dataFolder: string,
): Promise<readonly FoundAdvisory[] | undefined> {
  if (records === undefined) return undefined;
  const index = await openIndexOf(dataFolder);
  if (index === undefined) return undefined;
  const { findAdvisories } = await import("@lockkeeper/intel");
  return findAdvisories(index, records);
}

/**
 * Campaigns with the versions of the advisories here that stand for what they do not list; the same where no index is there.
 * Throws `INTEL_INDEX_CORRUPT`.
 */
export async function resolveCampaigns(
  campaigns: readonly Campaign[],
  dataFolder: string,
): Promise<readonly Campaign[]> {
  const index = await openIndexOf(dataFolder);
  if (index === undefined) return campaigns;
  const { findAdvisoriesOfAll, resolveCampaign } = await import("@lockkeeper/intel");
  const found = findAdvisoriesOfAll(index, campaigns);
  return campaigns.map((campaign) => resolveCampaign(campaign, found.get(campaign.id) ?? []));
}

const maxShown = 5;

function unknownCampaign(id: string, campaigns: readonly Campaign[]): CliError {
  const near = nearIds(id, campaigns).slice(0, maxShown);
  return new CliError("CLI_UNKNOWN_SUBJECT", {
    message: `Cannot find the campaign ${JSON.stringify(id.slice(0, 80))} as nobody here knows it`,
    hint:
      near.length > 0
        ? `Did you mean ${near.join(" or ")}?`
        : "Ids look like axios-2026; see them with: npx --no lockkeeper campaign list",
  });
}

/** Those whose id shares the first word, or that name a package of this name. */
function nearIds(id: string, campaigns: readonly Campaign[]): readonly string[] {
  const word = id.toLowerCase().split("-", 1)[0] ?? "";
  const near = campaigns.filter(
    (each) => (word !== "" && each.id.includes(word)) || each.packages.some(({ name }) => name === id),
  );
  return near.map((each) => each.id);
}
