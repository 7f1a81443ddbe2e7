import type { CampaignDocument } from "../campaign.ts";

/** IndonesianFoods: packages made in masses for tea.xyz. */
export const indonesianFoods2025: CampaignDocument = {
  id: "indonesian-foods-2025",
  title: "IndonesianFoods: packages made in masses for tea.xyz",
  packages: [],
  records: {
    ids: ["MAL-2025-179413"],
    reporters: ["amazon-inspector"],
    reportedFrom: "2025-11-04",
    reportedUntil: "2025-11-13",
  },
  isPartial: true,
  triggers: ["command"],
  behaviours: ["spam", "release-burst"],
  indicators: [
    {
      kind: "package-file",
      value: "auto.js",
      meaning: "publishes further packages when it is run",
      confidence: "low",
      source: "MAL-2025-179413",
    },
    {
      kind: "package-file",
      value: "autopublish.js",
      meaning: "publishes further packages when it is run",
      confidence: "medium",
      source: "MAL-2025-179413",
    },
    {
      kind: "package-file",
      value: "autopublish2.js",
      meaning: "publishes further packages when it is run",
      source: "MAL-2025-179413",
    },
    {
      kind: "package-file",
      value: "autopublish3.js",
      meaning: "publishes further packages when it is run",
      source: "MAL-2025-179413",
    },
  ],
  response: [
    { step: "check", text: "Nothing was stolen: remove the names, and ask how they came into a manifest." },
  ],
  sources: ["MAL-2025-179413", "Amazon Inspector's report of November 2025"],
  notes:
    "Scripts published more than 150,000 packages for a reward on contributions; advisories of one reporter stand for them, and that reporter's other finds of these days are among them.",
};
