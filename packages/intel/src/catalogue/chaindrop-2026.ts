import type { CampaignDocument } from "../campaign.ts";

/** ChainDrop: keyv, cacheable and others. */
export const chaindrop2026: CampaignDocument = {
  id: "chaindrop-2026",
  title: "ChainDrop: keyv, cacheable and others",
  packages: [
    {
      name: "keyv",
      versions: ["6.0.0"],
      firstPublishedAt: "2026-08-04",
      firstReportedAt: "2026-08-04",
      aliases: ["MAL-2026-11524"],
    },
    { name: "cacheable", versions: ["2.5.1"], firstPublishedAt: "2026-08-04", firstReportedAt: "2026-08-04" },
    {
      name: "flat-cache",
      versions: ["6.1.24"],
      firstPublishedAt: "2026-08-04",
      firstReportedAt: "2026-08-04",
    },
  ],
  isPartial: true,
  sources: ["Vendor analyses of August 2026", "MAL-2026-11524"],
  notes:
    "A maintainer's account spread a worm with valid provenance over more than 1,280 packages; three are listed.",
};
