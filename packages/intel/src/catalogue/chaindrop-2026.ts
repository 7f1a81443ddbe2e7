import type { CampaignDocument } from "../campaign.ts";
import {
  checkOwnPackages,
  isolateBeforeRotating,
  isolateWholeHost,
  removeAutorunFiles,
} from "./shared/response-notes.ts";

/** ChainDrop: keyv, cacheable and others. */
export const chaindrop2026: CampaignDocument = {
  id: "chaindrop-2026",
  title: "ChainDrop: keyv, cacheable and others",
  packages: [
    {
      name: "keyv",
      versions: ["6.0.0"],
      firstPublishedAt: "2026-08-04",
      firstReportedAt: "2026-08-04",
      aliases: ["MAL-2026-11524"],
      hashes: [
        {
          version: "6.0.0",
          integrity:
            "sha512-N/n4R+nD5SC0fYOpAp4ZnbwwxqGVodgEZ9D7Gm/VBocorU0aQimVyleDWSY6/axdO0/temub760n3hnMppZpUg==",
        },
      ],
    },
    { name: "cacheable", versions: ["2.5.1"], firstPublishedAt: "2026-08-04", firstReportedAt: "2026-08-04" },
    {
      name: "flat-cache",
      versions: ["6.1.24"],
      firstPublishedAt: "2026-08-04",
      firstReportedAt: "2026-08-04",
    },
    {
      name: "file-entry-cache",
      versions: ["11.1.6"],
      firstPublishedAt: "2026-08-04",
      firstReportedAt: "2026-08-04",
    },
    {
      name: "cache-manager",
      versions: ["7.2.10"],
      firstPublishedAt: "2026-08-04",
      firstReportedAt: "2026-08-04",
    },
  ],
  records: {
    names: ["keyv", "cacheable", "flat-cache", "file-entry-cache", "cache-manager"],
    scopes: ["@cacheable", "@keyv", "@onereach", "@or-sdk", "@ornikar", "@servicetitan"],
    ids: ["MAL-2026-11524"],
    reportedFrom: "2026-08-04",
    reportedUntil: "2026-08-14",
  },
  isPartial: true,
  triggers: ["install"],
  behaviours: [
    "hook-runs-root-file",
    "hook-fetches-runtime",
    "large-root-file",
    "autorun-files",
    "chain-dead-drop",
    "dns-exfiltration",
    "worm",
    "valid-provenance",
    "release-burst",
  ],
  indicators: [
    {
      kind: "package-file",
      value: "setup.mjs",
      meaning: "the install script that fetches Bun",
      source: "MAL-2026-11524",
    },
    {
      kind: "package-file",
      value: "Math_Symbol.js",
      meaning: "the bundle that Bun runs",
      source: "MAL-2026-11524",
    },
    {
      kind: "package-file",
      value: "math_init.js",
      meaning: "the bundle that Bun runs",
      source: "MAL-2026-11524",
    },
    {
      kind: "file-hash",
      value: "54dc7ea54a1317cca0e890a2770630cf7fa6c97813e0cb9d2caa93012b350668",
      meaning: "the install script of keyv 6.0.0",
      algorithm: "sha256",
      fileName: "setup.mjs",
      source: "MAL-2026-11524",
    },
    {
      kind: "file-hash",
      value: "9fc2570b7cef51c1b8df116d144d11ff4096357be7d2c4c6367cfc2509cf1bcc",
      meaning: "the bundle of keyv 6.0.0",
      algorithm: "sha256",
      fileName: "Math_Symbol.js",
      source: "MAL-2026-11524",
    },
    {
      kind: "file-hash",
      value: "0f18da4e81443285c3ee7e96eb3adc3803b2487e",
      meaning: "the tarball of keyv 6.0.0",
      algorithm: "sha1",
      fileName: "keyv-6.0.0.tgz",
      source: "MAL-2026-11524",
    },
    {
      kind: "command-line",
      value: "math_init.js",
      meaning: "Bun at work with the bundle",
      source: "LWA-2026-10023",
    },
    {
      kind: "command-line",
      value: "Math_Symbol.js",
      meaning: "Bun at work with the bundle",
      source: "MAL-2026-11524",
    },
  ],
  response: [
    isolateWholeHost,
    removeAutorunFiles,
    checkOwnPackages,
    { step: "check", text: "Provenance of these versions is valid: it says nothing here." },
  ],
  orderTraps: [isolateBeforeRotating],
  sources: ["Vendor analyses of August 2026", "MAL-2026-11524"],
  notes:
    "A maintainer's account spread a worm with valid provenance over more than 1,280 packages; five are listed.",
};
