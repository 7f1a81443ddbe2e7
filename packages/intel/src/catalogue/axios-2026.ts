import type { CampaignDocument } from "../campaign.ts";
import { axios2026Indicators } from "./shared/axios-2026-indicators.ts";
import { isolateBeforeRotating, isolateWholeHost } from "./shared/response-notes.ts";

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
      hashes: [{ version: "4.2.1", integrity: "07d889e2dadce6f3910dcbc253317d28ca61c766" }],
    },
    {
      name: "axios",
      versions: ["1.14.1"],
      firstPublishedAt: "2026-03-31T00:21:00Z",
      firstReportedAt: "2026-03-31T03:15:49Z",
      removedAt: "2026-03-31T03:15:30Z",
      aliases: ["MAL-2026-2307", "GHSA-fw8c-xr5c-95f9"],
      hashes: [{ version: "1.14.1", integrity: "2553649f2322049666871cea80a5d0d6adc700ca" }],
      lastClean: "1.14.0",
    },
    {
      name: "axios",
      versions: ["0.30.4"],
      firstPublishedAt: "2026-03-31T01:00:00Z",
      firstReportedAt: "2026-03-31T03:15:49Z",
      removedAt: "2026-03-31T03:15:30Z",
      aliases: ["MAL-2026-2307", "GHSA-fw8c-xr5c-95f9"],
      hashes: [{ version: "0.30.4", integrity: "d6f3f62fd3b9f5432f5782b62d8cfd5247d5ee71" }],
      lastClean: "0.30.3",
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
  triggers: ["install"],
  behaviours: [
    "phantom-dependency",
    "clean-then-armed",
    "cloned-package",
    "hook-runs-root-file",
    "manifest-rewritten",
    "self-deletion",
    "detached-child",
    "system-tool-name",
    "provenance-dropped",
  ],
  indicators: axios2026Indicators,
  response: [
    isolateWholeHost,
    {
      step: "check",
      text: "Ask for npx and global installations too: neither leaves a lockfile. A folder node_modules/plain-crypto-js is proof, whatever version its manifest claims.",
    },
    { step: "pin", text: "The versions before are axios 1.14.0 and 0.30.3." },
    {
      step: "purge",
      text: "Registry proxies of your own kept serving the versions after npm had removed them: purge them as well as the caches of clients.",
    },
    {
      step: "block",
      text: "The body of its requests names packages.npm followed by a product number: it is made to pass for traffic of a registry, so block by host and address.",
    },
  ],
  orderTraps: [
    isolateBeforeRotating,
    {
      first: "preserve",
      before: "remove",
      text: "Copy caches, logs and node_modules before anything is deleted: the dropper removed its own traces, and a folder may be all that is left.",
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
