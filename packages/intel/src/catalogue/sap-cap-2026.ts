import type { CampaignDocument } from "../campaign.ts";
import {
  checkOwnPackages,
  checkWorkflows,
  isolateBeforeRotating,
  isolateWholeHost,
  removeAutorunFiles,
} from "./shared/response-notes.ts";

/** SAP CAP and intercom-client: worm at install. */
export const sapCap2026: CampaignDocument = {
  id: "sap-cap-2026",
  title: "SAP CAP and intercom-client: worm at install",
  packages: [
    {
      name: "@cap-js/sqlite",
      versions: ["2.2.2"],
      firstPublishedAt: "2026-04-29",
      firstReportedAt: "2026-04-29",
    },
    {
      name: "@cap-js/postgres",
      versions: ["2.2.2"],
      firstPublishedAt: "2026-04-29",
      firstReportedAt: "2026-04-29",
    },
    {
      name: "@cap-js/db-service",
      versions: ["2.10.1"],
      firstPublishedAt: "2026-04-29",
      firstReportedAt: "2026-04-29",
    },
    { name: "mbt", versions: ["1.2.48"], firstPublishedAt: "2026-04-29", firstReportedAt: "2026-04-29" },
    {
      name: "intercom-client",
      versions: ["7.0.4", "7.0.5"],
      firstPublishedAt: "2026-04-29",
      firstReportedAt: "2026-04-30",
    },
  ],
  triggers: ["install"],
  behaviours: [
    "hook-runs-root-file",
    "hook-fetches-runtime",
    "large-root-file",
    "autorun-files",
    "repository-exfiltration",
    "region-gate",
    "worm",
  ],
  indicators: [
    {
      kind: "package-file",
      value: "setup.mjs",
      meaning: "the install script that fetches Bun",
      source: "CVE-2026-46421",
    },
    {
      kind: "package-file",
      value: "execution.js",
      meaning: "the bundle of 11.6 MB that Bun runs",
      source: "CVE-2026-46421",
    },
    {
      kind: "repository-text",
      value: "A Mini Shai-Hulud has Appeared",
      meaning: "the description of the repositories that hold what was stolen",
      source: "CVE-2026-46421",
    },
    {
      kind: "command-line",
      value: "execution.js",
      meaning: "the bundle at work",
      confidence: "medium",
      source: "CVE-2026-46421",
    },
  ],
  response: [isolateWholeHost, removeAutorunFiles, checkOwnPackages, checkWorkflows],
  orderTraps: [isolateBeforeRotating],
  sources: ["CVE-2026-46421", "Vendor analyses of April 2026"],
  notes:
    "Tokens taken from build machines published a bundle that spreads through the victim's own packages.",
};
