import type { Campaign, Moment } from "@lockkeeper/intel";

import type { CommandModule } from "../command.ts";
import { dataFolderOf } from "../data-folder.ts";
import type { Environment } from "../environment.ts";
import { readCampaigns } from "../known-campaigns.ts";
import type { ListedCampaign } from "../views/campaign-list.ts";
import { renderListed, toListedLine } from "../views/campaign-list.ts";

interface CampaignListInput {
  readonly data: string | undefined;
  readonly isOwnOnly: boolean;
}

/** `campaign list`: the campaigns, the newest first. */
export const campaignListCommand: CommandModule<CampaignListInput, ListedCampaign> = {
  run: listCampaigns,
  views: { person: renderListed, json: toListedLine },
};

async function* listCampaigns(
  { data, isOwnOnly }: CampaignListInput,
  environment: Environment,
): AsyncIterable<ListedCampaign> {
  const { campaigns, own, refused } = await readCampaigns(dataFolderOf(data, environment));
  const ownIds = new Set(own.map(({ id }) => id));
  const wanted = campaigns.filter(({ id }) => !isOwnOnly || ownIds.has(id));
  const listed = wanted.map((campaign) => ({
    kind: "campaign" as const,
    campaign,
    isOwn: ownIds.has(campaign.id),
    since: firstMoment(campaign),
  }));
  yield* listed.toSorted(newestFirst);
  for (const { where, why } of refused) yield { kind: "refused", where, why };
  if (listed.length === 0 && refused.length === 0) yield { kind: "none" };
}

function firstMoment({ packages, records }: Campaign): Moment | undefined {
  const moments = packages.map(
    ({ firstPublishedAt, firstReportedAt }) => firstPublishedAt ?? firstReportedAt,
  );
  if (records !== undefined) moments.push(records.reportedFrom);
  return moments.toSorted((left, right) => left.at - right.at)[0];
}

function newestFirst(
  left: { readonly since: Moment | undefined; readonly campaign: Campaign },
  right: { readonly since: Moment | undefined; readonly campaign: Campaign },
): number {
  const [a, b] = [left.since?.at ?? yearOf(left.campaign), right.since?.at ?? yearOf(right.campaign)];
  return a === b ? (left.campaign.id < right.campaign.id ? -1 : 1) : b - a;
}

/** An id ends with the year, which is all that is known of some. */
function yearOf({ id }: Campaign): number {
  return Date.UTC(Number(id.slice(-4)), 0, 1);
}
