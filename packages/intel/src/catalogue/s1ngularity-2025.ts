import type { CampaignDocument } from "../campaign.ts";

/** Nx: credentials stolen with the help of local AI assistants. */
export const s1ngularity2025: CampaignDocument = {
  id: "s1ngularity-2025",
  title: "Nx: credentials stolen with the help of local AI assistants",
  packages: [
    {
      name: "nx",
      versions: ["20.9.0", "20.10.0", "20.11.0", "20.12.0", "21.5.0", "21.6.0", "21.7.0", "21.8.0"],
      firstPublishedAt: "2025-08-26",
      firstReportedAt: "2025-08-26",
      aliases: ["GHSA-cxm3-wv7p-598c", "CVE-2025-10894"],
    },
  ],
  isPartial: true,
  sources: ["nrwl/nx issue 32522", "GHSA-cxm3-wv7p-598c"],
  notes:
    "An injection into a workflow gave up the npm token; several @nx packages are affected too and not listed.",
};
