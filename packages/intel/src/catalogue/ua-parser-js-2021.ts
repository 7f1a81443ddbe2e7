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
  triggers: ["install"],
  behaviours: ["miner", "credential-files", "release-burst"],
  indicators: [
    {
      kind: "package-file",
      value: "preinstall.sh",
      platform: "linux",
      meaning: "the script that fetches the miner",
      package: "ua-parser-js",
      source: "faisalman/ua-parser-js issue 536",
    },
    {
      kind: "package-file",
      value: "preinstall.bat",
      platform: "win32",
      meaning: "the script that fetches the miner and the stealer",
      package: "ua-parser-js",
      source: "faisalman/ua-parser-js issue 536",
    },
  ],
  response: [
    {
      step: "isolate",
      text: "On Windows a stealer of passwords came along: treat the machine as taken over.",
    },
    { step: "pin", text: "The advisory names 0.7.30, 0.8.1 and 1.0.1 as fixed." },
  ],
  sources: ["faisalman/ua-parser-js issue 536", "GHSA-pjwm-rvh2-c87w"],
  notes:
    "A hijacked account published three lines at once with a preinstall script that runs for every platform.",
};
