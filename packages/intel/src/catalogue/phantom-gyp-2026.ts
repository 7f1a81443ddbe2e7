import type { CampaignDocument } from "../campaign.ts";

/** Phantom Gyp: code run through binding.gyp. */
export const phantomGyp2026: CampaignDocument = {
  id: "phantom-gyp-2026",
  title: "Phantom Gyp: code run through binding.gyp",
  packages: [
    {
      name: "@vapi-ai/server-sdk",
      versions: ["0.11.1", "1.2.2"],
      firstPublishedAt: "2026-06-03",
      firstReportedAt: "2026-06-04",
    },
  ],
  isPartial: true,
  sources: ["StepSecurity's report of June 2026"],
  notes:
    "A tiny build file makes npm run a program although no script is declared; more than 286 versions of 57 packages are affected, two are listed.",
};
