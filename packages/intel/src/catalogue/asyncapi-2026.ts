import type { CampaignDocument } from "../campaign.ts";

/** AsyncAPI: loader behind a thousand spaces. */
export const asyncapi2026: CampaignDocument = {
  id: "asyncapi-2026",
  title: "AsyncAPI: loader behind a thousand spaces",
  packages: [
    {
      name: "@asyncapi/generator",
      versions: ["3.3.1"],
      firstPublishedAt: "2026-07-14",
      firstReportedAt: "2026-07-14",
    },
    {
      name: "@asyncapi/generator-helpers",
      versions: ["1.1.1"],
      firstPublishedAt: "2026-07-14",
      firstReportedAt: "2026-07-14",
    },
    {
      name: "@asyncapi/generator-components",
      versions: ["0.7.1"],
      firstPublishedAt: "2026-07-14",
      firstReportedAt: "2026-07-14",
    },
    {
      name: "@asyncapi/specs",
      versions: ["6.11.2", "6.11.2-alpha.1"],
      firstPublishedAt: "2026-07-14",
      firstReportedAt: "2026-07-14",
    },
  ],
  sources: ["asyncapi/spec-json-schemas issue 656", "asyncapi/website issue 5628"],
  notes: "A workflow that trusts pull requests gave up a bot's token; provenance was valid.",
};
