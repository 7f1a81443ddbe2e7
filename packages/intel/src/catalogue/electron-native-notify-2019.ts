import type { CampaignDocument } from "../campaign.ts";

/** electron-native-notify: wallet seed theft. */
export const electronNativeNotify2019: CampaignDocument = {
  id: "electron-native-notify-2019",
  title: "electron-native-notify: wallet seed theft",
  packages: [{ name: "electron-native-notify", versions: ["1.1.6"], firstReportedAt: "2019-06-05" }],
  isPartial: true,
  triggers: ["use"],
  behaviours: ["clean-then-armed", "wallet-theft"],
  sources: ["npm security team's report of June 2019"],
  notes: "A useful dependency was armed after a wallet had adopted it; later versions are affected as well.",
};
