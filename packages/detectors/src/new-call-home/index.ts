import { domainOf, hostOf, isCodeHost, isLocalHost } from "../destination.ts";
import { defineDetector } from "../detector.ts";
import type { Detector } from "../detector.ts";
import { knownDomains } from "../known-domains.ts";
import { deedsOf, isUnasked, objectOf, sightingAt, whenOf } from "../reading.ts";
import type { Deed, Scene } from "../scene.ts";

/** A package that talked to nobody now talks to somebody, before anybody has asked it for anything. */
export const newCallHome: Detector = defineDetector({
  id: "new-call-home",
  title: "A small release contacts a new host at install or on loading",
  family: "history",
  strength: "strong",
  technique: "T1071.001",
  *detect(subject, scene) {
    if (subject.predecessor.state !== "present") return;
    const { drift, version } = subject.predecessor.value;
    if (drift.step === "major" || drift.step === "same" || drift.step === "downward") return;
    const known = knownDomains(subject);
    for (const deed of deedsOf(scene, "network", "dns").filter(isPrompt)) {
      const host = hostOf(deed);
      if (host === undefined || isLocalHost(host) || isCodeHost(host) || known.has(domainOf(host))) continue;
      yield sightingAt(deed, {
        message: `It contacts ${objectOf(deed)} ${whenOf(deed)}, a host that ${version} did not know.`,
        strength: hadNetwork(scene) ? "supporting" : "strong",
        after: host,
      });
    }
  },
});

function isPrompt(deed: Deed): boolean {
  return isUnasked(deed) && deed.effect.runs === "load" && deed.isNew === true;
}

/** Whether the release before used the network in code that runs unasked. */
function hadNetwork({ before }: Scene): boolean {
  const sources = before?.sources ?? [];
  return sources.some(
    ({ triggers, facts }) =>
      (triggers.includes("import") || triggers.includes("install")) &&
      facts.effects.some(({ kind, runs }) => kind === "network" && runs === "load"),
  );
}
