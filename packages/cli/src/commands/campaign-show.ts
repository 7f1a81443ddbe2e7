import type { Campaign, CampaignDocument } from "@lockkeeper/intel";

import type { CommandModule } from "../command.ts";
import { dataFolderOf } from "../data-folder.ts";
import type { Environment } from "../environment.ts";
import { pickCampaign, readCampaigns } from "../known-campaigns.ts";
import { renderCampaign } from "../views/campaign.ts";

interface CampaignShowInput {
  readonly id: string;
  readonly data: string | undefined;
}

interface ShownCampaign {
  readonly campaign: Campaign;
  readonly isOwn: boolean;
  readonly document: CampaignDocument;
}

/** `campaign show`: all that is known of a campaign. */
export const campaignShowCommand: CommandModule<CampaignShowInput, ShownCampaign> = {
  run: showCampaign,
  views: {
    person: ({ campaign, isOwn }, context) => renderCampaign(campaign, isOwn, context),
    json: ({ document, isOwn }) => ({ ...document, own: isOwn }),
  },
};

async function* showCampaign(
  { id, data }: CampaignShowInput,
  environment: Environment,
): AsyncIterable<ShownCampaign> {
  const { renderCampaignJson } = await import("@lockkeeper/intel");
  const { campaigns, own } = await readCampaigns(dataFolderOf(data, environment));
  const campaign = pickCampaign(id, campaigns);
  const isOwn = own.some((each) => each.id === id);
  yield { campaign, isOwn, document: renderCampaignJson(campaign) };
}
