import type { Observation } from "./observation.ts";
import type { ExposureTarget } from "./question.ts";
import type { TargetSet } from "./targets/target-set.ts";

/** What one observation is about, in the words of the question. */
export interface EvidenceSubject {
  /** `axios@1.14.1`, or the name alone. */
  readonly what: string;
  readonly name: string;
  readonly version: string | undefined;
  readonly targets: readonly ExposureTarget[];
  /** Whether it says that another version, or nothing, was there. */
  readonly isClearing: boolean;
}

/**
 * Finds what an observation is about; `undefined` where it is about the whole place or about a name that nobody asked for.
 * A version that the evidence does not tell is the asked one where only one is asked for.
 */
export function findSubject(
  { name, version, kind }: Observation,
  targets: TargetSet,
): EvidenceSubject | undefined {
  const ofName = targets.ofName(name);
  if (name === "" || ofName.length === 0) return undefined;
  if (version === undefined) {
    if (kind === "clean") return { what: name, name, version, targets: ofName, isClearing: true };
    const only = onlyVersion(ofName);
    const what = only === undefined ? name : `${name}@${only}`;
    return { what, name, version: only, targets: ofName, isClearing: false };
  }
  const meant = targets.ofVersion(name, version);
  // Another version than those asked for, or a look that says that this one was not there.
  if (meant.length === 0 || kind === "clean") {
    return { what: name, name, version: undefined, targets: ofName, isClearing: true };
  }
  return { what: `${name}@${version}`, name, version, targets: meant, isClearing: false };
}

function onlyVersion(targets: readonly ExposureTarget[]): string | undefined {
  const versions = new Set<string>();
  for (const { versions: listed, range } of targets) {
    if (listed === "all" || range !== undefined) return undefined;
    for (const version of listed) versions.add(version);
  }
  const [only] = versions;
  return versions.size === 1 ? only : undefined;
}
