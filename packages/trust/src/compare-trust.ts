import { publishedBefore, publishTime } from "./published-before.ts";
import { placeInLine } from "./release-line.ts";
import type { Release, ReleaseHistory, TrustRank } from "./release.ts";

/** The ranks from weak to strong. */
const trustRanks: readonly TrustRank[] = ["none", "oidc", "provenance", "trusted-publisher", "staged"];

/** Evidence of publishing that the releases before had and this one lacks. */
export interface TrustDowngrade {
  /** The weakest rank of the releases before. */
  readonly from: TrustRank;
  readonly to: TrustRank;
  /** The versions compared with, the oldest first. */
  readonly baseline: readonly string[];
  /** Whether they are of the same release line; otherwise this release opens one. */
  readonly isSameLine: boolean;
}

const baselineLength = 3;
/** How long a release that was itself a downgrade does not lower the bar for those after it. */
const stickyMs = 30 * 86_400_000;

/**
 * Compares a release's evidence of publishing with that of its release line: a downgrade is when the last three
 * releases all had more. A release that was a downgrade itself counts for those after it only when it has stood for
 * thirty days, so that two weak releases in a row are no new habit. A line with fewer releases takes those of the line
 * below it. `undefined` when there is no downgrade or the registry says too little to tell.
 */
export function findTrustDowngrade(history: ReleaseHistory, release: Release): TrustDowngrade | undefined {
  if (release.rank.state !== "present") return undefined;
  const sequence = sequenceOf(history, release);
  if (sequence.length < baselineLength) return undefined;
  const kept: { readonly release: Release; readonly isDowngrade: boolean }[] = [];
  for (const earlier of sequence) {
    const isDowngrade = downgradeAgainst(standing(kept, earlier), earlier) !== undefined;
    kept.push({ release: earlier, isDowngrade });
  }
  return downgradeAgainst(standing(kept, release), release);
}

/** The releases before one that it is measured by, the oldest first. */
function sequenceOf(history: ReleaseHistory, release: Release): readonly Release[] {
  const place = placeInLine(release.version);
  if (place === undefined) return [];
  const comparable = publishedBefore(history, release)
    .map((each) => ({ release: each, place: placeInLine(each.version) }))
    .filter((each) => each.place !== undefined)
    .filter((each) => place.channel !== undefined || each.place?.channel === undefined);
  const own = comparable.filter((each) => each.place?.line === place.line);
  const below = comparable.filter(
    (each) => each.place?.line !== place.line && (each.place?.parsed.compare(place.parsed) ?? 1) < 0,
  );
  const highest = below
    .toSorted((left, right) => left.place?.parsed.compare(right.place?.parsed ?? "") ?? 0)
    .at(-1);
  const nearest = below.filter((each) => each.place?.line === highest?.place?.line);
  return [...nearest.slice(-baselineLength), ...own].map((each) => each.release);
}

function standing(
  earlier: readonly { readonly release: Release; readonly isDowngrade: boolean }[],
  release: Release,
): readonly Release[] {
  const now = publishTime(release);
  return earlier
    .filter((each) => !each.isDowngrade || hasStood(publishTime(each.release), now))
    .slice(-baselineLength)
    .map((each) => each.release);
}

function hasStood(publishedAt: number | undefined, now: number | undefined): boolean {
  return publishedAt !== undefined && now !== undefined && now - publishedAt >= stickyMs;
}

function downgradeAgainst(baseline: readonly Release[], release: Release): TrustDowngrade | undefined {
  if (baseline.length < baselineLength || release.rank.state !== "present") return undefined;
  const ranks = baseline.map(({ rank }) => (rank.state === "present" ? trustRanks.indexOf(rank.value) : -1));
  const weakest = trustRanks[Math.min(...ranks)];
  if (weakest === undefined || trustRanks.indexOf(release.rank.value) >= trustRanks.indexOf(weakest))
    return undefined;
  const line = placeInLine(release.version)?.line;
  return {
    from: weakest,
    to: release.rank.value,
    baseline: baseline.map(({ version }) => version),
    isSameLine: baseline.every(({ version }) => placeInLine(version)?.line === line),
  };
}
