import semver from "semver";

import type { PackumentIndex } from "./packument.ts";

interface Candidate {
  readonly version: string;
  readonly parsed: semver.SemVer;
  readonly isDeprecated: boolean;
}

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
  let candidates: readonly Candidate[] | undefined;
  for (const [tag, target] of index.distTags) {
    if (kept.has(target) && index.versions.has(target)) {
      repaired.set(tag, target);
      continue;
    }
    candidates ??= candidatesOf(index, kept);
    const replacement = bestReplacement(tag, target, candidates);
    if (replacement !== undefined) repaired.set(tag, replacement);
  }
  return repaired;
}

function candidatesOf(index: PackumentIndex, kept: ReadonlySet<string>): readonly Candidate[] {
  const candidates: Candidate[] = [];
  for (const { version, deprecated } of index.versions.values()) {
    const parsed = kept.has(version) ? semver.parse(version, { loose: true }) : null;
    if (parsed) candidates.push({ version, parsed, isDeprecated: deprecated !== undefined });
  }
  return candidates;
}

function bestReplacement(tag: string, target: string, candidates: readonly Candidate[]): string | undefined {
  const original = target.length > 256 ? null : semver.parse(target, { loose: true });
  if (!original) return undefined;
  let best: Candidate | undefined;
  for (const candidate of candidates) {
    const fits =
      candidate.parsed.compare(original) <= 0 &&
      candidate.parsed.prerelease.length > 0 === original.prerelease.length > 0 &&
      (tag === "latest" || candidate.parsed.major === original.major);
    if (fits && (!best || isBetter(candidate, best))) best = candidate;
  }
  return best?.version;
}

function isBetter(candidate: Candidate, best: Candidate): boolean {
  if (candidate.isDeprecated !== best.isDeprecated) return best.isDeprecated;
  return candidate.parsed.compare(best.parsed) > 0;
}
