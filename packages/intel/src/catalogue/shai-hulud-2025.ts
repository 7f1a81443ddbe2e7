import type { CampaignDocument } from "../campaign.ts";
import {
  checkOwnPackages,
  checkWorkflows,
  isolateBeforeRotating,
  isolateWholeHost,
} from "./shared/response-notes.ts";

/** Shai-Hulud: the first self-spreading npm worm. */
export const shaiHulud2025: CampaignDocument = {
  id: "shai-hulud-2025",
  title: "Shai-Hulud: the first self-spreading npm worm",
  packages: [
    {
      name: "@ctrl/tinycolor",
      versions: ["4.1.1", "4.1.2"],
      firstPublishedAt: "2025-09-14",
      firstReportedAt: "2025-09-15",
    },
    {
      name: "ngx-bootstrap",
      versions: ["18.1.4", "19.0.3", "20.0.3", "20.0.4", "20.0.5", "20.0.6"],
      firstPublishedAt: "2025-09-14",
      firstReportedAt: "2025-09-15",
    },
  ],
  records: {
    names: ["@ctrl/tinycolor", "ngx-bootstrap"],
    scopes: [
      "@crowdstrike",
      "@ctrl",
      "@nativescript-community",
      "@nstudio",
      "@operato",
      "@teselagen",
      "@things-factory",
    ],
    ids: ["MAL-2025-47141"],
    reportedFrom: "2025-09-14",
    reportedUntil: "2025-09-26",
  },
  isPartial: true,
  triggers: ["install"],
  behaviours: [
    "hook-runs-root-file",
    "large-root-file",
    "secret-scanner",
    "repository-exfiltration",
    "workflow-dropped",
    "worm",
    "release-burst",
  ],
  indicators: [
    {
      kind: "package-file",
      value: "bundle.js",
      meaning: "the worm of 3 MB, run after installation",
      source: "valor-software/ngx-bootstrap issue 6776",
    },
  ],
  response: [
    isolateWholeHost,
    checkOwnPackages,
    checkWorkflows,
    {
      step: "check",
      text: "Some versions carry the worm without the hook, and one record once condemned every version of a widely used package: go by exact versions.",
    },
  ],
  orderTraps: [isolateBeforeRotating],
  sources: ["valor-software/ngx-bootstrap issue 6776", "Public guide to the September 2025 takeovers"],
  notes: "Stolen tokens spread a credential thief over more than five hundred packages; two are listed.",
};
