import type { AdvisoryMatch, Evidence, VersionFacts } from "@lockkeeper/core";
import { tryParseInstant, unreachable } from "@lockkeeper/core";
import type { PackumentIndex, PackumentVersion } from "@lockkeeper/registry";
import type { TimeContradiction } from "@lockkeeper/store";
import type { HeldPackument } from "./packument-source.ts";

/** What the facts of a version are built from besides its packument. */
export interface FactSources {
  readonly advisoriesOf: (name: string, version: string) => readonly AdvisoryMatch[];
  readonly fixesInUse: (name: string, version: string) => readonly string[];
  /** What an inspection said of a listed version, as far as one was made. */
  readonly inspectionOf: (entry: PackumentVersion) => VersionFacts["inspection"];
  /** The same for every version of the packument: see `packageCreatedAt`. */
  readonly createdAt: number | undefined;
}

/** What is assumed of a version of which no manifest is at hand. */
export const blankFacts: Pick<
  VersionFacts,
  | "isAlsoPublic"
  | "firstSeenAt"
  | "packageCreatedAt"
  | "packageVersionCount"
  | "deprecated"
  | "installScripts"
  | "exoticDependencies"
  | "fixesInUse"
  | "inspection"
> = {
  isAlsoPublic: false,
  firstSeenAt: undefined,
  packageCreatedAt: undefined,
  packageVersionCount: 0,
  deprecated: undefined,
  installScripts: [],
  exoticDependencies: [],
  fixesInUse: [],
  inspection: { state: "absent" },
};

/** Gathers what policy may consider about one listed version. Pure but for the look-ups passed in. */
export function factsOf(
  packument: HeldPackument,
  entry: PackumentVersion,
  sources: FactSources,
): VersionFacts {
  const { index, upstream, sightings } = packument;
  const sighting = sightings.present.get(entry.version);
  return {
    name: index.name,
    version: entry.version,
    upstream: upstream.id,
    isPrivateUpstream: upstream.isPrivate,
    isAlsoPublic: packument.isAlsoPublic,
    published: publishedEvidence(index, entry.version, sighting?.contradiction),
    firstSeenAt: sighting?.firstSeenAt,
    packageCreatedAt: sources.createdAt,
    packageVersionCount: index.versions.size,
    deprecated: entry.deprecated,
    installScripts: entry.installScripts,
    exoticDependencies: entry.exoticDependencies,
    advisories: sources.advisoriesOf(index.name, entry.version),
    fixesInUse: sources.fixesInUse(index.name, entry.version),
    inspection: sources.inspectionOf(entry),
    // Only a copy that the upstream does not confirm can list what is known to be removed.
    removedUpstreamAt: sightings.removed.get(entry.version),
  };
}

/** The publish time as a three-state fact: a claim that contradicts our own clock or itself is unavailable. */
export function publishedEvidence(
  index: PackumentIndex,
  version: string,
  contradiction: TimeContradiction | undefined,
): Evidence<number> {
  if (contradiction !== undefined) return contradicted(contradiction);
  const text = index.times.get(version);
  if (text === undefined) return { state: "absent" };
  const instant = tryParseInstant(text);
  if (instant === undefined) return { state: "unavailable", reason: "its publish time cannot be read" };
  return { state: "present", value: instant };
}

/** A publish time that contradicts what was seen before is not believed. */
export function contradicted(contradiction: TimeContradiction): Evidence<number> {
  return { state: "unavailable", reason: describeContradiction(contradiction) };
}

function describeContradiction(contradiction: TimeContradiction): string {
  switch (contradiction) {
    case "moved-backwards":
      return "its publish time moved backwards since it was first seen";
    case "other-bytes":
      return "the version stands for other bytes than when it was first seen";
    case "disagrees":
      return "its publish time disagrees with when it was first seen";
    default:
      return unreachable(contradiction);
  }
}

/**
 * When the package was first published: what its packument says, else the earliest time of a listed version, since
 * mirrors leave `created` out. Milliseconds since the epoch. Goes over all versions, so it is asked once per packument.
 */
export function packageCreatedAt(index: PackumentIndex): number | undefined {
  const text = index.times.get("created");
  const created = text === undefined ? undefined : tryParseInstant(text);
  if (created !== undefined) return created;
  let earliest: number | undefined;
  for (const version of index.versions.keys()) {
    const claimed = tryParseInstant(index.times.get(version) ?? "");
    if (claimed !== undefined && (earliest === undefined || claimed < earliest)) earliest = claimed;
  }
  return earliest;
}
