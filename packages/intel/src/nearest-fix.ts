import { createVersionQuery, extentOf } from "./affected.ts";
import type { PreparedAdvisory } from "./affected.ts";
import type { ParsedVersion } from "./version-order.ts";

/**
 * The lowest version above the given one that an advisory affecting it names as a fix, and that is not affected itself.
 * `undefined` where there is none, and for a version outside the order of versions.
 */
export function findNearestFix(
  advisories: readonly PreparedAdvisory[],
  version: string,
  isAffected: (version: string) => boolean,
): string | undefined {
  const query = createVersionQuery(version);
  const parsed = query.parsed();
  if (parsed === undefined) return undefined;
  const above = advisories
    .filter((advisory) => extentOf(advisory, query) !== undefined)
    .flatMap(fixesOf)
    .filter((fix) => fix.compare(parsed) > 0)
    .sort((left, right) => left.compare(right));
  return above.find((fix) => !isAffected(fix.version))?.version;
}

function fixesOf({ intervals }: PreparedAdvisory): readonly ParsedVersion[] {
  return intervals.flatMap(({ end }) => (end.kind === "fixed" ? [end.version] : []));
}
