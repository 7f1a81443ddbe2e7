import type { CampaignDocument } from "../campaign.ts";
import {
  checkOwnPackages,
  checkWorkflows,
  isolateBeforeRotating,
  isolateWholeHost,
} from "./shared/response-notes.ts";

/** Phantom Gyp: code run through binding.gyp. */
export const phantomGyp2026: CampaignDocument = {
  id: "phantom-gyp-2026",
  title: "Phantom Gyp: code run through binding.gyp",
  packages: [
    {
      name: "@vapi-ai/server-sdk",
      versions: ["0.11.1", "0.11.2", "1.2.1", "1.2.2"],
      firstPublishedAt: "2026-06-03",
      firstReportedAt: "2026-06-04",
    },
    {
      name: "ai-sdk-ollama",
      versions: ["0.13.1", "1.1.1", "2.2.1", "3.8.5"],
      firstPublishedAt: "2026-06-03",
      firstReportedAt: "2026-06-07",
    },
  ],
  records: {
    names: [
      "ai-sdk-ollama",
      "autotel",
      "autotel-adapters",
      "autotel-audit",
      "autotel-aws",
      "autotel-backends",
      "autotel-cli",
      "autotel-cloudflare",
      "autotel-devtools",
      "autotel-drizzle",
      "autotel-edge",
      "autotel-eventcatalog",
      "autotel-hono",
      "autotel-mcp",
      "autotel-mcp-instrumentation",
      "autotel-mongoose",
      "autotel-pact",
      "autotel-playwright",
      "autotel-plugins",
      "autotel-sentry",
      "autotel-subscribers",
      "autotel-tanstack",
      "autotel-terminal",
      "autotel-vitest",
      "autotel-web",
    ],
    scopes: ["@vapi-ai"],
    reportedFrom: "2026-06-03",
    reportedUntil: "2026-06-17",
  },
  isPartial: true,
  triggers: ["install", "import"],
  behaviours: [
    "implicit-gyp-hook",
    "import-time-code",
    "large-root-file",
    "worm",
    "valid-provenance",
    "release-burst",
  ],
  indicators: [
    {
      kind: "package-file",
      value: "binding.gyp",
      meaning: "a build file of 157 bytes that runs index.js",
      package: "@vapi-ai/server-sdk",
      confidence: "medium",
      source: "StepSecurity's report of June 2026",
    },
    {
      kind: "command-line",
      value: "node index.js > /dev/null 2>&1 && echo stub.c",
      meaning: "the command that the build file hides",
      source: "LWA-2026-2592",
    },
  ],
  response: [
    isolateWholeHost,
    checkOwnPackages,
    checkWorkflows,
    {
      step: "check",
      text: "Current clients run none of it where scripts are off; a scanner that reads the scripts of manifests alone sees nothing.",
    },
    {
      step: "check",
      text: "Seventy-six of the versions were still installable in October 2026, deprecated only: a deprecation is no removal.",
    },
  ],
  orderTraps: [isolateBeforeRotating],
  sources: ["StepSecurity's report of June 2026"],
  notes:
    "A tiny build file makes npm run a program although no script is declared; more than 286 versions of 57 packages are affected, eight are listed.",
};
