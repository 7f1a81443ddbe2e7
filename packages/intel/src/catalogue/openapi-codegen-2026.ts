import type { CampaignDocument } from "../campaign.ts";
import { isolateWholeHost } from "./shared/response-notes.ts";

/** openapi-react-query-codegen: payload through binding.gyp. */
export const openapiCodegen2026: CampaignDocument = {
  id: "openapi-codegen-2026",
  title: "openapi-react-query-codegen: payload through binding.gyp",
  packages: [],
  records: {
    names: ["@7nohe/openapi-react-query-codegen"],
    reportedFrom: "2026-08-28",
    reportedUntil: "2026-09-10",
  },
  isPartial: true,
  triggers: ["install"],
  behaviours: ["implicit-gyp-hook", "large-root-file", "release-burst"],
  indicators: [
    {
      kind: "package-file",
      value: "binding.gyp",
      meaning: "a build file in a package without native code",
      package: "@7nohe/openapi-react-query-codegen",
      source: "7nohe/openapi-react-query-codegen issue 217",
    },
  ],
  response: [isolateWholeHost],
  sources: ["7nohe/openapi-react-query-codegen issue 217"],
  notes:
    "A release workflow was made to publish ten versions on four lines within 21 minutes; advisories stand for them.",
};
