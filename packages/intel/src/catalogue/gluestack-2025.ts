import type { CampaignDocument } from "../campaign.ts";
import { isolateWholeHost } from "./shared/response-notes.ts";

/** React Native Aria and gluestack: remote access at import. */
export const gluestack2025: CampaignDocument = {
  id: "gluestack-2025",
  title: "React Native Aria and gluestack: remote access at import",
  packages: [],
  records: {
    names: ["@gluestack-ui/utils"],
    scopes: ["@react-native-aria"],
    reportedFrom: "2025-06-06",
    reportedUntil: "2025-06-20",
  },
  isPartial: true,
  triggers: ["import"],
  behaviours: ["import-time-code", "whitespace-hidden-code", "release-burst"],
  indicators: [
    {
      kind: "account",
      value: "rayan1810",
      meaning: "the taken-over account that published",
      service: "npm",
      confidence: "low",
      validFrom: "2025-06-06",
      validUntil: "2025-06-08",
      source: "gluestack/gluestack-ui issue 2894",
    },
  ],
  response: [isolateWholeHost],
  sources: ["gluestack/gluestack-ui issue 2894"],
  notes:
    "A maintainer's token published 16 to 33 packages with code pushed out of sight; reports of advisories stand for the versions.",
};
