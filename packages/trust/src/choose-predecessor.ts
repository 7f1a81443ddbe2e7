import { type LinePlace, placeInLine } from "./release-line.ts";
import { publishedBefore } from "./published-before.ts";
import type { Release, ReleaseHistory } from "./release.ts";

/** The release that a version is compared with. */
export interface ChosenPredecessor {
  readonly release: Release;
  /** Whether it is of the same release line; otherwise the version opens a line. */
  readonly isSameLine: boolean;
}

interface Placed {
  readonly release: Release;
  readonly place: LinePlace;
}

/** The text that the registry's security team publishes over a removed package, and words of later deprecations. */
const condemned = /-security(?:\.\d+)?$/;
const malwareWords = /malicious|malware|compromised|hijacked|backdoor|supply[- ]chain attack/i;

/**
 * Chooses the release with which a version is compared: the nearest one below it of its release line that was published
 * before it. A prerelease is compared with the last of its own channel, else with the nearest stable one. The first of
 * a new line is compared with the nearest release below it, else with the last by date. Releases that were removed, or
 * deprecated as malicious, are passed over. `undefined` for the first release, and for a version that is not there.
 */
export function choosePredecessor(history: ReleaseHistory, version: string): ChosenPredecessor | undefined {
  const place = placeInLine(version);
  const own = history.releases.find((release) => release.version === version);
  if (place === undefined || own === undefined) return undefined;
  const earlier = publishedBefore(history, own)
    .filter((release) => !condemned.test(release.version) && !malwareWords.test(release.deprecated ?? ""))
    .flatMap((release) => {
      const placed = placeInLine(release.version);
      return placed === undefined ? [] : [{ release, place: placed }];
    });
  const sameLine = earlier.filter((each) => each.place.line === place.line);
  const inLine =
    place.channel === undefined ? nearestStable(sameLine, place) : lastOfChannel(sameLine, place);
  if (inLine !== undefined) return { release: inLine.release, isSameLine: true };
  const outside = nearestStable(earlier, place) ?? earlier.at(-1);
  return outside === undefined ? undefined : { release: outside.release, isSameLine: false };
}

/** The highest stable one below; where there is none, the last prerelease, as 1.0.0 follows 1.0.0-rc.3. */
function nearestStable(candidates: readonly Placed[], place: LinePlace): Placed | undefined {
  const below = candidates.filter((each) => each.place.parsed.compare(place.parsed) < 0);
  const stable = below.filter((each) => each.place.channel === undefined);
  return highest(stable) ?? below.at(-1);
}

/** Snapshots carry hashes, which have no order but their date. */
function lastOfChannel(candidates: readonly Placed[], place: LinePlace): Placed | undefined {
  return (
    candidates.findLast((each) => each.place.channel === place.channel) ?? nearestStable(candidates, place)
  );
}

function highest(candidates: readonly Placed[]): Placed | undefined {
  return candidates.toSorted((left, right) => left.place.parsed.compare(right.place.parsed)).at(-1);
}
