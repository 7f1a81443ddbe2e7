import type { CampaignDocument } from "../campaign.ts";

/** codexui-android: credentials of another tool read. */
export const codexuiAndroid2026: CampaignDocument = {
  id: "codexui-android-2026",
  title: "codexui-android: credentials of another tool read",
  packages: [
    {
      name: "codexui-android",
      versions: ["0.1.82", "0.1.83", "0.1.84", "0.1.85", "0.1.86", "0.1.87", "0.1.88", "0.1.89", "0.1.90"],
      firstReportedAt: "2026-05-27",
    },
  ],
  triggers: ["command"],
  behaviours: ["credential-files", "clean-then-armed"],
  response: [
    { step: "rotate", text: "The login of the AI tool whose file it reads was sent away at every run." },
  ],
  sources: ["Aikido's report of May 2026"],
  notes: "The publisher reads the login of an AI tool at each run and sends it away.",
};
