import type { CampaignDocument } from "../campaign.ts";

/** node-ipc: secrets sent over DNS. */
export const nodeIpc2026: CampaignDocument = {
  id: "node-ipc-2026",
  title: "node-ipc: secrets sent over DNS",
  packages: [
    {
      name: "node-ipc",
      versions: ["9.1.6", "9.2.3", "12.0.1"],
      firstPublishedAt: "2026-05-14",
      firstReportedAt: "2026-05-14",
    },
  ],
  sources: ["node-ipc issue 15 of May 2026", "StepSecurity's report of May 2026"],
  notes: "A lapsed mail domain was registered again to take over a publisher.",
};
