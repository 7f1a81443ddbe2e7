import type { CampaignDocument } from "../campaign.ts";

/** Bitwarden's command line: worm at install. */
export const bitwardenCli2026: CampaignDocument = {
  id: "bitwarden-cli-2026",
  title: "Bitwarden's command line: worm at install",
  packages: [
    {
      name: "@bitwarden/cli",
      versions: ["2026.4.0"],
      firstPublishedAt: "2026-04-22",
      firstReportedAt: "2026-04-22",
    },
  ],
  sources: ["Vendor analyses of April 2026"],
  notes: "A compromised action abused trusted publishing for an hour and a half.",
};
