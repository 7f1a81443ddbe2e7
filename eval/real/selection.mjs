// Which real versions the evaluations judge.

const stable = /^(\d+)\.(\d+)\.(\d+)$/;

/** The newest stable release by its tag, or the highest one. */
export function newestRelease(packument) {
  const latest = packument["dist-tags"]?.latest;
  if (latest !== undefined && packument.versions?.[latest] !== undefined) return latest;
  return stableReleases(packument).toSorted(byNumber).at(-1);
}

/** The last stable releases of any line, by the time of publishing, newest first. */
export function lastReleases(packument, count) {
  const { time = {} } = packument;
  return stableReleases(packument)
    .toSorted(byNumber)
    .toReversed()
    .toSorted((left, right) => (time[right] ?? "").localeCompare(time[left] ?? ""))
    .slice(0, count);
}

function stableReleases({ versions = {} }) {
  return Object.keys(versions).filter((version) => stable.test(version));
}

function byNumber(left, right) {
  const [a, b] = [left, right].map((version) => stable.exec(version).slice(1).map(Number));
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
}
