import type { CampaignDocument } from "../campaign.ts";

/** coa and rc: stealer at install. */
export const coaRc2021: CampaignDocument = {
  id: "coa-rc-2021",
  title: "coa and rc: stealer at install",
  packages: [
    {
      name: "coa",
      versions: ["2.0.3", "2.0.4", "2.1.1", "2.1.3"],
      firstPublishedAt: "2021-11-04",
      firstReportedAt: "2021-11-04",
    },
    {
      name: "rc",
      versions: ["1.2.9", "1.3.9", "2.3.9"],
      firstPublishedAt: "2021-11-04",
      firstReportedAt: "2021-11-04",
    },
  ],
  isPartial: true,
  triggers: ["install"],
  behaviours: ["dormant-revived", "release-burst", "credential-files"],
  response: [
    { step: "isolate", text: "A stealer of passwords came along: treat the machine as taken over." },
  ],
  sources: ["veged/coa issue 99", "dominictarr/rc issue 131"],
  notes:
    "Two dormant packages of hijacked accounts received install scripts on the same day; coa's 3.x versions are not listed.",
};
