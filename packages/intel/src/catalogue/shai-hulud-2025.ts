import type { CampaignDocument } from "../campaign.ts";

/** Shai-Hulud: the first self-spreading npm worm. */
export const shaiHulud2025: CampaignDocument = {
  id: "shai-hulud-2025",
  title: "Shai-Hulud: the first self-spreading npm worm",
  packages: [
    {
      name: "@ctrl/tinycolor",
      versions: ["4.1.1", "4.1.2"],
      firstPublishedAt: "2025-09-14",
      firstReportedAt: "2025-09-15",
    },
    {
      name: "ngx-bootstrap",
      versions: ["18.1.4", "19.0.3", "20.0.3", "20.0.4", "20.0.5", "20.0.6"],
      firstPublishedAt: "2025-09-14",
      firstReportedAt: "2025-09-15",
    },
  ],
  isPartial: true,
  sources: ["valor-software/ngx-bootstrap issue 6776", "Public guide to the September 2025 takeovers"],
  notes: "Stolen tokens spread a credential thief over more than five hundred packages; two are listed.",
};
