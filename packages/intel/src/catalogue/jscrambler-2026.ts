import type { CampaignDocument } from "../campaign.ts";

/** jscrambler: infostealer in a disguised binary. */
export const jscrambler2026: CampaignDocument = {
  id: "jscrambler-2026",
  title: "jscrambler: infostealer in a disguised binary",
  packages: [
    {
      name: "jscrambler",
      versions: ["8.14.0", "8.16.0", "8.17.0", "8.18.0", "8.20.0"],
      firstPublishedAt: "2026-07-11",
      firstReportedAt: "2026-07-11",
    },
  ],
  sources: ["jscrambler issue 322"],
  notes: "The attacker moved from an install script to import within the attack.",
};
