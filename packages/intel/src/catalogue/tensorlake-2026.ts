import type { CampaignDocument } from "../campaign.ts";

/** tensorlake: worm from the main branch. */
export const tensorlake2026: CampaignDocument = {
  id: "tensorlake-2026",
  title: "tensorlake: worm from the main branch",
  packages: [
    {
      name: "tensorlake",
      versions: ["0.5.144"],
      firstPublishedAt: "2026-10-08",
      firstReportedAt: "2026-10-08",
    },
  ],
  sources: ["tensorlake issue 1014"],
  notes:
    "Commits under a maintainer's name were released with valid provenance; the program wipes the home folder when its token is revoked.",
};
