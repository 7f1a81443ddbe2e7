import { reachableFunctions } from "./reachable-functions.ts";
import type { CountedFile } from "./source-rewriter.ts";

/** Which statements of which file ran, by the file's number. */
export type RanStatements = ReadonlyMap<number, ReadonlySet<number>>;

/**
 * The part of the reachable statements of some files that ran, 0 to 1; nothing where no file was loaded that has any. What counts as
 * reachable is said by {@link reachableFunctions}: a library's functions that nothing names do not.
 */
export function measureCoverage(files: readonly CountedFile[], ran: RanStatements): number | undefined {
  const loaded = files.flatMap(({ number, counted }) => {
    const marks = ran.get(number);
    // Nothing of it ran, not even its first statement: it was not loaded here.
    if (marks === undefined) return [];
    const ranFunctions = new Set([...marks].map((mark) => counted.statements[mark] ?? -1).filter(isFunction));
    return [{ counted, marks, ranFunctions }];
  });
  const reachable = reachableFunctions(loaded);
  let all = 0;
  let reached = 0;
  for (const [index, { counted, marks }] of loaded.entries()) {
    const isReachable = (inFunction: number): boolean =>
      inFunction < 0 || reachable[index]?.[inFunction] === true;
    all += counted.statements.filter((inFunction) => isReachable(inFunction)).length;
    reached += marks.size;
  }
  return all === 0 ? undefined : Math.round((reached / all) * 1_000) / 1_000;
}

/** What ran in one or more of several runs. */
export function joinRan(all: readonly RanStatements[]): RanStatements {
  const joined = new Map<number, Set<number>>();
  for (const ran of all) {
    for (const [file, statements] of ran) {
      const known = joined.get(file) ?? new Set<number>();
      for (const statement of statements) known.add(statement);
      joined.set(file, known);
    }
  }
  return joined;
}

function isFunction(index: number): boolean {
  return index >= 0;
}
