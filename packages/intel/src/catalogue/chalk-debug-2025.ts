import type { CampaignDocument } from "../campaign.ts";

/** chalk, debug and others: wallet addresses swapped in browsers. */
export const chalkDebug2025: CampaignDocument = {
  id: "chalk-debug-2025",
  title: "chalk, debug and others: wallet addresses swapped in browsers",
  packages: [
    {
      name: "chalk",
      versions: ["5.6.1"],
      firstPublishedAt: "2025-09-08T13:16:00Z",
      firstReportedAt: "2025-09-08",
      aliases: ["MAL-2025-46969", "GHSA-2v46-p5h4-248w"],
    },
    {
      name: "debug",
      versions: ["4.4.2"],
      firstPublishedAt: "2025-09-08T13:16:00Z",
      firstReportedAt: "2025-09-08",
      aliases: ["MAL-2025-46974", "GHSA-4x49-vf9v-38px", "GHSA-8mgj-vmr8-frr6", "CVE-2025-59144"],
    },
    {
      name: "ansi-styles",
      versions: ["6.2.2"],
      firstPublishedAt: "2025-09-08T13:16:00Z",
      firstReportedAt: "2025-09-08",
      aliases: ["MAL-2025-46967", "GHSA-p5rr-crjh-x7gr"],
    },
    {
      name: "ansi-regex",
      versions: ["6.2.1"],
      firstPublishedAt: "2025-09-08T13:16:00Z",
      firstReportedAt: "2025-09-08",
      aliases: ["MAL-2025-46966", "GHSA-jvhh-2m83-6w29"],
    },
    {
      name: "color-convert",
      versions: ["3.1.1"],
      firstPublishedAt: "2025-09-08T13:16:00Z",
      firstReportedAt: "2025-09-08",
      aliases: ["MAL-2025-46971", "CVE-2025-59162", "GHSA-ch7m-m9rf-8gvv", "GHSA-pxx3-g568-hxr4"],
    },
    {
      name: "color-name",
      versions: ["2.0.1"],
      firstPublishedAt: "2025-09-08T13:16:00Z",
      firstReportedAt: "2025-09-08",
      aliases: ["MAL-2025-46972", "CVE-2025-59145", "GHSA-5fvm-p68v-5wmh", "GHSA-m99c-cfww-cxqx"],
    },
    {
      name: "strip-ansi",
      versions: ["7.1.1"],
      firstPublishedAt: "2025-09-08T13:16:00Z",
      firstReportedAt: "2025-09-08",
      aliases: ["MAL-2025-46980", "GHSA-vfjc-p7x3-q864"],
    },
    {
      name: "supports-color",
      versions: ["10.2.1"],
      firstPublishedAt: "2025-09-08T13:16:00Z",
      firstReportedAt: "2025-09-08",
      aliases: ["MAL-2025-46981", "GHSA-pj3j-3w3f-j752"],
    },
    {
      name: "wrap-ansi",
      versions: ["9.0.1"],
      firstPublishedAt: "2025-09-08T13:16:00Z",
      firstReportedAt: "2025-09-08",
      aliases: ["MAL-2025-46983", "GHSA-2rv4-jp6r-xgq7"],
    },
    { name: "duckdb", versions: ["1.3.3"], firstReportedAt: "2025-09" },
  ],
  records: {
    ids: [
      "MAL-2025-46966",
      "MAL-2025-46967",
      "MAL-2025-46969",
      "MAL-2025-46971",
      "MAL-2025-46972",
      "MAL-2025-46974",
      "MAL-2025-46980",
      "MAL-2025-46981",
      "MAL-2025-46983",
    ],
    names: ["duckdb"],
    scopes: ["@duckdb"],
    reportedFrom: "2025-09-08",
    reportedUntil: "2025-09-16",
  },
  isPartial: true,
  triggers: ["use"],
  behaviours: ["wallet-theft", "release-burst"],
  indicators: [
    {
      kind: "domain",
      value: "npmjs.help",
      meaning: "the look-alike that phished the maintainers",
      confidence: "medium",
      validFrom: "2025-09",
      source: "Public guide to the September 2025 takeovers",
    },
  ],
  response: [
    {
      step: "check",
      text: "The code works in browsers: bundles that were built and deployed within the window count, and so do caches of delivery networks.",
    },
    {
      step: "rebuild",
      text: "Build and deploy again what went to browsers; scripts of installation play no part.",
    },
  ],
  sources: ["Public guide to the September 2025 takeovers", "Vendor analysis of 8 September 2025"],
  notes:
    "A phished maintainer's eighteen packages were poisoned at once, and others followed; ten are listed.",
};
