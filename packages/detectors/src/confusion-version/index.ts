import { defineDetector } from "../detector.ts";
import type { Detector, Sighting } from "../detector.ts";
import { isConfusionVersion } from "../release-change.ts";
import type { ReleaseChange } from "../release-change.ts";

/** Up to how many versions a package is young. */
const youngVersions = 5;
const leapMajors = 20;
const firstYear = 1900;

/**
 * A number such as 99.9.9, higher than whatever a private package of that name has: resolvers then take the public one.
 */
export const confusionVersion: Detector = defineDetector({
  id: "confusion-version",
  title: "A version number made to win over a private package",
  family: "history",
  strength: "supporting",
  technique: "T1195.002",
  *detect({ version }, scene) {
    const sighting = isConfusionVersion(version)
      ? describe(version, scene.release())
      : describeLeap(version, scene.release());
    if (sighting !== undefined) yield sighting;
  },
});

function describe(version: string, change: ReleaseChange | undefined): Sighting | undefined {
  if (change === undefined) {
    return { message: `The version ${version} is higher than anybody counts.`, after: version };
  }
  const others = change.history.releases.filter((release) => release.version !== version);
  const honest = others.filter((release) => !isConfusionVersion(release.version));
  const rhythm = change.rhythm();
  const earlier = rhythm?.earlierCount ?? others.length;
  if (honest.length === 0 && earlier <= youngVersions) {
    return {
      strength: "strong",
      message: `A package without a past has the version ${version}.`,
      after: version,
    };
  }
  const before = change.before;
  if (before === undefined || majorOf(before.version) + 1 >= majorOf(version)) return undefined;
  return {
    message: `The version jumps from ${before.version} to ${version}.`,
    before: before.version,
    after: version,
  };
}

/** A leap that no counting explains; years and days as majors are counting of their own. */
function describeLeap(version: string, change: ReleaseChange | undefined): Sighting | undefined {
  const before = change?.before;
  if (before === undefined) return undefined;
  const from = majorOf(before.version);
  const to = majorOf(version);
  if (to - from < leapMajors || to >= firstYear) return undefined;
  return {
    message: `The version leaps from ${before.version} to ${version}.`,
    before: before.version,
    after: version,
  };
}

function majorOf(version: string): number {
  return Number(version.split(".", 1)[0]);
}
