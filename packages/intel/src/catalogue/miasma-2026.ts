import type { CampaignDocument } from "../campaign.ts";

/** Miasma: Red Hat cloud services packages. */
export const miasma2026: CampaignDocument = {
  id: "miasma-2026",
  title: "Miasma: Red Hat cloud services packages",
  packages: [
    {
      name: "@redhat-cloud-services/chrome",
      versions: ["2.3.1"],
      firstPublishedAt: "2026-06-01",
      firstReportedAt: "2026-06-01",
    },
  ],
  isPartial: true,
  sources: ["RHSB-2026-006"],
  notes:
    "A branch of an employee's account published with valid provenance; 96 versions of 32 packages are affected, one is listed.",
};
