import { domainOf, hostOf, isCodeHost, isLocalHost } from "../destination.ts";
import { defineDetector } from "../detector.ts";
import type { Detector } from "../detector.ts";
import { knownDomains } from "../known-domains.ts";
import { carries, deedsOf, isLive, objectOf, sightingAt, whenOf } from "../reading.ts";
import type { Deed, SourceKind } from "../scene.ts";

/** What a new host may be told that is worth a question. */
const told: readonly SourceKind[] = [
  "parameter",
  "wallet",
  "credential-file",
  "environment",
  "host-facts",
  "file",
  "browser-data",
];

/** What callers hand over now also goes to a host that the release before did not know. */
export const newOutflow: Detector = defineDetector({
  id: "new-outflow",
  title: "What it is given goes to a host that the release before did not know",
  family: "history",
  strength: "strong",
  technique: "T1567",
  *detect(subject, scene) {
    if (subject.predecessor.state !== "present") return;
    const { drift, version } = subject.predecessor.value;
    const known = knownDomains(subject);
    for (const deed of deedsOf(scene, "network", "dns").filter(isLive)) {
      const host = hostOf(deed);
      if (host === undefined || isLocalHost(host) || isCodeHost(host) || known.has(domainOf(host))) continue;
      const isFed = carries(deed, ...told);
      if (!isFed) continue;
      const isSmall = drift.step === "patch" || drift.step === "minor" || drift.step === "prerelease";
      yield sightingAt(deed, {
        message: `It sends ${wordsOf(deed)} to ${objectOf(deed)} ${whenOf(deed)}, a host that ${version} did not know.`,
        strength: isSmall ? "strong" : "supporting",
        after: host,
      });
    }
  },
});

function wordsOf(deed: Deed): string {
  if (carries(deed, "wallet", "credential-file", "environment")) return "secrets";
  return carries(deed, "parameter") ? "what its callers hand over" : "data of this machine";
}
