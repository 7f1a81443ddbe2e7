import type { CampaignDocument } from "../campaign.ts";

/** algamil7x: private names claimed in public. */
export const algamil7x2026: CampaignDocument = {
  id: "algamil7x-2026",
  title: "algamil7x: private names claimed in public",
  packages: [
    {
      name: "@insiderintelligence/googleadmanager",
      versions: ["9.9.10"],
      firstPublishedAt: "2026-09-18",
      firstReportedAt: "2026-09-20",
    },
  ],
  isPartial: true,
  sources: ["GHSA-g85c-jph7-8q4r"],
  notes:
    "Names of private packages were published with high versions that report where they were installed; one is listed.",
};
