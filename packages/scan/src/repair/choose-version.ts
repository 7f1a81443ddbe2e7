import { compare, major, minor, prerelease, satisfies, valid, validRange } from "semver";

import type { Candidate } from "./published-package.ts";

/** What a version is exchanged for: away from a bad one, up to a fix, to what is newer, or to what is not deprecated. */
export type ChoiceGoal = "away" | "fix" | "newer" | "maintained";

/** What a choice rests on. */
export interface ChoiceQuestion {
  readonly from: string;
  /** What the vulnerabilities of `from` weigh. */
  readonly weight: number;
  /** The ranges of those who depend on it; plain ones. */
  readonly ranges: readonly string[];
  readonly goal: ChoiceGoal;
  /** Whether what is newer may be outside the ranges. */
  readonly isBeyondRanges?: boolean;
}

/** A version to take. */
export interface VersionChoice {
  readonly version: string;
  /** Whether all who depend on it allow it. */
  readonly isInRange: boolean;
  /** Known vulnerabilities that it still has. */
  readonly isVulnerable: boolean;
  /** What they weigh. */
  readonly weight: number;
  /** Whether its maintainers advise against it, or it was published with less evidence than those before. */
  readonly isWarned: boolean;
}

/**
 * The smallest safe step: a version without known vulnerabilities before one with fewer, one that every dependent
 * allows before others, one without warnings before others. Away from a bad version the release before it comes first,
 * since it is what was in use; to a fix the nearest above; to what is newer the highest. `undefined` where none is left.
 */
export function chooseVersion(
  candidates: readonly Candidate[],
  question: ChoiceQuestion,
): VersionChoice | undefined {
  return rankVersions(candidates, question)[0];
}

/** All versions that {@link chooseVersion} could take, in its order. */
export function rankVersions(
  candidates: readonly Candidate[],
  question: ChoiceQuestion,
): readonly VersionChoice[] {
  const { from, goal, ranges } = question;
  if (valid(from) === null) return [];
  const isFromPrerelease = prerelease(from) !== null;
  return candidates
    .filter(({ version }) => version !== from && (isFromPrerelease || prerelease(version) === null))
    .filter((each) => isOfUse(each, question))
    .map((each) => ({ each, isInRange: allowsAll(ranges, each.version) }))
    .filter(({ isInRange }) => goal !== "newer" || isInRange || question.isBeyondRanges === true)
    .sort(
      (left, right) =>
        Number(left.each.weight > 0) - Number(right.each.weight > 0) ||
        (goal === "newer" ? 0 : Number(right.isInRange) - Number(left.isInRange)) ||
        left.each.weight - right.each.weight ||
        warningsOf(left.each) - warningsOf(right.each) ||
        distance(left.each.version, right.each.version, question),
    )
    .map(({ each, isInRange }) => ({
      version: each.version,
      isInRange,
      isVulnerable: each.weight > 0,
      weight: each.weight,
      isWarned: warningsOf(each) > 0,
    }));
}

function isOfUse(
  { version, weight, isDeprecated }: Candidate,
  { from, goal, weight: weightOfFrom }: ChoiceQuestion,
): boolean {
  const isAbove = compare(version, from) > 0;
  if (goal === "fix") return isAbove && weight < weightOfFrom;
  if (goal === "newer") return isAbove && weight <= weightOfFrom;
  if (goal === "maintained") return isAbove && weight <= weightOfFrom && !isDeprecated;
  return true;
}

function warningsOf({ isDeprecated, isDowngrade }: Candidate): number {
  return Number(isDeprecated) + Number(isDowngrade);
}

function distance(left: string, right: string, { from, goal }: ChoiceQuestion): number {
  if (goal === "newer") return compare(right, left);
  if (goal === "fix" || goal === "maintained") return compare(left, right);
  const [isLeftBelow, isRightBelow] = [compare(left, from) < 0, compare(right, from) < 0];
  if (majorStep(left, from) !== majorStep(right, from)) return majorStep(left, from) - majorStep(right, from);
  if (isLeftBelow !== isRightBelow) return isLeftBelow ? -1 : 1;
  return isLeftBelow ? compare(right, left) : compare(left, right);
}

/** Before 1.0.0 each minor version may break what the last one did. */
function majorStep(version: string, from: string): number {
  const step = Math.abs(major(version) - major(from));
  return step === 0 && major(from) === 0 ? Number(minor(version) !== minor(from)) : step;
}

const maxRange = 500;

/** Whether every range allows a version; one that cannot be read allows none. */
export function allowsAll(ranges: readonly string[], version: string): boolean {
  return ranges.every((range) => {
    const plain = plainRange(range);
    return plain !== undefined && satisfies(version, plain, { includePrerelease: false });
  });
}

/** The range of an alias or of a plain dependency; `undefined` for an address, a tag, a folder. */
export function plainRange(range: string): string | undefined {
  if (range.length > maxRange) return undefined;
  const alias = /^npm:(?:@[^@/]{1,214}\/)?[^@]{1,214}@(.*)$/.exec(range);
  const plain = (alias?.[1] ?? range.replace(/^npm:/, "")).trim();
  return validRange(plain) === null ? undefined : plain;
}

/** How much of a step it is from one version to another. */
export function stepOf(from: string, to: string): "patch" | "minor" | "major" {
  if (majorStep(to, from) > 0) return "major";
  return minor(from) === minor(to) ? "patch" : "minor";
}
