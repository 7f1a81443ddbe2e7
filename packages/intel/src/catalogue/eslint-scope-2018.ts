import type { CampaignDocument } from "../campaign.ts";

/** eslint-scope: token theft at install. */
export const eslintScope2018: CampaignDocument = {
  id: "eslint-scope-2018",
  title: "eslint-scope: token theft at install",
  packages: [
    {
      name: "eslint-scope",
      versions: ["3.7.2"],
      firstPublishedAt: "2018-07-12",
      firstReportedAt: "2018-07-12",
    },
    {
      name: "eslint-config-eslint",
      versions: ["5.0.2"],
      firstPublishedAt: "2018-07-12",
      firstReportedAt: "2018-07-12",
    },
  ],
  triggers: ["install"],
  behaviours: ["hook-runs-root-file", "credential-files"],
  response: [{ step: "rotate", text: "It took the tokens of npm from .npmrc." }],
  sources: ["eslint/eslint-scope issue 39", "eslint/eslint issue 10600"],
  notes: "A maintainer's reused password let an install script steal npm tokens.",
};
