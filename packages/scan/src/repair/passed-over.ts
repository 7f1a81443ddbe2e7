import { compare, prerelease } from "semver";

import type { ScanKnowledge } from "../scan-project.ts";
import { allowsAll } from "./choose-version.ts";
import type { Refused } from "./published-package.ts";
import type { MoveWish } from "./repair.ts";

/** What was chosen, and from what. */
export interface PassedQuestion {
  readonly wish: MoveWish;
  readonly to: string;
  readonly ranges: readonly string[];
  readonly knowledge: ScanKnowledge;
}

/** The version that would have come before the chosen one, and why it may not be taken; `undefined` where there is none. */
export function tellPassedOver(
  refused: readonly Refused[],
  { wish, to, ranges, knowledge }: PassedQuestion,
): string | undefined {
  const eligible = refused.filter(
    ({ version }) =>
      prerelease(version) === null && (wish.isBeyondRanges === true || allowsAll(ranges, version)),
  );
  const passed =
    wish.goal === "newer" ? newestAbove(eligible, to) : nearestFix(eligible, { wish, to, knowledge });
  return passed === undefined
    ? undefined
    : `${passed.version} is passed over: ${whyRefused(passed, knowledge)}`;
}

/** The reason with the setting that decides, where it is about more than this version. */
export function whyRefused({ why, clause }: Refused, { policy }: Pick<ScanKnowledge, "policy">): string {
  return clause === "unknown"
    ? `${why}; the policy's setting "unknown: ${policy.unknown}" withholds what has no usable publish time`
    : why;
}

function newestAbove(refused: readonly Refused[], to: string): Refused | undefined {
  return refused.findLast(({ version }) => compare(version, to) > 0);
}

function nearestFix(
  refused: readonly Refused[],
  { wish, to, knowledge }: Omit<PassedQuestion, "ranges">,
): Refused | undefined {
  if (wish.goal !== "fix") return undefined;
  const isBetween = (version: string): boolean => compare(version, wish.from) > 0 && compare(version, to) < 0;
  const { intelligence } = knowledge;
  return refused.find(
    ({ version }) => isBetween(version) && intelligence.match(wish.name, version).length === 0,
  );
}
