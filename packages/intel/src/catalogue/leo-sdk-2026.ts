import type { CampaignDocument } from "../campaign.ts";

/** Leo Platform: payload through binding.gyp. */
export const leoSdk2026: CampaignDocument = {
  id: "leo-sdk-2026",
  title: "Leo Platform: payload through binding.gyp",
  packages: [
    { name: "leo-sdk", versions: ["6.0.19"], firstPublishedAt: "2026-06-24", firstReportedAt: "2026-06-26" },
  ],
  isPartial: true,
  sources: ["Vendor analyses of June 2026"],
  notes: "A maintainer's account published more than twenty packages, one is listed.",
};
