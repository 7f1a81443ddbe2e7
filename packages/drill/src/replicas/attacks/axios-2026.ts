import { honestAxiosReleases, poisonedAxiosReleases } from "../../campaigns/axios-2026/axios.ts";
import { cryptoReleases, plainCryptoReleases } from "../../campaigns/axios-2026/crypto.ts";
import { neighbourReleases } from "../../campaigns/axios-2026/neighbours.ts";
import type { Sample } from "../sample.ts";

/** axios 1.14.1 and 0.30.4 with plain-crypto-js 4.2.1, 31 March 2026: the releases of the campaign that `drill` replays. */
export const axios2026Sample: Sample = {
  id: "axios-2026",
  title: "A hijacked account adds a dependency that nobody imports, published minutes before",
  kind: "attack",
  group: "takeover",
  trigger: "install",
  seenAs: "release",
  judged: [
    { name: "axios", version: "1.14.1" },
    { name: "axios", version: "0.30.4" },
    { name: "plain-crypto-js", version: "4.2.1" },
  ],
  now: "2026-03-31T01:10:00Z",
  createReleases: () => [
    ...neighbourReleases(),
    ...honestAxiosReleases(),
    ...cryptoReleases(),
    ...plainCryptoReleases(),
    ...poisonedAxiosReleases(),
  ],
};
