import type { PackageName, VersionFacts } from "@lockkeeper/core";
import { conventionalTarballPath, fileOfTarballUrl } from "@lockkeeper/registry";
import type { VersionHistory } from "@lockkeeper/store";
import type { FirewallServices } from "./exchange.ts";

/** A version seen before that its upstream lists no longer. */
export interface RemovedVersion {
  readonly history: VersionHistory;
  readonly facts: VersionFacts;
}

/** Finds a removed version of a package by a test on its history, with the facts that policy decides on. */
export function findRemoved(
  services: FirewallServices,
  name: PackageName,
  isWanted: (history: VersionHistory) => boolean,
): RemovedVersion | undefined {
  const histories = services.sightings.versionsOf(name);
  const history = histories.find((version) => version.removedAt !== undefined && isWanted(version));
  if (history === undefined) return undefined;
  return { history, facts: factsOfRemoved(services, name, history, histories.length) };
}

/** Whether a version's tarball goes by that file name. */
export function hasTarballFile(name: PackageName, file: string): (history: VersionHistory) => boolean {
  return ({ version, tarball }) =>
    file === conventionalTarballPath(name, version).split("/").at(-1) ||
    (tarball !== undefined && file === fileOfTarballUrl(tarball));
}

function factsOfRemoved(
  services: FirewallServices,
  name: PackageName,
  history: VersionHistory,
  packageVersionCount: number,
): VersionFacts {
  const upstream = services.upstreams.all.find(({ id }) => id === history.upstream);
  return {
    name,
    version: history.version,
    upstream: history.upstream,
    isPrivateUpstream: upstream?.isPrivate ?? false,
    isAlsoPublic: false,
    published:
      history.publishedAt === undefined
        ? { state: "absent" }
        : { state: "present", value: history.publishedAt },
    firstSeenAt: history.firstSeenAt,
    packageCreatedAt: undefined,
    packageVersionCount,
    deprecated: undefined,
    installScripts: history.installScripts,
    exoticDependencies: [],
    advisories: services.judge.advisoriesOf(name, history.version),
    fixesInUse: [],
    removedUpstreamAt: history.removedAt,
  };
}
