import { compare, major, prerelease, valid } from "semver";
import type { Judgement } from "./judge.ts";

/**
 * The version to take instead of a withheld one: the newest kept one of the same major that is not newer, then the
 * newest of the same major, then what `latest` points to. Pre-releases only for a pre-release.
 */
export function newestAcceptable(
  { kept, distTags }: Pick<Judgement, "kept" | "distTags">,
  wanted: string | undefined,
): string | undefined {
  const latest = distTags.get("latest");
  if (wanted === undefined || valid(wanted) === null) return latest;
  const allowsPrerelease = prerelease(wanted) !== null;
  const sameMajor = [...kept]
    .filter(
      (version) => major(version) === major(wanted) && (allowsPrerelease || prerelease(version) === null),
    )
    .sort(compare);
  return sameMajor.findLast((version) => compare(version, wanted) <= 0) ?? sameMajor.at(-1) ?? latest;
}
