import { hostOf, isLocalHost } from "../destination.ts";
import { defineDetector } from "../detector.ts";
import type { Detector } from "../detector.ts";
import { deedsOf, objectOf, sightingAt } from "../reading.ts";
import type { Deed } from "../scene.ts";

/** A library waits to be called; this one connects or starts something as soon as it is there. */
export const loadReach: Detector = defineDetector({
  id: "load-reach",
  title: "Loading it uses the network or starts a process",
  family: "capability",
  strength: "supporting",
  technique: "T1195.002",
  *detect(_subject, scene) {
    const reach = deedsOf(scene, "network", "dns").filter(isOnLoading).find(isFar);
    const start = deedsOf(scene, "process").find(isOnLoading);
    if (reach !== undefined) {
      yield sightingAt(reach, { message: `Loading it uses the network: ${objectOf(reach)}.` });
    }
    if (start !== undefined) {
      yield sightingAt(start, { message: `Loading it starts a process: ${objectOf(start)}.` });
    }
  },
});

function isOnLoading({ moment, effect }: Deed): boolean {
  return moment === "import" && effect.runs === "load";
}

function isFar(deed: Deed): boolean {
  const host = hostOf(deed);
  return host === undefined || !isLocalHost(host);
}
