import type { CampaignDocument } from "../campaign.ts";
import {
  checkOwnPackages,
  checkWorkflows,
  isolateBeforeRotating,
  isolateWholeHost,
  removeAutorunFiles,
} from "./shared/response-notes.ts";

/** AntV and others: worm from one account in 22 minutes. */
export const antv2026: CampaignDocument = {
  id: "antv-2026",
  title: "AntV and others: worm from one account in 22 minutes",
  packages: [
    {
      name: "size-sensor",
      versions: ["1.0.4", "1.1.4", "1.2.4"],
      firstPublishedAt: "2026-05-18",
      firstReportedAt: "2026-05-19T05:36:35Z",
      aliases: ["MAL-2026-4153", "GHSA-gx6x-v325-85g4"],
    },
    {
      name: "echarts-for-react",
      versions: ["3.0.7", "3.1.7", "3.2.7"],
      firstPublishedAt: "2026-05-18",
      firstReportedAt: "2026-05-19",
    },
    {
      name: "timeago.js",
      versions: ["4.1.2", "4.2.2"],
      firstPublishedAt: "2026-05-18",
      firstReportedAt: "2026-05-19",
    },
  ],
  records: {
    names: ["size-sensor", "echarts-for-react", "timeago.js"],
    scopes: ["@antv"],
    ids: ["MAL-2026-4153"],
    reportedFrom: "2026-05-18",
    reportedUntil: "2026-05-26",
  },
  isPartial: true,
  triggers: ["install"],
  behaviours: [
    "hook-fetches-runtime",
    "large-root-file",
    "repository-exfiltration",
    "workflow-dropped",
    "autorun-files",
    "service-persistence",
    "credential-files",
    "environment-secrets",
    "worm",
    "release-burst",
  ],
  indicators: [
    {
      kind: "repository-name",
      value: "harkonnen-melange-*",
      meaning: "public repositories that hold what was stolen; other words of Dune are used too",
      confidence: "medium",
      source: "MAL-2026-4153",
    },
    {
      kind: "workflow-name",
      value: "Run Copilot",
      meaning: "hands out all secrets of a repository",
      confidence: "medium",
      source: "MAL-2026-4153",
    },
    {
      kind: "persistence",
      value: "kitty-monitor",
      meaning: "a service that starts the payload again",
      mechanism: "service",
      source: "MAL-2026-4153",
    },
    { kind: "process-name", value: "kitty-monitor", meaning: "the service at work", source: "MAL-2026-4153" },
    {
      kind: "account",
      value: "atool",
      meaning: "the taken-over account that published",
      service: "npm",
      confidence: "low",
      validFrom: "2026-05-18",
      validUntil: "2026-05-19",
      source: "MAL-2026-4153",
    },
  ],
  response: [
    isolateWholeHost,
    removeAutorunFiles,
    checkOwnPackages,
    checkWorkflows,
    {
      step: "check",
      text: "A record once condemned every version of a package with millions of downloads for some hours: go by exact versions.",
    },
  ],
  orderTraps: [
    {
      first: "remove",
      before: "rotate",
      text: "Stop and remove kitty-monitor before tokens are revoked, and look for other monitors: sister campaigns answer a revoked token by deleting the home folder.",
    },
    isolateBeforeRotating,
  ],
  sources: ["MAL-2026-4153", "GHSA-gx6x-v325-85g4"],
  notes:
    "One taken-over account published 631 versions of 314 packages within 22 minutes; advisories stand for those that are not listed.",
};
