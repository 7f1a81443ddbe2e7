import type { CampaignDocument } from "../campaign.ts";

/** node-ipc: files overwritten by location. */
export const nodeIpc2022: CampaignDocument = {
  id: "node-ipc-2022",
  title: "node-ipc: files overwritten by location",
  packages: [
    {
      name: "node-ipc",
      versions: ["9.2.2", "10.1.1", "10.1.2"],
      firstPublishedAt: "2022-03",
      firstReportedAt: "2022-03",
    },
  ],
  isPartial: true,
  triggers: ["import"],
  behaviours: ["sabotage", "region-gate", "destroys-files"],
  response: [
    {
      step: "preserve",
      text: "Files were overwritten where the address of the machine lay in two countries: look whether backups hold them.",
    },
  ],
  sources: ["RIAEvangelist/node-ipc issue 233", "cncf/tag-security issue 876"],
  notes: "The author shipped a wiper for two countries and then a protest; the 11.x versions are not listed.",
};
