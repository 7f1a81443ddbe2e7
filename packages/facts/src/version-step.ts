import type { Drift } from "./drift.ts";

interface VersionNumbers {
  readonly numbers: readonly [number, number, number];
  /** The identifiers after the hyphen; empty for a release. */
  readonly prerelease: readonly string[];
}

/** How far two versions are apart by their numbers; `same` also for what is no version. */
export function stepBetween(before: string, after: string): Drift["step"] {
  const old = numbersOf(before);
  const now = numbersOf(after);
  if (old === undefined || now === undefined) return "same";
  const order = compareVersions(old, now);
  if (order === 0) return "same";
  if (order > 0) return "downward";
  const [major, minor] = [old.numbers[0] !== now.numbers[0], old.numbers[1] !== now.numbers[1]];
  if (major) return "major";
  if (old.prerelease.length > 0 || now.prerelease.length > 0) return "prerelease";
  return minor ? "minor" : "patch";
}

function numbersOf(version: string): VersionNumbers | undefined {
  const match = /^v?(\d{1,15})\.(\d{1,15})\.(\d{1,15})(?:-([\w.-]{1,200}))?(?:\+.*)?$/.exec(
    version.slice(0, 256),
  );
  if (match === null) return undefined;
  return {
    numbers: [Number(match[1]), Number(match[2]), Number(match[3])],
    prerelease: match[4]?.split(".") ?? [],
  };
}

function compareVersions(old: VersionNumbers, now: VersionNumbers): number {
  for (const index of [0, 1, 2] as const) {
    const difference = old.numbers[index] - now.numbers[index];
    if (difference !== 0) return difference;
  }
  // A release comes after its prereleases.
  if (old.prerelease.length === 0 || now.prerelease.length === 0)
    return now.prerelease.length - old.prerelease.length;
  return comparePrereleases(old.prerelease, now.prerelease);
}

/** Identifier by identifier, numbers before words, as SemVer has it. */
function comparePrereleases(old: readonly string[], now: readonly string[]): number {
  for (const [index, one] of old.entries()) {
    const other = now[index];
    if (other === undefined) return 1;
    const difference = compareIdentifiers(one, other);
    if (difference !== 0) return difference;
  }
  return old.length - now.length;
}

function compareIdentifiers(one: string, other: string): number {
  const numbers = [one, other].map((identifier) => /^\d+$/.test(identifier));
  if (numbers[0] === true && numbers[1] === true) return Number(one) - Number(other);
  if (numbers[0] !== numbers[1]) return numbers[0] === true ? -1 : 1;
  return one === other ? 0 : one < other ? -1 : 1;
}
