import type { Release, ReleaseHistory } from "@lockkeeper/trust";
import semver from "semver";

/** The history as it stood at a moment: later releases and removals are not there yet. */
export function historyAt(history: ReleaseHistory, at: number): ReleaseHistory {
  const releases = history.releases.filter(({ publishedAt }) => !isAfter(publishedAt, at));
  const removed = history.removed.filter(({ publishedAt }) => publishedAt <= at);
  return releases.length === history.releases.length && removed.length === history.removed.length
    ? history
    : { ...history, releases, removed };
}

/** The release that a client takes for a version, range or tag, as npm chooses it; `undefined` when there is none. */
export function pickVersion(history: ReleaseHistory, selector: string): Release | undefined {
  const { releases } = history;
  const exact = semver.valid(selector, true);
  if (exact !== null) return releases.find(({ version }) => version === exact || version === selector);
  const latest = findTagged(history, "latest");
  const range = tryParseRange(selector);
  if (range === undefined)
    return selector === "latest" ? (latest ?? newestStable(releases)) : findTagged(history, selector);
  if (latest !== undefined && range.test(latest.version)) return latest;
  const matching = releases.filter(({ version }) => range.test(version));
  return matching.findLast(({ deprecated }) => deprecated === undefined) ?? matching.at(-1);
}

function isAfter(published: Release["publishedAt"], at: number): boolean {
  return published.state === "present" && published.value > at;
}

function findTagged({ distTags, releases }: ReleaseHistory, tag: string): Release | undefined {
  if (!Object.hasOwn(distTags, tag)) return undefined;
  const version = distTags[tag];
  return releases.find((release) => release.version === version);
}

/** At an earlier moment the tags of today point at what was not there yet. */
function newestStable(releases: readonly Release[]): Release | undefined {
  return releases.findLast(({ version }) => semver.prerelease(version) === null) ?? releases.at(-1);
}

function tryParseRange(selector: string): semver.Range | undefined {
  try {
    return new semver.Range(selector, { loose: true });
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}
