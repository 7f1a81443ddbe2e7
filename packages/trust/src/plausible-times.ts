import { placeInLine } from "./release-line.ts";
import type { Release } from "./release.ts";

/** A registry that says when a package was created is believed until this share of its releases is out of order. */
const tolerated = { count: 2, share: 0.1 } as const;

/**
 * Whether publish times agree with the order of versions within each release line. A mirror that gives the time of its
 * own copying has them in any order, and mostly does not say when the package was created. On the public registry a
 * line is out of order once in hundreds of releases.
 */
export function arePlausibleTimes(releases: readonly Release[], saysCreation: boolean): boolean {
  let pairs = 0;
  let inversions = 0;
  const lastOfLine = new Map<string, number>();
  for (const release of releases) {
    const place = placeInLine(release.version);
    if (place === undefined || place.channel !== undefined || release.publishedAt.state !== "present")
      continue;
    const before = lastOfLine.get(place.line);
    lastOfLine.set(place.line, release.publishedAt.value);
    if (before === undefined) continue;
    pairs += 1;
    if (release.publishedAt.value < before) inversions += 1;
  }
  if (!saysCreation) return inversions === 0;
  return inversions <= tolerated.count || inversions <= pairs * tolerated.share;
}
