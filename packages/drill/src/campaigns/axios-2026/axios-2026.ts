import { parseInstant } from "@lockkeeper/core";

import { publishEvent } from "../../campaign.ts";
import type { Campaign, ReplayEvent } from "../../campaign.ts";
import type { RegistryEvent } from "../../registry-model.ts";
import type { SigningKey } from "../../signing-key.ts";
import { honestAxiosReleases, poisonedAxiosReleases } from "./axios.ts";
import { cryptoReleases, plainCryptoReleases } from "./crypto.ts";
import { neighbourReleases } from "./neighbours.ts";

const axiosRemovedAt = parseInstant("2026-03-31T03:15:30Z");
const armedRemovedAt = parseInstant("2026-03-31T03:25:00Z");
const decoyRemovedAt = parseInstant("2026-03-31T03:29:00Z");

const story: readonly (readonly [at: string, what: string])[] = [
  ["2026-01-22T18:50:00Z", "axios 1.13.3 is published by hand without an attestation; it is benign"],
  ["2026-03-27T21:40:00Z", "axios 1.14.0, the last good release, by trusted publishing"],
  ["2026-03-30T05:57:00Z", "plain-crypto-js 4.2.0, the decoy, by a fresh account"],
  ["2026-03-30T23:59:12Z", "plain-crypto-js 4.2.1, armed with a postinstall script"],
  ["2026-03-31T00:21:00Z", "axios 1.14.1 becomes latest; it depends on plain-crypto-js"],
  ["2026-03-31T01:00:00Z", "axios 0.30.4 becomes legacy; it depends on plain-crypto-js"],
  ["2026-03-31T03:15:30Z", "axios 1.14.1 and 0.30.4 are removed; latest is 1.14.0 again, legacy 0.30.3"],
  ["2026-03-31T03:25:00Z", "plain-crypto-js 4.2.1 is removed"],
  ["2026-03-31T03:29:00Z", "plain-crypto-js is gone altogether"],
  ["2026-03-31T04:26:00Z", "plain-crypto-js 0.0.1-security.0, the registry's placeholder"],
];

/** The night of 30 to 31 March 2026, when a hijacked account poisoned both lines of axios. */
export const axios2026: Campaign = {
  id: "axios-2026",
  title: "Both lines of axios poisoned through a hijacked maintainer account, 31 March 2026",
  // Both poisoned versions are live, and no feed names axios yet.
  defaultAt: parseInstant("2026-03-31T01:10:00Z"),
  story: story.map(([at, what]): ReplayEvent => ({ at: parseInstant(at), what })),
  createEvents,
};

function createEvents(key: SigningKey): readonly RegistryEvent[] {
  const releases = [
    ...neighbourReleases(),
    ...honestAxiosReleases(),
    ...cryptoReleases(),
    ...plainCryptoReleases(),
    ...poisonedAxiosReleases(),
  ];
  return [...releases.map((release) => publishEvent(release, key)), ...removals];
}

const removals: readonly RegistryEvent[] = [
  { kind: "unpublish", at: axiosRemovedAt, name: "axios", version: "1.14.1" },
  { kind: "tag", at: axiosRemovedAt, name: "axios", tag: "latest", version: "1.14.0" },
  { kind: "unpublish", at: axiosRemovedAt, name: "axios", version: "0.30.4" },
  { kind: "tag", at: axiosRemovedAt, name: "axios", tag: "legacy", version: "0.30.3" },
  { kind: "unpublish", at: armedRemovedAt, name: "plain-crypto-js", version: "4.2.1" },
  { kind: "unpublish-all", at: decoyRemovedAt, name: "plain-crypto-js" },
];
