import type { CampaignDocument } from "../campaign.ts";

/** ua-parser-js: miner and password stealer. */
export const uaParserJs2021: CampaignDocument = {
  id: "ua-parser-js-2021",
  title: "ua-parser-js: miner and password stealer",
  packages: [
    {
      name: "ua-parser-js",
      versions: ["0.7.29", "0.8.0", "1.0.0"],
      firstPublishedAt: "2021-10-22",
      firstReportedAt: "2021-10-22",
      aliases: ["GHSA-pjwm-rvh2-c87w"],
    },
  ],
  sources: ["faisalman/ua-parser-js issue 536", "GHSA-pjwm-rvh2-c87w"],
  notes:
    "A hijacked account published three lines at once with a preinstall script that runs for every platform.",
};
