import type { CampaignDocument } from "../campaign.ts";
import {
  checkOwnPackages,
  checkWorkflows,
  isolateBeforeRevoking,
  isolateWholeHost,
  removeAutorunFiles,
  removeMonitorBeforeRevoking,
} from "./shared/response-notes.ts";

/** tensorlake: worm from the main branch. */
export const tensorlake2026: CampaignDocument = {
  id: "tensorlake-2026",
  title: "tensorlake: worm from the main branch",
  packages: [
    {
      name: "tensorlake",
      versions: ["0.5.144"],
      firstPublishedAt: "2026-10-08",
      firstReportedAt: "2026-10-08",
    },
  ],
  triggers: ["install"],
  behaviours: [
    "hook-runs-root-file",
    "hook-fetches-runtime",
    "large-root-file",
    "autorun-files",
    "token-monitor",
    "destroys-files",
    "service-persistence",
    "ci-gate",
    "worm",
    "valid-provenance",
  ],
  indicators: [
    {
      kind: "package-file",
      value: "setup.mjs",
      meaning: "the install script",
      package: "tensorlake",
      source: "tensorlake issue 1014",
    },
    {
      kind: "package-file",
      value: "Math_Symbol.js",
      meaning: "the bundle that it runs",
      package: "tensorlake",
      source: "tensorlake issue 1014",
    },
    {
      kind: "persistence",
      value: "gh-token-monitor",
      platform: "linux",
      meaning: "watches the stolen token and deletes the home folder when it is revoked",
      mechanism: "service",
      source: "tensorlake issue 1014",
    },
    {
      kind: "persistence",
      value: "gh-token-monitor",
      platform: "darwin",
      meaning: "watches the stolen token and deletes the home folder when it is revoked",
      mechanism: "launch-agent",
      source: "tensorlake issue 1014",
    },
    {
      kind: "process-name",
      value: "gh-token-monitor",
      meaning: "the monitor at work",
      source: "tensorlake issue 1014",
    },
    {
      kind: "command-line",
      value: "Math_Symbol.js",
      meaning: "the bundle at work",
      source: "tensorlake issue 1014",
    },
  ],
  response: [isolateWholeHost, removeAutorunFiles, checkOwnPackages, checkWorkflows],
  orderTraps: [isolateBeforeRevoking, removeMonitorBeforeRevoking],
  sources: ["tensorlake issue 1014"],
  notes:
    "Commits under a maintainer's name were released with valid provenance; the program wipes the home folder when its token is revoked.",
};
