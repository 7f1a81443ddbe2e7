import type { CampaignDocument } from "../campaign.ts";

/** Nx: credentials stolen with the help of local AI assistants. */
export const s1ngularity2025: CampaignDocument = {
  id: "s1ngularity-2025",
  title: "Nx: credentials stolen with the help of local AI assistants",
  packages: [
    {
      name: "nx",
      versions: ["20.9.0", "20.10.0", "20.11.0", "20.12.0", "21.5.0", "21.6.0", "21.7.0", "21.8.0"],
      firstPublishedAt: "2025-08-26",
      firstReportedAt: "2025-08-26",
      aliases: ["GHSA-cxm3-wv7p-598c", "CVE-2025-10894", "MAL-2025-41443"],
    },
  ],
  records: {
    names: ["nx"],
    scopes: ["@nx"],
    ids: ["MAL-2025-41443"],
    reportedFrom: "2025-08-26",
    reportedUntil: "2025-09-02",
  },
  isPartial: true,
  triggers: ["install"],
  behaviours: [
    "hook-runs-root-file",
    "provenance-dropped",
    "agent-abuse",
    "credential-files",
    "repository-exfiltration",
    "release-burst",
  ],
  indicators: [
    {
      kind: "package-file",
      value: "telemetry.js",
      meaning: "the stealer, run after installation",
      package: "nx",
      source: "nrwl/nx issue 32522",
    },
    {
      kind: "repository-name",
      value: "s1ngularity-repository*",
      meaning: "public repositories that hold what was stolen",
      source: "nrwl/nx issue 32522",
    },
  ],
  response: [
    {
      step: "check",
      text: "Look for repositories named s1ngularity-repository under the accounts of everybody who ran it, and make them private before they are deleted: they are the list of what was stolen.",
    },
    { step: "rotate", text: "Tokens of GitHub and npm come first: they give away everything else." },
  ],
  orderTraps: [
    {
      first: "preserve",
      before: "remove",
      text: "Copy what the public repositories hold before they are deleted: it names the secrets that have to be renewed.",
    },
  ],
  sources: ["nrwl/nx issue 32522", "GHSA-cxm3-wv7p-598c"],
  notes:
    "An injection into a workflow gave up the npm token; several @nx packages are affected too and not listed.",
};
