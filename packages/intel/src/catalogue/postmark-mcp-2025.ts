import type { CampaignDocument } from "../campaign.ts";

/** postmark-mcp: a copy of every mail. */
export const postmarkMcp2025: CampaignDocument = {
  id: "postmark-mcp-2025",
  title: "postmark-mcp: a copy of every mail",
  packages: [
    {
      name: "postmark-mcp",
      versions: ["1.0.16"],
      firstPublishedAt: "2025-09-17",
      firstReportedAt: "2025-09-29",
    },
  ],
  sources: ["Koi Security's report of September 2025"],
  notes: "After fifteen clean versions the publisher added a hidden recipient to all mail.",
};
