import type { ExposureTarget } from "../question.ts";

/** The versions that an index of exact versions is asked for; all of them where targets name more than a list can. */
export function versionsAsked(targets: readonly ExposureTarget[]): readonly string[] | "every-version" {
  const versions = new Set<string>();
  for (const { versions: listed, range } of targets) {
    if (listed === "all" || range !== undefined) return "every-version";
    for (const version of listed) versions.add(version);
  }
  return [...versions];
}
