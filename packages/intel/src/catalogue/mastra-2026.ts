import type { CampaignDocument } from "../campaign.ts";
import { isolateBeforeRotating, isolateWholeHost } from "./shared/response-notes.ts";

/** Mastra: remote access through easy-day-js. */
export const mastra2026: CampaignDocument = {
  id: "mastra-2026",
  title: "Mastra: remote access through easy-day-js",
  packages: [
    {
      name: "@mastra/core",
      versions: ["1.42.1"],
      firstPublishedAt: "2026-06-17T01:12:00Z",
      firstReportedAt: "2026-06-17",
    },
    {
      name: "easy-day-js",
      versions: ["1.11.21", "1.11.22"],
      firstReportedAt: "2026-06-17",
      aliases: ["MAL-2026-5979"],
      hashes: [
        {
          version: "1.11.22",
          integrity:
            "sha512-JkJVZNSsFBmlAXKECNErDjK+swkGYMuEnCW1wLYlHMl3Mfx16725kJ99f3261B0Bk7gJIGEZZZ+4TPAXUkTmcw==",
        },
      ],
    },
    {
      name: "@mastra/node-speaker",
      versions: ["0.1.1"],
      firstReportedAt: "2026-06-17T02:29:54Z",
      aliases: ["MAL-2026-6055"],
    },
  ],
  records: {
    scopes: ["@mastra"],
    names: ["easy-day-js"],
    ids: ["MAL-2026-5979", "MAL-2026-6055"],
    reportedFrom: "2026-06-17",
    reportedUntil: "2026-06-30",
  },
  isPartial: true,
  triggers: ["install"],
  behaviours: [
    "phantom-dependency",
    "clean-then-armed",
    "cloned-package",
    "hook-runs-root-file",
    "tls-checks-off",
    "self-deletion",
    "detached-child",
    "provenance-dropped",
    "dormant-revived",
    "release-burst",
    "wallet-theft",
  ],
  indicators: [
    {
      kind: "package-file",
      value: "setup.cjs",
      meaning: "the dropper; it deletes itself after it ran",
      package: "easy-day-js",
      source: "MAL-2026-5979",
    },
    {
      kind: "file-hash",
      value: "b122a9873bedf145ae2a7fd024b5f309007dbb025149f4dc4ac3f7e4f32a36a4",
      meaning: "the dropper",
      algorithm: "sha256",
      fileName: "setup.cjs",
      source: "MAL-2026-5979",
    },
    {
      kind: "file-hash",
      value: "4727365754cc41e4ba5a483f328289fd09a54651",
      meaning: "the tarball of the armed dependency",
      algorithm: "sha1",
      fileName: "easy-day-js-1.11.22.tgz",
      source: "MAL-2026-5979",
    },
    {
      kind: "file-path",
      value: "$TMPDIR/.pkg_history",
      meaning: "notes where the package was installed",
      source: "MAL-2026-5979",
    },
    {
      kind: "file-path",
      value: "$TMPDIR/.pkg_logs",
      meaning: "what the dropper leaves for the next stage",
      source: "MAL-2026-5979",
    },
    {
      kind: "file-path",
      value: "~/.pkg_history",
      meaning: "notes where the package was installed",
      source: "LWA-2026-5635",
    },
    {
      kind: "file-path",
      value: "~/.pkg_logs",
      meaning: "what the dropper leaves for the next stage",
      source: "LWA-2026-5635",
    },
    {
      kind: "address",
      value: "23.254.164.92",
      meaning: "where the second stage comes from",
      validFrom: "2026-06",
      source: "MAL-2026-5979",
    },
    {
      kind: "url",
      value: "https://23.254.164.92:8000/update/49890878",
      meaning: "what the dropper asks for the second stage",
      source: "MAL-2026-5979",
    },
    {
      kind: "url-path",
      value: "/update/49890878",
      meaning: "the path of the second stage",
      confidence: "medium",
      source: "MAL-2026-5979",
    },
    {
      kind: "user-agent",
      value: "mozilla/4.0 (compatible; msie 8.0; windows nt 5.1; trident/4.0)",
      meaning: "how the implant introduces itself",
      confidence: "medium",
      source: "Vendor analyses of June 2026",
    },
  ],
  response: [
    isolateWholeHost,
    {
      step: "check",
      text: "A folder node_modules/easy-day-js is proof; the packages under @mastra were left as they were but for that dependency.",
    },
    { step: "rotate", text: "Wallets count among what was in reach: move what they hold to new keys." },
  ],
  orderTraps: [isolateBeforeRotating],
  sources: ["mastra issue 18047", "mastra issue 18048"],
  notes:
    "A forgotten contributor's account added one new dependency to more than 140 packages; 1.11.21 of the dependency was its clean decoy.",
};
