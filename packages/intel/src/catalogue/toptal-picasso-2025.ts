import type { CampaignDocument } from "../campaign.ts";

/** Toptal Picasso: tokens stolen and files deleted. */
export const toptalPicasso2025: CampaignDocument = {
  id: "toptal-picasso-2025",
  title: "Toptal Picasso: tokens stolen and files deleted",
  packages: [],
  records: { scopes: ["@toptal"], reportedFrom: "2025-07-20", reportedUntil: "2025-08-01" },
  isPartial: true,
  triggers: ["install"],
  behaviours: ["destroys-files", "credential-files"],
  response: [
    {
      step: "preserve",
      text: "It deletes files after it has sent the token: look at backups before anything is written to the disk.",
    },
  ],
  orderTraps: [
    {
      first: "preserve",
      before: "rebuild",
      text: "Save what is left of the disk before the machine is built anew.",
    },
  ],
  sources: ["Public reports of July 2025"],
  notes:
    "A hijacked organisation on GitHub published ten packages that send a token away and delete files; recorded without a report of the owner at hand.",
};
