import type { CampaignDocument } from "../campaign.ts";

/** cline: a second agent installed at install. */
export const cline2026: CampaignDocument = {
  id: "cline-2026",
  title: "cline: a second agent installed at install",
  packages: [
    {
      name: "cline",
      versions: ["2.3.0"],
      firstPublishedAt: "2026-02-17",
      firstReportedAt: "2026-02-17",
      aliases: ["GHSA-9ppg-jx86-fqw7"],
    },
  ],
  sources: ["GHSA-9ppg-jx86-fqw7"],
  notes: "An injection into an issue bot led to the npm token; only the manifest changed.",
};
