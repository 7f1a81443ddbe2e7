import type { CampaignDocument } from "../campaign.ts";
import { isolateBeforeRotating } from "./shared/response-notes.ts";

/** eslint-config-prettier and others: Windows loader. */
export const eslintConfigPrettier2025: CampaignDocument = {
  id: "eslint-config-prettier-2025",
  title: "eslint-config-prettier and others: Windows loader",
  packages: [
    {
      name: "eslint-config-prettier",
      versions: ["8.10.1", "9.1.1", "10.1.6", "10.1.7"],
      firstPublishedAt: "2025-07-18",
      firstReportedAt: "2025-07-18",
      aliases: ["CVE-2025-54313", "MAL-2025-6022"],
    },
    {
      name: "eslint-plugin-prettier",
      versions: ["4.2.2", "4.2.3"],
      firstPublishedAt: "2025-07-18",
      firstReportedAt: "2025-07-18",
    },
    { name: "synckit", versions: ["0.11.9"], firstPublishedAt: "2025-07-18", firstReportedAt: "2025-07-18" },
    {
      name: "@pkgr/core",
      versions: ["0.2.8"],
      firstPublishedAt: "2025-07-18",
      firstReportedAt: "2025-07-18",
    },
    {
      name: "napi-postinstall",
      versions: ["0.3.1"],
      firstPublishedAt: "2025-07-18",
      firstReportedAt: "2025-07-18",
    },
    {
      name: "got-fetch",
      versions: ["5.1.11", "5.1.12"],
      firstPublishedAt: "2025-07-18",
      firstReportedAt: "2025-07-18",
    },
    {
      name: "is",
      versions: ["3.3.1", "5.0.0"],
      firstPublishedAt: "2025-07-18",
      firstReportedAt: "2025-07-18",
    },
  ],
  triggers: ["install", "import"],
  behaviours: [
    "hook-runs-root-file",
    "binary-as-script",
    "import-time-code",
    "dormant-revived",
    "release-burst",
  ],
  indicators: [
    {
      kind: "package-file",
      value: "node-gyp.dll",
      platform: "win32",
      meaning: "the loader, a DLL in a package of settings",
      package: "eslint-config-prettier",
      source: "MAL-2025-6022",
    },
    {
      kind: "package-file",
      value: "install.js",
      meaning: "the install script that runs the loader",
      package: "eslint-config-prettier",
      source: "MAL-2025-6022",
    },
    {
      kind: "command-line",
      value: "rundll32*node-gyp.dll",
      platform: "win32",
      meaning: "the loader at work",
      source: "prettier/eslint-config-prettier issue 339",
    },
    {
      kind: "domain",
      value: "npnjs.com",
      meaning: "the look-alike that phished the maintainers",
      confidence: "medium",
      validFrom: "2025-07",
      source: "prettier/eslint-config-prettier issue 339",
    },
  ],
  response: [
    {
      step: "check",
      text: "The loader runs on Windows alone; the package `is` runs code at import on every system.",
    },
  ],
  orderTraps: [isolateBeforeRotating],
  sources: [
    "prettier/eslint-config-prettier issue 339",
    "prettier/eslint-config-prettier issue 361",
    "CVE-2025-54313",
  ],
  notes:
    "A look-alike of the npm site phished maintainers; a DLL ran through an install script, and `is` loaded code at import.",
};
