import type { CampaignDocument } from "../campaign.ts";

/** lottie-player: wallet drainer. */
export const lottiePlayer2024: CampaignDocument = {
  id: "lottie-player-2024",
  title: "lottie-player: wallet drainer",
  packages: [
    {
      name: "@lottiefiles/lottie-player",
      versions: ["2.0.5", "2.0.6", "2.0.7"],
      firstPublishedAt: "2024-10-30",
      firstReportedAt: "2024-10-30",
      aliases: ["MAL-2024-10301"],
    },
  ],
  records: { ids: ["MAL-2024-10301"], reportedFrom: "2024-10-30", reportedUntil: "2024-11-01" },
  triggers: ["use"],
  behaviours: ["wallet-theft", "release-burst"],
  response: [
    {
      step: "check",
      text: "Web pages took the newest version from a delivery network: lockfiles show nothing of that.",
    },
  ],
  sources: ["LottieFiles/lottie-player issue 254", "LottieFiles/lottie-player issue 255"],
  notes:
    "A developer's automation token published three versions within an hour that ask visitors to connect a wallet.",
};
