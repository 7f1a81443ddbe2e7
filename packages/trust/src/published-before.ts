import { compare } from "semver";

import type { Release, ReleaseHistory } from "./release.ts";

/** When a release was published; `undefined` where the registry does not say. */
export function publishTime(release: Release): number | undefined {
  return release.publishedAt.state === "present" ? release.publishedAt.value : undefined;
}

/**
 * The releases published before one, the oldest first. Where times are missing SemVer decides: what is lower came
 * earlier.
 */
export function publishedBefore(history: ReleaseHistory, release: Release): readonly Release[] {
  const own = publishTime(release);
  if (own === undefined) {
    return history.releases.filter((other) => compare(other.version, release.version) < 0);
  }
  return history.releases
    .filter((other) => {
      const time = publishTime(other);
      if (other.version === release.version) return false;
      if (time === undefined) return compare(other.version, release.version) < 0;
      return time < own || (time === own && compare(other.version, release.version) < 0);
    })
    .toSorted((left, right) => (publishTime(left) ?? 0) - (publishTime(right) ?? 0));
}
