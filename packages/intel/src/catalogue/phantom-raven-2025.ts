import type { CampaignDocument } from "../campaign.ts";

/** PhantomRaven: code from addresses that no registry shows. */
export const phantomRaven2025: CampaignDocument = {
  id: "phantom-raven-2025",
  title: "PhantomRaven: code from addresses that no registry shows",
  packages: [],
  isPartial: true,
  triggers: ["install"],
  behaviours: ["url-dependency", "environment-secrets"],
  response: [
    {
      step: "check",
      text: "The packages claim to have no dependency: look in lockfiles and logs for dependencies that are resolved from an address and not by name.",
    },
    {
      step: "block",
      text: "Current clients refuse dependencies from addresses where they are told to; so does the policy's clause on exotic sources.",
    },
  ],
  sources: ["Report on PhantomRaven of October 2025", "Report on the second wave of February 2026"],
  notes:
    "More than 200 new names, some of them made up by AI tools, from August 2025 to February 2026; the versions are in advisories under their own names, and no list of them is part of this.",
};
