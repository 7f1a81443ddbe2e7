import type { DisguiseKind } from "../source-facts.ts";

/** One sign of disguise by its offset. */
export interface Sign {
  readonly kind: DisguiseKind;
  readonly detail: string;
  readonly amount: number;
  readonly offset: number;
}

/** What looks for one kind of sign, when the text has one of its needles at all. */
export interface SignFinder {
  /** Texts of which one must occur; none means always. */
  readonly needles: readonly string[];
  readonly find: (text: string) => readonly Sign[];
}

const matchMaxCount = 20_000;

/** Where and how often a pattern occurs; `undefined` when it does not. */
export interface Tally {
  readonly first: number;
  readonly count: number;
  /** Characters that matched. */
  readonly length: number;
  readonly distinct: number;
}

/** Counts a pattern, which is global and linear. */
export function tally(text: string, pattern: RegExp): Tally | undefined {
  const distinct = new Set<string>();
  let first: number | undefined;
  let count = 0;
  let length = 0;
  for (const match of text.matchAll(pattern)) {
    first ??= match.index;
    count += 1;
    length += match[0].length;
    if (distinct.size < 1_000) distinct.add(match[0]);
    if (count >= matchMaxCount) break;
  }
  return first === undefined ? undefined : { first, count, length, distinct: distinct.size };
}
