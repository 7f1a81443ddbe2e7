import type { CampaignDocument } from "../campaign.ts";

/** rand-user-agent: remote access at import. */
export const randUserAgent2025: CampaignDocument = {
  id: "rand-user-agent-2025",
  title: "rand-user-agent: remote access at import",
  packages: [
    {
      name: "rand-user-agent",
      versions: ["1.0.110", "2.0.83", "2.0.84"],
      firstPublishedAt: "2025-04",
      firstReportedAt: "2025-05",
    },
  ],
  sources: ["Public analysis of dormant packages that were revived"],
  notes: "An old automation token revived a deprecated package with code pushed out of sight by white space.",
};
