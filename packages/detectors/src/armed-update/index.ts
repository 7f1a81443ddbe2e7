import type { Rhythm } from "@lockkeeper/trust";

import { defineDetector } from "../detector.ts";
import type { Detector } from "../detector.ts";
import type { ReleaseChange } from "../release-change.ts";

const monthMs = 30 * 86_400_000;
const fewVersions = 5;

/**
 * A young package was published clean and gets a script at install in a later version that ranges of the first one
 * accept: the clean one is there to look harmless, and to be old enough.
 */
export const armedUpdate: Detector = defineDetector({
  id: "armed-update",
  title: "A young package, published clean, is armed by an update",
  family: "history",
  strength: "supporting",
  technique: "T1195.002",
  *detect(_subject, scene) {
    const change = scene.release();
    if (change?.before === undefined || change.newInstallScripts.length === 0) return;
    const rhythm = change.rhythm();
    if (rhythm === undefined || rhythm.packageAgeMs > monthMs || rhythm.earlierCount > fewVersions) return;
    const isGrown = isBornGrown(change);
    yield {
      strength: isGrown ? "strong" : "supporting",
      message: `The package is ${ageOf(rhythm)} old${
        isGrown ? " and began with a version number of a grown one" : ""
      }; this version adds a script at install (${change.newInstallScripts.join(", ")}) that the one before did not have.`,
      before: change.before.version,
      after: change.release.version,
    };
  },
});

/** Packages begin at 0.x, 1.0.x or a round major; copies begin at the number of what they copy. */
function isBornGrown({ history }: ReleaseChange): boolean {
  const times = history.releases.flatMap(({ version, publishedAt }) =>
    publishedAt.state === "present" ? [{ version, at: publishedAt.value }] : [],
  );
  const first = times.toSorted((left, right) => left.at - right.at)[0]?.version ?? "0.0.0";
  return !/^(?:0\.|1\.0\.|\d+\.0\.0)/.test(first);
}

function ageOf({ packageAgeMs }: Rhythm): string {
  const hours = Math.round(packageAgeMs / 3_600_000);
  return hours < 48 ? `${String(hours)} hours` : `${String(Math.round(hours / 24))} days`;
}
