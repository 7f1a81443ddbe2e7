// Which real versions the evaluations judge.
import semver from "semver";

/** The newest stable release by its tag, or the highest one. */
export function newestRelease(packument) {
  const latest = packument["dist-tags"]?.latest;
  if (latest !== undefined && packument.versions?.[latest] !== undefined) return latest;
  return Object.keys(packument.versions ?? {}).toSorted(semver.rcompare)[0];
}

/** The last releases before and with the newest one, newest first: stable ones of any line, by the time of publishing. */
export function lastReleases(packument, count) {
  const { versions = {}, time = {} } = packument;
  return Object.keys(versions)
    .filter((version) => semver.valid(version) !== null && semver.prerelease(version) === null)
    .toSorted(
      (left, right) => (time[right] ?? "").localeCompare(time[left] ?? "") || semver.rcompare(left, right),
    )
    .slice(0, count);
}
