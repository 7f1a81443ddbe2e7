import type { CampaignDocument } from "../campaign.ts";
import { isolateWholeHost } from "./shared/response-notes.ts";

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
  triggers: ["import"],
  behaviours: ["import-time-code"],
  response: [
    isolateWholeHost,
    { step: "check", text: "The manifest and one file differ: scripts of installation play no part." },
  ],
  sources: ["VeloraDEX/sdk issue 233"],
  notes: "Three lines before the program run a script from a bare address.",
};
