import type { CampaignDocument } from "../campaign.ts";
import {
  checkOwnPackages,
  checkWorkflows,
  isolateBeforeRotating,
  isolateWholeHost,
} from "./shared/response-notes.ts";

/** Miasma: Red Hat cloud services packages. */
export const miasma2026: CampaignDocument = {
  id: "miasma-2026",
  title: "Miasma: Red Hat cloud services packages",
  packages: [
    {
      name: "@redhat-cloud-services/chrome",
      versions: ["2.3.1", "2.3.2", "2.3.4"],
      firstPublishedAt: "2026-06-01",
      firstReportedAt: "2026-06-01",
    },
  ],
  records: { scopes: ["@redhat-cloud-services"], reportedFrom: "2026-06-01", reportedUntil: "2026-06-10" },
  isPartial: true,
  triggers: ["install"],
  behaviours: [
    "hook-runs-root-file",
    "hook-fetches-runtime",
    "large-root-file",
    "cloud-metadata",
    "environment-secrets",
    "credential-files",
    "repository-exfiltration",
    "workflow-dropped",
    "worm",
    "valid-provenance",
    "release-burst",
  ],
  indicators: [
    {
      kind: "package-file",
      value: "index.js",
      meaning: "a root file of megabytes that the manifest does not list, run before installation",
      package: "@redhat-cloud-services/hcc-kessel-mcp",
      confidence: "medium",
      source: "LWA-2026-2171",
    },
  ],
  response: [
    isolateWholeHost,
    checkOwnPackages,
    checkWorkflows,
    { step: "check", text: "Provenance of these versions is valid; their commits belong to no branch." },
  ],
  orderTraps: [isolateBeforeRotating],
  sources: ["RHSB-2026-006"],
  notes:
    "A branch of an employee's account published with valid provenance; 96 versions of 32 packages are affected, three are listed.",
};
