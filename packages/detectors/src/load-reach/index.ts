import { hostOf, isCodeHost, isLocalHost } from "../destination.ts";
import { defineDetector } from "../detector.ts";
import type { Detector } from "../detector.ts";
import { deedsOf, objectOf, sightingAt } from "../reading.ts";
import type { Deed } from "../scene.ts";
import type { Subject } from "../subject.ts";

/** A library waits to be called; this one connects or starts something as soon as it is there. */
export const loadReach: Detector = defineDetector({
  id: "load-reach",
  title: "Loading it uses the network or starts a process",
  family: "capability",
  strength: "supporting",
  technique: "T1195.002",
  *detect(subject, scene) {
    const reach = deedsOf(scene, "network", "dns").filter(isOnLoading).find(isFar);
    const start = deedsOf(scene, "process").find(isOnLoading);
    if (reach !== undefined) {
      const isAll = isAllItDoes(reach, subject);
      yield sightingAt(reach, {
        message: `Loading it uses the network${isAll ? ", and it does hardly anything else" : ""}: ${objectOf(reach)}.`,
        strength: isAll ? "strong" : "supporting",
      });
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

/** Code of a whole package that has room for little more than one request; bytes. */
const beaconMaxBytes = 1_000;

/** Nothing to call, nothing to start: a request to a fixed place is what the package is for. */
function isAllItDoes(deed: Deed, { facts }: Subject): boolean {
  const host = hostOf(deed);
  if (host === undefined || isLocalHost(host) || isCodeHost(host) || facts.manifest.bins.length > 0)
    return false;
  const own = facts.files.filter(({ path }) => path !== "package.json");
  if (own.some(({ kind }) => kind === "declaration" || kind === "native" || kind === "wasm")) return false;
  const code = own.filter(({ kind }) => kind === "javascript" || kind === "typescript");
  return code.reduce((sum, { size }) => sum + size, 0) <= beaconMaxBytes;
}
