import type { CampaignDocument } from "../campaign.ts";

/** cline: a second agent installed at install. */
export const cline2026: CampaignDocument = {
  id: "cline-2026",
  title: "cline: a second agent installed at install",
  packages: [
    {
      name: "cline",
      versions: ["2.3.0"],
      firstPublishedAt: "2026-02-17",
      firstReportedAt: "2026-02-17",
      aliases: ["GHSA-9ppg-jx86-fqw7"],
    },
  ],
  triggers: ["install"],
  behaviours: ["hook-installs-globally", "provenance-dropped"],
  response: [
    {
      step: "remove",
      text: "Remove the agent that was installed for the whole machine; removing cline leaves it.",
    },
    { step: "pin", text: "2.2.3 and 2.4.0 were published by the project itself." },
  ],
  sources: ["GHSA-9ppg-jx86-fqw7"],
  notes: "An injection into an issue bot led to the npm token; only the manifest changed.",
};
