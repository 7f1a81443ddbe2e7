import type { CampaignDocument } from "../campaign.ts";
import { isolateWholeHost } from "./shared/response-notes.ts";

/** rand-user-agent: remote access at import. */
export const randUserAgent2025: CampaignDocument = {
  id: "rand-user-agent-2025",
  title: "rand-user-agent: remote access at import",
  packages: [
    {
      name: "rand-user-agent",
      versions: ["1.0.110", "2.0.83", "2.0.84"],
      firstPublishedAt: "2025-04",
      firstReportedAt: "2025-05",
    },
  ],
  triggers: ["import"],
  behaviours: ["import-time-code", "whitespace-hidden-code", "dormant-revived"],
  indicators: [
    {
      kind: "command-line",
      value: "Python3127",
      platform: "win32",
      meaning: "a folder that is put in front of the path on Windows",
      confidence: "medium",
      source: "Public analysis of dormant packages that were revived",
    },
  ],
  response: [isolateWholeHost],
  sources: ["Public analysis of dormant packages that were revived"],
  notes: "An old automation token revived a deprecated package with code pushed out of sight by white space.",
};
