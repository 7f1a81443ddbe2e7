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
    },
  ],
  sources: ["Public analysis of December 2024"],
  notes: "A phished account added an upload of private keys to the functions that handle them.",
};
