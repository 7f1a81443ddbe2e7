import type { CampaignDocument } from "../campaign.ts";

/** Solana web3.js: private keys stolen. */
export const solanaWeb32024: CampaignDocument = {
  id: "solana-web3-2024",
  title: "Solana web3.js: private keys stolen",
  packages: [
    {
      name: "@solana/web3.js",
      versions: ["1.95.6", "1.95.7"],
      firstPublishedAt: "2024-12-02",
      firstReportedAt: "2024-12-03",
      aliases: ["MAL-2024-11183", "GHSA-2mhj-xmf4-pr8m"],
    },
  ],
  records: { ids: ["MAL-2024-11183"], reportedFrom: "2024-12-02", reportedUntil: "2024-12-05" },
  triggers: ["use"],
  behaviours: ["wallet-theft"],
  response: [
    {
      step: "rotate",
      text: "Private keys that went through its functions are known to others: move what they hold.",
    },
    { step: "pin", text: "The advisory names 1.95.8 as fixed." },
  ],
  sources: ["Public analysis of December 2024"],
  notes: "A phished account added an upload of private keys to the functions that handle them.",
};
