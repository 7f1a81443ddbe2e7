import { resolve } from "node:path";

import type { Campaign, KnownCampaigns } from "@lockkeeper/intel";

import type { CommandModule } from "../command.ts";
import { dataFolderOf } from "../data-folder.ts";
import type { Environment } from "../environment.ts";
import { campaignFolderOf, readCampaigns } from "../known-campaigns.ts";
import type { ImportedItem } from "../views/campaign-import.ts";
import { renderImported, toImportedLine } from "../views/campaign-import.ts";

interface CampaignImportInput {
  readonly paths: readonly string[];
  readonly id: string | undefined;
  readonly title: string | undefined;
  readonly isDryRun: boolean;
  readonly data: string | undefined;
}

/** `campaign import`: campaigns of files and folders become own ones. */
export const campaignImportCommand: CommandModule<CampaignImportInput, ImportedItem> = {
  run: importOwn,
  views: { person: renderImported, json: toImportedLine },
  exitCode: (item) => (item.kind === "refused" || item.kind === "rest" ? 1 : 0),
};

async function* importOwn(
  { paths, id, title, isDryRun, data }: CampaignImportInput,
  environment: Environment,
): AsyncIterable<ImportedItem> {
  const { loadCampaignExchange } = await import("@lockkeeper/intel");
  const { importCampaigns } = await loadCampaignExchange();
  const dataFolder = dataFolderOf(data, environment);
  const { clock, cwd } = environment;
  const { campaigns, files, refused, refusedCount } = await importCampaigns(
    paths.map((path) => resolve(cwd, path)),
    { id, title, now: clock.now() },
  );
  const known = await readCampaigns(dataFolder);
  for (const campaign of campaigns) yield await keep(campaign, { known, dataFolder, isDryRun });
  for (const { where, why } of refused) yield { kind: "refused", where, why };
  const rest = refusedCount - refused.length;
  if (rest > 0) yield { kind: "rest", count: rest };
  if (campaigns.length === 0 && refusedCount === 0) yield { kind: "nothing", files };
}

interface Keeping {
  readonly known: KnownCampaigns;
  readonly dataFolder: string;
  readonly isDryRun: boolean;
}

async function keep(campaign: Campaign, { known, dataFolder, isDryRun }: Keeping): Promise<ImportedItem> {
  const before = known.own.find(({ id }) => id === campaign.id);
  if (before === undefined && known.campaigns.some(({ id }) => id === campaign.id)) {
    return {
      kind: "refused",
      where: campaign.id,
      why: "a campaign with this id is built in: give yours another with --id",
    };
  }
  if (!isDryRun) {
    const [{ saveCampaign }, { openDataFolder }] = await Promise.all([
      import("@lockkeeper/intel"),
      import("@lockkeeper/store"),
    ]);
    await openDataFolder(dataFolder);
    await saveCampaign(campaignFolderOf(dataFolder), campaign);
  }
  return { kind: "campaign", campaign, isReplaced: before !== undefined, isDryRun };
}
