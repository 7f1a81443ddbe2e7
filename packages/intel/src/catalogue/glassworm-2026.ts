import type { CampaignDocument } from "../campaign.ts";

/** GlassWorm: React Native inputs with an encrypted loader. */
export const glassworm2026: CampaignDocument = {
  id: "glassworm-2026",
  title: "GlassWorm: React Native inputs with an encrypted loader",
  packages: [
    {
      name: "react-native-country-select",
      versions: ["0.3.91"],
      firstPublishedAt: "2026-03-16",
      firstReportedAt: "2026-03-16",
    },
    {
      name: "react-native-international-phone-number",
      versions: ["0.11.8", "0.12.1", "0.12.2", "0.12.3"],
      firstPublishedAt: "2026-03-16",
      firstReportedAt: "2026-03-16",
    },
  ],
  isPartial: true,
  sources: ["Vendor analyses of March 2026"],
  notes:
    "A taken-over maintainer's packages gained an install script that takes its orders from a block chain.",
};
