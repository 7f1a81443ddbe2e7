import type { CampaignDocument } from "../campaign.ts";
import { checkOwnPackages, isolateBeforeRotating, isolateWholeHost } from "./shared/response-notes.ts";

/** CanisterWorm: tokens from a trojanised scanner. */
export const canisterworm2026: CampaignDocument = {
  id: "canisterworm-2026",
  title: "CanisterWorm: tokens from a trojanised scanner",
  packages: [],
  records: {
    scopes: ["@emilgroup", "@opengov", "@teale.io"],
    reportedFrom: "2026-03-20",
    reportedUntil: "2026-03-31",
  },
  isPartial: true,
  triggers: ["install"],
  behaviours: ["worm", "service-persistence", "system-tool-name", "chain-dead-drop", "release-burst"],
  response: [
    isolateWholeHost,
    checkOwnPackages,
    {
      step: "remove",
      text: "Look at the services of the user for one that passes for PostgreSQL on a machine without it.",
    },
    {
      step: "check",
      text: "Machines on which the trojanised scanner Trivy ran in March 2026 count as well.",
    },
  ],
  orderTraps: [isolateBeforeRotating],
  sources: ["Aikido's report of March 2026"],
  notes:
    "Tokens stolen through a trojanised scanner published 28 packages within a minute, and more than 141 versions of 66 in all; advisories stand for them.",
};
