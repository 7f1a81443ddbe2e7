import { placeInLine } from "./release-line.ts";
import { publishTime } from "./published-before.ts";
import type { Release, ReleaseHistory } from "./release.ts";

/** How a release stands in time among the others of its package. */
export interface Rhythm {
  /** Releases up to 24 hours before or after it, itself included, by time; those already removed too. */
  readonly burst: {
    readonly versions: readonly string[];
    /** Release lines among the stable ones. */
    readonly lines: readonly string[];
    readonly spanMs: number;
  };
  /** Versions that were there before the burst, the oldest first. */
  readonly before: readonly string[];
  /** The most versions within ten minutes around it, itself included. */
  readonly rapid: number;
  /** Milliseconds of silence before the burst; `undefined` when it is the beginning. */
  readonly silenceMs: number | undefined;
  /** Milliseconds since the last release of this line; `undefined` for the first. */
  readonly lineSilenceMs: number | undefined;
  /** Milliseconds since the first release of the package, removed ones too. */
  readonly packageAgeMs: number;
  /** How many versions were published before it, removed ones too. */
  readonly earlierCount: number;
  /** Whether a stable release of a higher line was already out. */
  readonly hasHigherLine: boolean;
}

interface Moment {
  readonly version: string;
  readonly at: number;
}

const dayMs = 86_400_000;
const rapidMs = 600_000;

/**
 * Describes when a release was published among the others. Releases later than `now` are not seen. `undefined` where
 * the registry gives no time of it.
 */
export function observeRhythm(history: ReleaseHistory, release: Release, now: number): Rhythm | undefined {
  const own = publishTime(release);
  if (own === undefined) return undefined;
  const moments = momentsOf(history, now);
  const near = moments.filter(({ at }) => Math.abs(at - own) <= dayMs);
  const start = Math.min(...near.map(({ at }) => at), own);
  const before = moments.filter(({ at }) => at < start);
  const last = before.at(-1);
  const place = placeInLine(release.version);
  const sameLine = before.findLast(({ version }) => placeInLine(version)?.line === place?.line);
  return {
    burst: {
      versions: near.map(({ version }) => version),
      lines: stableLines(near),
      spanMs: Math.max(...near.map(({ at }) => at), own) - start,
    },
    before: before.map(({ version }) => version),
    rapid: countRapid(near, own),
    silenceMs: last === undefined ? undefined : start - last.at,
    lineSilenceMs: sameLine === undefined ? undefined : start - sameLine.at,
    packageAgeMs: own - Math.min(own, moments[0]?.at ?? own),
    earlierCount: moments.filter(({ at, version }) => at < own && version !== release.version).length,
    hasHigherLine: moments.some(({ version, at }) => {
      const other = placeInLine(version);
      if (at >= own || other === undefined || place === undefined || other.channel !== undefined)
        return false;
      return other.line !== place.line && other.parsed.compare(place.parsed) > 0;
    }),
  };
}

function momentsOf(history: ReleaseHistory, now: number): readonly Moment[] {
  const known = history.releases.flatMap((each) => {
    const at = publishTime(each);
    return at === undefined ? [] : [{ version: each.version, at }];
  });
  const removed = history.removed.map(({ version, publishedAt }) => ({ version, at: publishedAt }));
  return [...known, ...removed].filter(({ at }) => at <= now).toSorted((left, right) => left.at - right.at);
}

function stableLines(moments: readonly Moment[]): readonly string[] {
  const lines = moments.flatMap(({ version }) => {
    const place = placeInLine(version);
    return place === undefined || place.channel !== undefined ? [] : [place.line];
  });
  return [...new Set(lines)];
}

/** Counts the fullest window of ten minutes that holds the release. */
function countRapid(near: readonly Moment[], own: number): number {
  const starts = near.filter(({ at }) => at <= own && own - at <= rapidMs);
  const counts = starts.map(
    (start) => near.filter(({ at }) => at >= start.at && at - start.at <= rapidMs).length,
  );
  return Math.max(1, ...counts);
}
