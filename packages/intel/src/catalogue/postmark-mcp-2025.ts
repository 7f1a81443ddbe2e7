import type { CampaignDocument } from "../campaign.ts";

/** postmark-mcp: a copy of every mail. */
export const postmarkMcp2025: CampaignDocument = {
  id: "postmark-mcp-2025",
  title: "postmark-mcp: a copy of every mail",
  packages: [
    {
      name: "postmark-mcp",
      versions: ["1.0.16"],
      firstPublishedAt: "2025-09-17",
      firstReportedAt: "2025-09-29",
    },
  ],
  triggers: ["use"],
  behaviours: ["clean-then-armed"],
  response: [
    {
      step: "check",
      text: "Every mail that was sent through it went to a stranger too: the log of the mail provider is the list of what leaked, and of who has to be told.",
    },
    { step: "notify", text: "Recipients of these mails may have to be told." },
  ],
  sources: ["Koi Security's report of September 2025"],
  notes: "After fifteen clean versions the publisher added a hidden recipient to all mail.",
};
