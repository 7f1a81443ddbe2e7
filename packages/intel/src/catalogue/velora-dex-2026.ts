import type { CampaignDocument } from "../campaign.ts";

/** Velora SDK: shell command at import. */
export const veloraDex2026: CampaignDocument = {
  id: "velora-dex-2026",
  title: "Velora SDK: shell command at import",
  packages: [
    {
      name: "@velora-dex/sdk",
      versions: ["9.4.1"],
      firstPublishedAt: "2026-04-07",
      firstReportedAt: "2026-04-07",
    },
  ],
  sources: ["VeloraDEX/sdk issue 233"],
  notes: "Three lines before the program run a script from a bare address.",
};
