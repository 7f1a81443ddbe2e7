import type { CampaignDocument } from "../campaign.ts";

/** xrpl: wallet seeds stolen. */
export const xrpl2025: CampaignDocument = {
  id: "xrpl-2025",
  title: "xrpl: wallet seeds stolen",
  packages: [
    {
      name: "xrpl",
      versions: ["2.14.2", "4.2.1", "4.2.2", "4.2.3", "4.2.4"],
      firstPublishedAt: "2025-04-21",
      firstReportedAt: "2025-04-21",
    },
  ],
  triggers: ["use"],
  behaviours: ["wallet-theft", "release-burst"],
  response: [
    { step: "rotate", text: "Seeds that went through its wallets are known to others: move what they hold." },
  ],
  sources: ["XRPLF/xrpl.js issue 2970", "trezor/trezor-suite issue 18502"],
  notes: "A developer's token published a function that sends seeds away under the name of a check.",
};
