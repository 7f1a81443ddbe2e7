import type { CampaignDocument } from "../campaign.ts";

/** Mastra: remote access through easy-day-js. */
export const mastra2026: CampaignDocument = {
  id: "mastra-2026",
  title: "Mastra: remote access through easy-day-js",
  packages: [
    {
      name: "@mastra/core",
      versions: ["1.42.1"],
      firstPublishedAt: "2026-06-17T01:12:00Z",
      firstReportedAt: "2026-06-17",
    },
    { name: "easy-day-js", versions: ["1.11.21", "1.11.22"], firstReportedAt: "2026-06-17" },
  ],
  isPartial: true,
  sources: ["mastra issue 18047", "mastra issue 18048"],
  notes:
    "A forgotten contributor's account added one new dependency to more than 140 packages; 1.11.21 of the dependency was its clean decoy.",
};
