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
      versions: ["0.11.8"],
      firstPublishedAt: "2026-03-16",
      firstReportedAt: "2026-03-16",
    },
    {
      name: "react-native-international-phone-number",
      versions: ["0.12.1", "0.12.2", "0.12.3"],
      firstReportedAt: "2026-03",
    },
  ],
  records: {
    names: [
      "react-native-country-select",
      "react-native-international-phone-number",
      "@agnoliaarisian7180/string-argv",
    ],
    reportedFrom: "2026-03-16",
    reportedUntil: "2026-06-30",
  },
  isPartial: true,
  triggers: ["install"],
  behaviours: ["hook-runs-root-file", "chain-dead-drop", "region-gate", "credential-files"],
  response: [
    {
      step: "check",
      text: "Later versions bring the code through dependencies: look for react-native-country-select and for @agnoliaarisian7180/string-argv too.",
    },
  ],
  sources: ["Vendor analyses of March 2026"],
  notes:
    "A taken-over maintainer's packages gained an install script that takes its orders from a block chain.",
};
