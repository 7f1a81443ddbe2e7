import type { CampaignDocument } from "../campaign.ts";
import { checkOwnPackages } from "./shared/response-notes.ts";

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
  records: {
    names: ["pgserve", "@automagik/genie"],
    reportedFrom: "2026-04-21",
    reportedUntil: "2026-04-30",
  },
  isPartial: true,
  triggers: ["install"],
  behaviours: ["chain-dead-drop", "worm"],
  response: [checkOwnPackages],
  sources: ["Public advisory of April 2026 on pgserve"],
  notes: "A stolen token published a worm; @automagik/genie is affected too and not listed.",
};
