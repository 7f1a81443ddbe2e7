import type { Campaign, CampaignDocument } from "@lockkeeper/intel";

import type { CommandModule } from "../command.ts";
import { dataFolderOf } from "../data-folder.ts";
import type { Environment } from "../environment.ts";
import { findRecords, pickCampaign, readCampaigns } from "../known-campaigns.ts";
import { renderCampaign } from "../views/campaign.ts";

interface CampaignShowInput {
  readonly id: string;
  readonly data: string | undefined;
}

interface ShownCampaign {
  readonly campaign: Campaign;
  readonly isOwn: boolean;
  readonly document: CampaignDocument;
  /** How many advisories of the data folder stand for what it does not list; `undefined` where none could be asked. */
  readonly found: number | undefined;
}

/** `campaign show`: all that is known of a campaign. */
export const campaignShowCommand: CommandModule<CampaignShowInput, ShownCampaign> = {
  run: showCampaign,
  views: {
    person: ({ campaign, ...known }, context) => renderCampaign(campaign, known, context),
    json: ({ document, isOwn, found }) => ({
      id: document.id,
      own: isOwn,
      advisories: found ?? null,
      campaign: document,
    }),
  },
};

async function* showCampaign(
  { id, data }: CampaignShowInput,
  environment: Environment,
): AsyncIterable<ShownCampaign> {
  const { renderCampaignJson } = await import("@lockkeeper/intel");
  const dataFolder = dataFolderOf(data, environment);
  const { campaigns, own } = await readCampaigns(dataFolder);
  const campaign = pickCampaign(id, campaigns);
  const isOwn = own.some((each) => each.id === id);
  const found = await findRecords(campaign, dataFolder);
  yield { campaign, isOwn, document: renderCampaignJson(campaign), found: found?.length };
}
