import type { CampaignDocument } from "../campaign.ts";

/** CanisterSprawl: pgserve and others. */
export const canisterSprawl2026: CampaignDocument = {
  id: "canister-sprawl-2026",
  title: "CanisterSprawl: pgserve and others",
  packages: [
    {
      name: "pgserve",
      versions: ["1.1.11", "1.1.12", "1.1.13"],
      firstPublishedAt: "2026-04-21",
      firstReportedAt: "2026-04-21",
    },
  ],
  isPartial: true,
  sources: ["Public advisory of April 2026 on pgserve"],
  notes: "A stolen token published a worm; @automagik/genie is affected too and not listed.",
};
