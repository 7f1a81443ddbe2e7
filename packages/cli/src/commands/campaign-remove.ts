import type { CommandModule } from "../command.ts";
import { dataFolderOf } from "../data-folder.ts";
import type { Environment } from "../environment.ts";
import { CliError } from "../errors.ts";
import { campaignFolderOf } from "../known-campaigns.ts";

interface CampaignRemoveInput {
  readonly id: string;
  readonly data: string | undefined;
}

/** `campaign remove`: forgets an own campaign. */
export const campaignRemoveCommand: CommandModule<CampaignRemoveInput, { readonly id: string }> = {
  run: removeCampaign,
  views: {
    person: ({ id }) => `Removed ${id}.\n`,
    json: ({ id }) => ({ id, removed: true }),
  },
};

async function* removeCampaign(
  { id, data }: CampaignRemoveInput,
  environment: Environment,
): AsyncIterable<{ readonly id: string }> {
  const { forgetCampaign } = await import("@lockkeeper/intel");
  if (!(await forgetCampaign(campaignFolderOf(dataFolderOf(data, environment)), id))) {
    throw new CliError("CLI_UNKNOWN_SUBJECT", {
      message: `Cannot remove campaign ${JSON.stringify(id.slice(0, 80))} as no own campaign has this id`,
      hint: "See the ids with: npx --no lockkeeper campaign list --own. What is built in stays.",
    });
  }
  yield { id };
}
