import type { CampaignDocument } from "../campaign.ts";

/** Rspack and Vant: miner at install. */
export const rspackVant2024: CampaignDocument = {
  id: "rspack-vant-2024",
  title: "Rspack and Vant: miner at install",
  packages: [
    {
      name: "@rspack/core",
      versions: ["1.1.7"],
      firstPublishedAt: "2024-12-19",
      firstReportedAt: "2024-12-19",
    },
    {
      name: "@rspack/cli",
      versions: ["1.1.7"],
      firstPublishedAt: "2024-12-19",
      firstReportedAt: "2024-12-19",
    },
    {
      name: "vant",
      versions: [
        "2.13.3",
        "2.13.4",
        "2.13.5",
        "3.6.13",
        "3.6.14",
        "3.6.15",
        "4.9.11",
        "4.9.12",
        "4.9.13",
        "4.9.14",
      ],
      firstPublishedAt: "2024-12-19",
      firstReportedAt: "2024-12-19",
    },
  ],
  triggers: ["install"],
  behaviours: ["miner", "region-gate", "release-burst"],
  sources: ["web-infra-dev/rspack issue 8767", "youzan/vant issue 13275"],
  notes: "Stolen tokens published a postinstall script that mines for strangers.",
};
