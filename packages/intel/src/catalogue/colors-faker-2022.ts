import type { CampaignDocument } from "../campaign.ts";

/** colors and faker: sabotage by their author. */
export const colorsFaker2022: CampaignDocument = {
  id: "colors-faker-2022",
  title: "colors and faker: sabotage by their author",
  packages: [
    {
      name: "colors",
      versions: ["1.4.1", "1.4.44-liberty-2"],
      firstPublishedAt: "2022-01",
      firstReportedAt: "2022-01",
    },
    { name: "faker", versions: ["6.6.6"], firstPublishedAt: "2022-01", firstReportedAt: "2022-01" },
  ],
  triggers: ["import"],
  behaviours: ["sabotage"],
  response: [{ step: "pin", text: "Nothing was stolen: go back to a version before." }],
  sources: ["Marak/colors.js issue 285"],
  notes: "The author replaced working code with an endless loop and with nothing.",
};
