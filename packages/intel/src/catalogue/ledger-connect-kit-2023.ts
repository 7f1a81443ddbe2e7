import type { CampaignDocument } from "../campaign.ts";

/** Ledger Connect Kit: wallet drainer. */
export const ledgerConnectKit2023: CampaignDocument = {
  id: "ledger-connect-kit-2023",
  title: "Ledger Connect Kit: wallet drainer",
  packages: [
    {
      name: "@ledgerhq/connect-kit",
      versions: ["1.1.5", "1.1.6", "1.1.7"],
      firstPublishedAt: "2023-12-14",
      firstReportedAt: "2023-12-14",
      aliases: ["MAL-2023-8697", "GHSA-g9hp-hq3h-h6hx"],
    },
  ],
  records: { ids: ["MAL-2023-8697"], reportedFrom: "2023-12-14", reportedUntil: "2023-12-16" },
  triggers: ["use"],
  behaviours: ["wallet-theft"],
  response: [
    { step: "check", text: "Web pages took it from a delivery network: lockfiles show nothing of that." },
  ],
  sources: ["Ledger's incident report of December 2023"],
  notes: "A former employee's session published a drainer that web pages loaded through a CDN.",
};
