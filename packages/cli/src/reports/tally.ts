import type { Verdict } from "@lockkeeper/core";

import { isLetIn } from "../inspection/inspection-report.ts";
import { count } from "../table.ts";

/** The verdicts from worst to best, as reports list them. */
export const verdictsByWeight: readonly Verdict[] = ["block", "hold", "unknown", "allow"];

/** How many subjects have which verdict. */
export type Tally = Readonly<Record<Verdict, number>>;

/** Counts verdicts. */
export function tallyVerdicts(verdicts: Iterable<Verdict>): Tally {
  const tally = { allow: 0, hold: 0, block: 0, unknown: 0 };
  for (const verdict of verdicts) tally[verdict] += 1;
  return tally;
}

/** All subjects of a tally. */
export function totalOf(tally: Tally): number {
  return tally.allow + tally.hold + tally.block + tally.unknown;
}

/** `12 versions inspected: 1 blocked, 2 held, 0 undecided, 9 allowed`, and how many of the last the policy refuses. */
export function renderTally(tally: Tally, refusedCount = 0): string {
  const refused = refusedCount === 0 ? "" : `, ${refusedCount} of them withheld by policy`;
  return `${count(totalOf(tally), "version")} inspected: ${tally.block} blocked, ${tally.hold} held, ${tally.unknown} undecided, ${tally.allow} allowed${refused}`;
}

/** How many versions the policy withholds although nothing was found. */
export function countRefused(reports: readonly Parameters<typeof isLetIn>[0][]): number {
  return reports.filter((report) => report.verdict === "allow" && !isLetIn(report)).length;
}
