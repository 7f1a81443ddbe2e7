import { LockkeeperError } from "@lockkeeper/core";
import type { RefusedItem } from "../own-campaigns.ts";
import { campaignBounds } from "./campaign-bounds.ts";

/** What was not taken, with place and reason; beyond a bound it is counted alone. */
export interface Refusals {
  add(where: string, why: unknown): void;
  readonly items: readonly RefusedItem[];
  readonly count: () => number;
}

const maxCharacters = 300;

/** Creates an empty list of refusals. */
export function createRefusals(): Refusals {
  const items: RefusedItem[] = [];
  let count = 0;
  return {
    items,
    count: () => count,
    add(where, why) {
      count += 1;
      if (items.length < campaignBounds.maxRefused) items.push({ where, why: describe(why) });
    },
  };
}

function describe(why: unknown): string {
  if (why instanceof LockkeeperError || why instanceof Error) return why.message.slice(0, maxCharacters);
  return String(why).slice(0, maxCharacters);
}
