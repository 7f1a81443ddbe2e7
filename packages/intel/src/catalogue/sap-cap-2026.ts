import type { CampaignDocument } from "../campaign.ts";

/** SAP CAP and intercom-client: worm at install. */
export const sapCap2026: CampaignDocument = {
  id: "sap-cap-2026",
  title: "SAP CAP and intercom-client: worm at install",
  packages: [
    {
      name: "@cap-js/sqlite",
      versions: ["2.2.2"],
      firstPublishedAt: "2026-04-29",
      firstReportedAt: "2026-04-29",
    },
    {
      name: "@cap-js/postgres",
      versions: ["2.2.2"],
      firstPublishedAt: "2026-04-29",
      firstReportedAt: "2026-04-29",
    },
    {
      name: "@cap-js/db-service",
      versions: ["2.10.1"],
      firstPublishedAt: "2026-04-29",
      firstReportedAt: "2026-04-29",
    },
    { name: "mbt", versions: ["1.2.48"], firstPublishedAt: "2026-04-29", firstReportedAt: "2026-04-29" },
    {
      name: "intercom-client",
      versions: ["7.0.4", "7.0.5"],
      firstPublishedAt: "2026-04-29",
      firstReportedAt: "2026-04-30",
    },
  ],
  sources: ["CVE-2026-46421", "Vendor analyses of April 2026"],
  notes:
    "Tokens taken from build machines published a bundle that spreads through the victim's own packages.",
};
