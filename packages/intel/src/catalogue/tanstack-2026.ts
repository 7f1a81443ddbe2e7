import type { CampaignDocument } from "../campaign.ts";

/** TanStack: worm behind valid provenance. */
export const tanstack2026: CampaignDocument = {
  id: "tanstack-2026",
  title: "TanStack: worm behind valid provenance",
  packages: [
    {
      name: "@tanstack/react-router",
      versions: ["1.169.5", "1.169.8"],
      firstPublishedAt: "2026-05-11",
      firstReportedAt: "2026-05-11",
      aliases: ["GHSA-g7cv-rxg3-hmpx", "CVE-2026-45321"],
    },
  ],
  isPartial: true,
  sources: ["TanStack/router issue 7383", "GHSA-g7cv-rxg3-hmpx"],
  notes:
    "A poisoned build cache gave up the publish token; 84 versions of 42 packages are affected, two are listed.",
};
