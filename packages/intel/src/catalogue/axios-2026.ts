import type { CampaignDocument } from "../campaign.ts";

/** axios: remote access through plain-crypto-js. */
export const axios2026: CampaignDocument = {
  id: "axios-2026",
  title: "axios: remote access through plain-crypto-js",
  packages: [
    {
      name: "plain-crypto-js",
      versions: "all",
      except: ["0.0.1-security.0"],
      firstPublishedAt: "2026-03-30T05:57:00Z",
      firstReportedAt: "2026-03-31T02:07:58Z",
      removedAt: "2026-03-31T03:25:00Z",
      aliases: ["MAL-2026-2306"],
    },
    {
      name: "axios",
      versions: ["1.14.1"],
      firstPublishedAt: "2026-03-31T00:21:00Z",
      firstReportedAt: "2026-03-31T03:15:49Z",
      removedAt: "2026-03-31T03:15:30Z",
      aliases: ["MAL-2026-2307", "GHSA-fw8c-xr5c-95f9"],
    },
    {
      name: "axios",
      versions: ["0.30.4"],
      firstPublishedAt: "2026-03-31T01:00:00Z",
      firstReportedAt: "2026-03-31T03:15:49Z",
      removedAt: "2026-03-31T03:15:30Z",
      aliases: ["MAL-2026-2307", "GHSA-fw8c-xr5c-95f9"],
    },
    {
      name: "@qqbrowser/openclaw-qbot",
      versions: ["0.0.130"],
      firstPublishedAt: "2026-03-31",
      firstReportedAt: "2026-03-31",
    },
    {
      name: "@shadanai/openclaw",
      versions: ["2026.3.28-2", "2026.3.28-3", "2026.3.31-1", "2026.3.31-2"],
      firstReportedAt: "2026-03-31",
    },
  ],
  sources: [
    "axios/axios issue 10636 (post mortem)",
    "MAL-2026-2307",
    "MAL-2026-2306",
    "CISA alert of 20 April 2026",
  ],
  notes:
    "A maintainer's hijacked machine published two versions with one new dependency, whose install script fetched a remote access tool; version 4.2.0 of that dependency was its decoy.",
};
