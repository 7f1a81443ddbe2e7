import type { CampaignDocument } from "../campaign.ts";

/** chalk, debug and others: wallet addresses swapped in browsers. */
export const chalkDebug2025: CampaignDocument = {
  id: "chalk-debug-2025",
  title: "chalk, debug and others: wallet addresses swapped in browsers",
  packages: [
    {
      name: "chalk",
      versions: ["5.6.1"],
      firstPublishedAt: "2025-09-08T13:16:00Z",
      firstReportedAt: "2025-09-08",
    },
    {
      name: "debug",
      versions: ["4.4.2"],
      firstPublishedAt: "2025-09-08T13:16:00Z",
      firstReportedAt: "2025-09-08",
    },
    {
      name: "ansi-styles",
      versions: ["6.2.2"],
      firstPublishedAt: "2025-09-08T13:16:00Z",
      firstReportedAt: "2025-09-08",
    },
  ],
  isPartial: true,
  sources: ["Public guide to the September 2025 takeovers", "Vendor analysis of 8 September 2025"],
  notes: "A phished maintainer's eighteen packages were poisoned at once; three of them are listed.",
};
