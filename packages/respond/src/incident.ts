import type { ExposureTarget } from "@lockkeeper/exposure";
import type { Campaign } from "@lockkeeper/intel";

/** What is responded to: a campaign, an advisory, or versions that somebody named. */
export interface IncidentSubject {
  /** Safe in paths: lower-case letters, digits and hyphens. */
  readonly id: string;
  /** What people call it. */
  readonly title: string;
  readonly targets: readonly ExposureTarget[];
  /** What is known of it, where it is a documented campaign. */
  readonly campaign: Campaign | undefined;
}

/** A name for a subject that is safe in paths. */
export function subjectIdOf(words: readonly string[]): string {
  const plain = words
    .join("-")
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 60)
    .replace(/^-+|-+$/g, "");
  return plain === "" ? "incident" : plain;
}

/** The versions of a subject for people: `axios@1.14.1`, `plain-crypto-js (every version)`. */
export function describeTargets({ targets }: Pick<IncidentSubject, "targets">): readonly string[] {
  return [...new Set(targets.flatMap(describeTarget))];
}

const maxVersions = 20;

function describeTarget({ name, versions, range }: ExposureTarget): readonly string[] {
  if (versions === "all") return [`${name} (every version)`];
  const shown = versions.slice(0, maxVersions).map((version) => `${name}@${version}`);
  const more =
    versions.length > maxVersions ? [`${name} (${String(versions.length - maxVersions)} more)`] : [];
  return [...shown, ...more, ...(range === undefined ? [] : [`${name}@${range}`])];
}
