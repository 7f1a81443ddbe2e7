import type { CampaignDocument } from "../campaign.ts";
import {
  checkOwnPackages,
  checkWorkflows,
  isolateBeforeRevoking,
  isolateWholeHost,
  removeAutorunFiles,
  removeMonitorBeforeRevoking,
} from "./shared/response-notes.ts";

/** TanStack: worm behind valid provenance. */
export const tanstack2026: CampaignDocument = {
  id: "tanstack-2026",
  title: "TanStack: worm behind valid provenance",
  packages: [
    {
      name: "@tanstack/react-router",
      versions: ["1.169.5", "1.169.8"],
      firstPublishedAt: "2026-05-11",
      firstReportedAt: "2026-05-11",
      aliases: ["GHSA-g7cv-rxg3-hmpx", "CVE-2026-45321", "MAL-2026-3465", "GHSA-5q7g-gw3w-r3rh"],
    },
  ],
  records: {
    names: ["@tanstack/react-router"],
    scopes: ["@tanstack", "@uipath", "@mistralai", "@squawk", "@opensearch-project"],
    ids: ["MAL-2026-3465"],
    reportedFrom: "2026-05-11",
    reportedUntil: "2026-05-18",
  },
  isPartial: true,
  triggers: ["install"],
  behaviours: [
    "git-dependency",
    "large-root-file",
    "autorun-files",
    "token-monitor",
    "destroys-files",
    "service-persistence",
    "runner-memory",
    "worm",
    "valid-provenance",
    "release-burst",
  ],
  indicators: [
    {
      kind: "domain",
      value: "git-tanstack.com",
      meaning: "a look-alike of the project that it sends to",
      validFrom: "2026-05",
      source: "MAL-2026-3465",
    },
    {
      kind: "domain",
      value: "api.masscan.cloud",
      meaning: "a host that it sends to",
      validFrom: "2026-05",
      source: "MAL-2026-3465",
    },
    {
      kind: "domain",
      value: "filev2.getsession.org",
      meaning: "a messenger through which stolen data leaves; others use it honestly",
      confidence: "low",
      source: "MAL-2026-3465",
    },
    {
      kind: "domain",
      value: "seed1.getsession.org",
      meaning: "a messenger through which stolen data leaves; others use it honestly",
      confidence: "low",
      source: "MAL-2026-3465",
    },
    {
      kind: "persistence",
      value: "gh-token-monitor",
      platform: "linux",
      meaning: "watches the stolen token and deletes the home folder when it is revoked",
      mechanism: "service",
      source: "Vendor analyses of May 2026",
    },
    {
      kind: "persistence",
      value: "gh-token-monitor",
      platform: "darwin",
      meaning: "watches the stolen token and deletes the home folder when it is revoked",
      mechanism: "launch-agent",
      source: "Vendor analyses of May 2026",
    },
    {
      kind: "process-name",
      value: "gh-token-monitor",
      meaning: "the monitor at work",
      source: "Vendor analyses of May 2026",
    },
  ],
  response: [
    isolateWholeHost,
    removeAutorunFiles,
    checkOwnPackages,
    checkWorkflows,
    {
      step: "check",
      text: "The dependency came from a commit: look for entries of lockfiles that are resolved from git.",
    },
  ],
  orderTraps: [isolateBeforeRevoking, removeMonitorBeforeRevoking],
  sources: ["TanStack/router issue 7383", "GHSA-g7cv-rxg3-hmpx"],
  notes:
    "A poisoned build cache gave up the publish token; 84 versions of 42 packages are affected, two are listed.",
};
