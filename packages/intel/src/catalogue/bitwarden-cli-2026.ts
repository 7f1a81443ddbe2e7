import type { CampaignDocument } from "../campaign.ts";
import {
  checkOwnPackages,
  checkWorkflows,
  isolateBeforeRotating,
  isolateWholeHost,
} from "./shared/response-notes.ts";

/** Bitwarden's command line: worm at install. */
export const bitwardenCli2026: CampaignDocument = {
  id: "bitwarden-cli-2026",
  title: "Bitwarden's command line: worm at install",
  packages: [
    {
      name: "@bitwarden/cli",
      versions: ["2026.4.0"],
      firstPublishedAt: "2026-04-22",
      firstReportedAt: "2026-04-22",
      aliases: ["MAL-2026-3020", "GHSA-g98r-qjhg-4fmr"],
    },
  ],
  triggers: ["install"],
  behaviours: [
    "hook-runs-root-file",
    "hook-fetches-runtime",
    "large-root-file",
    "credential-files",
    "repository-exfiltration",
    "worm",
    "valid-provenance",
  ],
  indicators: [
    {
      kind: "package-file",
      value: "bw_setup.js",
      meaning: "the install script that fetches Bun",
      package: "@bitwarden/cli",
      source: "Vendor analyses of April 2026",
    },
    {
      kind: "package-file",
      value: "bw1.js",
      meaning: "the bundle that Bun runs",
      package: "@bitwarden/cli",
      source: "Vendor analyses of April 2026",
    },
    {
      kind: "command-line",
      value: "bw1.js",
      meaning: "the bundle at work",
      source: "Vendor analyses of April 2026",
    },
  ],
  response: [
    isolateWholeHost,
    checkOwnPackages,
    checkWorkflows,
    {
      step: "rotate",
      text: "Where the command was unlocked, the vault was in reach: renew what it holds, most valuable first.",
    },
  ],
  orderTraps: [isolateBeforeRotating],
  sources: ["Vendor analyses of April 2026"],
  notes: "A compromised action abused trusted publishing for an hour and a half.",
};
