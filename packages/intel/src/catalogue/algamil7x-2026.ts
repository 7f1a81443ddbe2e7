import type { CampaignDocument } from "../campaign.ts";

/** algamil7x: private names claimed in public. */
export const algamil7x2026: CampaignDocument = {
  id: "algamil7x-2026",
  title: "algamil7x: private names claimed in public",
  packages: [
    {
      name: "@insiderintelligence/googleadmanager",
      versions: ["9.9.10"],
      firstPublishedAt: "2026-09-18",
      firstReportedAt: "2026-09-20",
    },
  ],
  records: {
    names: ["@insiderintelligence/googleadmanager", "@shared-runtime/modules", "@tink/tink-link-core"],
    scopes: ["@shared-web"],
    reportedFrom: "2026-09-18",
    reportedUntil: "2026-09-30",
  },
  isPartial: true,
  triggers: ["install"],
  behaviours: ["absurd-version", "dns-exfiltration"],
  response: [
    {
      step: "pin",
      text: "Claim your scopes and map them to your own registry, so that no public version can outbid a private one.",
    },
    {
      step: "check",
      text: "Names of hosts, users and folders left in names that were looked up: ask the logs of your resolvers.",
    },
  ],
  sources: ["GHSA-g85c-jph7-8q4r"],
  notes:
    "Names of private packages were published with high versions that report where they were installed; one is listed.",
};
