import semver from "semver";

import type { PackumentIndex } from "./packument.ts";

interface Candidate {
  readonly version: string;
  readonly parsed: semver.SemVer;
  readonly isDeprecated: boolean;
}

/** Candidates that tags of one kind may move to, in ascending order. */
interface Group {
  readonly current: Candidate[];
  readonly deprecated: Candidate[];
}

/** By what a tag's replacement must share with its target. */
type Groups = ReadonlyMap<string, Group>;

/**
 * The dist-tags of a packument of which only `kept` is left. A tag whose target is gone moves down, never up: to the
 * best version that is no higher, as stable as the target and, unless the tag is `latest`, of the same major;
 * versions that are not deprecated come first, then the highest. With no such version the tag is dropped.
 * The rule is pnpm's, so that a client with a cooldown of its own agrees.
 */
export function repairDistTags(
  index: PackumentIndex,
  kept: ReadonlySet<string>,
): ReadonlyMap<string, string> {
  const repaired = new Map<string, string>();
  let groups: Groups | undefined;
  for (const [tag, target] of index.distTags) {
    if (kept.has(target) && index.versions.has(target)) {
      repaired.set(tag, target);
      continue;
    }
    groups ??= groupCandidates(index, kept);
    const replacement = findReplacement(tag, target, groups);
    if (replacement !== undefined) repaired.set(tag, replacement);
  }
  return repaired;
}

/** Thousands of tags over thousands of versions are possible, so each tag must find its replacement without going over all. */
function groupCandidates(index: PackumentIndex, kept: ReadonlySet<string>): Groups {
  const candidates: Candidate[] = [];
  for (const { version, deprecated } of index.versions.values()) {
    const parsed = kept.has(version) ? semver.parse(version, { loose: true }) : null;
    if (parsed) candidates.push({ version, parsed, isDeprecated: deprecated !== undefined });
  }
  candidates.sort((left, right) => left.parsed.compare(right.parsed));
  const groups = new Map<string, Group>();
  for (const candidate of candidates) {
    for (const key of [groupKey(candidate.parsed, false), groupKey(candidate.parsed, true)]) {
      const group = groups.get(key) ?? { current: [], deprecated: [] };
      groups.set(key, group);
      (candidate.isDeprecated ? group.deprecated : group.current).push(candidate);
    }
  }
  return groups;
}

function groupKey({ prerelease, major }: semver.SemVer, isLatest: boolean): string {
  const stability = prerelease.length > 0 ? "prerelease" : "stable";
  return isLatest ? stability : `${stability} ${major}`;
}

function findReplacement(tag: string, target: string, groups: Groups): string | undefined {
  const original = target.length > 256 ? null : semver.parse(target, { loose: true });
  const group = original && groups.get(groupKey(original, tag === "latest"));
  if (!group) return undefined;
  return (highestUpTo(original, group.current) ?? highestUpTo(original, group.deprecated))?.version;
}

/** The highest that is no higher; of equals, which differ in build metadata only, the one that comes first. */
function highestUpTo(original: semver.SemVer, ascending: readonly Candidate[]): Candidate | undefined {
  let end = countUpTo(ascending, (candidate) => candidate.parsed.compare(original) <= 0);
  const highest = ascending[end - 1];
  if (highest === undefined) return undefined;
  end = countUpTo(ascending, (candidate) => candidate.parsed.compare(highest.parsed) < 0);
  return ascending[end];
}

/** How many at the beginning of an ascending list fulfil a condition that no later one fulfils; by halves. */
function countUpTo(ascending: readonly Candidate[], isWithin: (candidate: Candidate) => boolean): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const candidate = ascending[middle];
    if (candidate !== undefined && isWithin(candidate)) low = middle + 1;
    else high = middle;
  }
  return low;
}
