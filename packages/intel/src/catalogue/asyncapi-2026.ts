import type { CampaignDocument } from "../campaign.ts";
import { isolateBeforeRotating } from "./shared/response-notes.ts";

/** AsyncAPI: loader behind a thousand spaces. */
export const asyncapi2026: CampaignDocument = {
  id: "asyncapi-2026",
  title: "AsyncAPI: loader behind a thousand spaces",
  packages: [
    {
      name: "@asyncapi/generator",
      versions: ["3.3.1"],
      firstPublishedAt: "2026-07-14",
      firstReportedAt: "2026-07-14",
      aliases: ["LWA-2026-6766"],
    },
    {
      name: "@asyncapi/generator-helpers",
      versions: ["1.1.1"],
      firstPublishedAt: "2026-07-14",
      firstReportedAt: "2026-07-14",
      aliases: ["LWA-2026-6768"],
    },
    {
      name: "@asyncapi/generator-components",
      versions: ["0.7.1"],
      firstPublishedAt: "2026-07-14",
      firstReportedAt: "2026-07-14",
      aliases: ["LWA-2026-6767"],
    },
    {
      name: "@asyncapi/specs",
      versions: ["6.11.2", "6.11.2-alpha.1"],
      firstPublishedAt: "2026-07-14",
      firstReportedAt: "2026-07-14",
      aliases: ["LWA-2026-6769"],
    },
  ],
  triggers: ["import"],
  behaviours: [
    "import-time-code",
    "whitespace-hidden-code",
    "detached-child",
    "chain-dead-drop",
    "valid-provenance",
  ],
  indicators: [
    {
      kind: "file-path",
      value: "~/.local/share/NodeJS/sync.js",
      platform: "linux",
      meaning: "the second stage",
      source: "LWA-2026-6769",
    },
    {
      kind: "file-path",
      value: "~/Library/Application Support/NodeJS/sync.js",
      platform: "darwin",
      meaning: "the second stage",
      source: "LWA-2026-6769",
    },
    {
      kind: "file-path",
      value: "%LOCALAPPDATA%\\NodeJS\\sync.js",
      platform: "win32",
      meaning: "the second stage",
      source: "LWA-2026-6769",
    },
    {
      kind: "command-line",
      value: "NodeJS/sync.js",
      meaning: "the second stage at work",
      source: "LWA-2026-6769",
    },
    {
      kind: "command-line",
      value: "NodeJS\\sync.js",
      platform: "win32",
      meaning: "the second stage at work",
      source: "LWA-2026-6769",
    },
    {
      kind: "url",
      value: "https://ipfs.io/ipfs/Qmet4fhsAaWMBUxNDfREHwgiyDeSWy4YSYs9wiKUW5jGyf",
      meaning: "where the second stage comes from",
      source: "LWA-2026-6769",
    },
    {
      kind: "url-path",
      value: "/ipfs/Qmet4fhsAaWMBUxNDfREHwgiyDeSWy4YSYs9wiKUW5jGyf",
      meaning: "the second stage, through any gateway",
      source: "LWA-2026-6769",
    },
    {
      kind: "domain",
      value: "ipfs.io",
      meaning: "a public gateway that honest software uses too",
      confidence: "low",
      source: "LWA-2026-6769",
    },
  ],
  response: [
    {
      step: "check",
      text: "Install scripts play no part: code generators in build pipelines import these packages.",
    },
    { step: "check", text: "Provenance of these versions is valid: it says nothing here." },
    { step: "remove", text: "The second stage lies outside node_modules and survives its removal." },
  ],
  orderTraps: [isolateBeforeRotating],
  sources: ["asyncapi/spec-json-schemas issue 656", "asyncapi/website issue 5628"],
  notes: "A workflow that trusts pull requests gave up a bot's token; provenance was valid.",
};
