import type { CampaignDocument } from "../campaign.ts";
import {
  checkOwnPackages,
  checkWorkflows,
  isolateBeforeRotating,
  isolateWholeHost,
} from "./shared/response-notes.ts";

/** Sha1-Hulud: the second coming of the worm. */
export const sha1Hulud2025: CampaignDocument = {
  id: "sha1-hulud-2025",
  title: "Sha1-Hulud: the second coming of the worm",
  packages: [
    {
      name: "posthog-node",
      versions: ["4.18.1", "5.11.3", "5.13.3"],
      firstPublishedAt: "2025-11-24",
      firstReportedAt: "2025-11-24T16:31:47Z",
      aliases: ["MAL-2025-190925"],
    },
  ],
  records: {
    names: ["posthog-node", "zapier-platform-cli", "zapier-platform-core", "zapier-platform-schema"],
    scopes: [
      "@actbase",
      "@asyncapi",
      "@ensdomains",
      "@oku-ui",
      "@posthog",
      "@postman",
      "@trigo",
      "@voiceflow",
      "@zapier",
    ],
    ids: ["MAL-2025-190925"],
    reportedFrom: "2025-11-24",
    reportedUntil: "2025-12-05",
  },
  isPartial: true,
  triggers: ["install"],
  behaviours: [
    "hook-runs-root-file",
    "hook-fetches-runtime",
    "large-root-file",
    "repository-exfiltration",
    "workflow-dropped",
    "self-hosted-runner",
    "destroys-files",
    "worm",
    "release-burst",
  ],
  indicators: [
    {
      kind: "package-file",
      value: "setup_bun.js",
      meaning: "the install script that fetches Bun",
      source: "Reports of 24 November 2025",
    },
    {
      kind: "command-line",
      value: "setup_bun.js",
      meaning: "the hook",
      source: "Reports of 24 November 2025",
    },
    {
      kind: "runner-name",
      value: "SHA1HULUD",
      meaning: "the name under which machines are made runners",
      source: "Reports of 24 November 2025",
    },
    {
      kind: "repository-text",
      value: "Sha1-Hulud: The Second Coming",
      meaning: "the description of the repositories that hold what was stolen",
      confidence: "high",
      source: "MAL-2025-190925",
    },
  ],
  response: [
    isolateWholeHost,
    checkOwnPackages,
    checkWorkflows,
    {
      step: "remove",
      text: "Unregister runners named SHA1HULUD, and look for the runner on the machine: through it commands come back.",
    },
  ],
  orderTraps: [
    {
      first: "isolate",
      before: "rotate",
      text: "Isolate first: where it finds no token to work with, it deletes the home folder.",
    },
    isolateBeforeRotating,
  ],
  sources: ["MAL-2025-190925", "PostHog's post mortem of November 2025"],
  notes:
    "A worm of 796 packages that fetches Bun before installation, makes public repositories of what it steals, and deletes the home folder where it fails; advisories stand for the versions.",
};
