import type { CampaignDocument } from "../campaign.ts";

/** SANDWORM_MODE: worm under misspelt names. */
export const sandwormMode2026: CampaignDocument = {
  id: "sandworm-mode-2026",
  title: "SANDWORM_MODE: worm under misspelt names",
  packages: [
    { name: "claud-code", versions: ["0.2.1"], firstPublishedAt: "2026-02", firstReportedAt: "2026-02" },
    { name: "cloude", versions: ["0.3.0"], firstPublishedAt: "2026-02", firstReportedAt: "2026-02" },
  ],
  isPartial: true,
  sources: ["Socket's report of February 2026"],
  notes: "Nineteen look-alikes of AI tools carried a worm; two are listed.",
};
