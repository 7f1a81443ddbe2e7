import type { CountedText } from "@lockkeeper/code";

import type { CountedFile } from "./source-rewriter.ts";

/** Which statements of which file ran, by the file's number. */
export type RanStatements = ReadonlyMap<number, ReadonlySet<number>>;

/**
 * The part of the reachable statements of some files that ran, 0 to 1. A statement is reachable where nothing but what runs stands
 * in its way: in the text itself, or in a function that something names. A library's other functions are not.
 */
export function measureCoverage(files: readonly CountedFile[], ran: RanStatements): number {
  const uses = new Map<string, number>();
  for (const { counted } of files) {
    for (const [name, count] of counted.uses) uses.set(name, (uses.get(name) ?? 0) + Math.max(0, count));
  }
  let reachable = 0;
  let reached = 0;
  for (const { number, counted } of files) {
    const marks = ran.get(number);
    // Nothing of it ran, not even its first statement: it was not loaded here.
    if (marks === undefined) continue;
    const reachableFunctions = reachableOf(counted, uses);
    for (const [statement, inFunction] of counted.statements.entries()) {
      const didRun = marks.has(statement);
      if (!didRun && inFunction >= 0 && reachableFunctions[inFunction] !== true) continue;
      reachable += 1;
      if (didRun) reached += 1;
    }
  }
  return reachable === 0 ? 0 : Math.round((reached / reachable) * 1_000) / 1_000;
}

/** What ran in one or more of several runs. */
export function joinRan(all: readonly RanStatements[]): RanStatements {
  const joined = new Map<number, Set<number>>();
  for (const ran of all) {
    for (const [file, statements] of ran) {
      joined.set(file, new Set([...(joined.get(file) ?? []), ...statements]));
    }
  }
  return joined;
}

function reachableOf({ functions }: CountedText, uses: ReadonlyMap<string, number>): readonly boolean[] {
  const all: boolean[] = [];
  // A function stands after the one around it.
  for (const { parent, name } of functions) {
    const isAround = parent < 0 || all[parent] === true;
    all.push(isAround && (name === undefined || (uses.get(name) ?? 0) > 0));
  }
  return all;
}
