import { tryParseVersion } from "@lockkeeper/core";
import type { PackageName, VersionFacts } from "@lockkeeper/core";
import { conventionalTarballPath, fileOfTarballUrl } from "@lockkeeper/registry";
import type { VersionHistory } from "@lockkeeper/store";
import type { FirewallServices } from "./exchange.ts";
import { blankFacts } from "./facts.ts";
import { factsOfHistory } from "./facts-of-history.ts";

/** A version that its upstream does not list: removed since it was seen here, or named by the catalogue alone. */
export interface UnlistedVersion {
  readonly version: string;
  /** What was seen of it; `undefined` where it never was. */
  readonly history: VersionHistory | undefined;
  readonly facts: VersionFacts;
}

/** What a search for an unlisted version can go by. */
type VersionTrace = Pick<VersionHistory, "version" | "tarball">;

/** Which unlisted version is looked for. */
export interface UnlistedSearch {
  readonly name: PackageName;
  readonly isWanted: (trace: VersionTrace) => boolean;
  /** The exact version that the request names, if it does: the whole package may be known as malicious. */
  readonly named: string | undefined;
}

/** Finds an unlisted version of a package, with the facts that policy decides on. */
export function findUnlisted(
  services: FirewallServices,
  { name, isWanted, named }: UnlistedSearch,
): UnlistedVersion | undefined {
  const histories = services.sightings.versionsOf(name);
  const history = histories.find((version) => version.removedAt !== undefined && isWanted(version));
  if (history !== undefined) {
    const facts = factsOfHistory(services, name, { history, histories });
    return { version: history.version, history, facts };
  }
  const known = services.intelligence().namedVersions(name);
  const version =
    known.find((each) => isWanted({ version: each, tarball: undefined })) ??
    (named !== undefined && services.judge.advisoriesOf(name, named).length > 0 ? named : undefined);
  if (version === undefined) return undefined;
  return { version, history: undefined, facts: factsOfNamed(services, name, version) };
}

/** Whether a version's tarball goes by that file name. */
export function hasTarballFile(name: PackageName, file: string): (trace: VersionTrace) => boolean {
  return ({ version, tarball }) =>
    file === conventionalTarballPath(name, version).split("/").at(-1) ||
    (tarball !== undefined && file === fileOfTarballUrl(tarball));
}

/** The version in a conventional file name, such as `1.0.0` of `lib-1.0.0.tgz`. */
export function versionOfFile(name: PackageName, file: string): string | undefined {
  const prefix = `${name.slice(name.indexOf("/") + 1)}-`;
  if (!file.startsWith(prefix) || !file.endsWith(".tgz")) return undefined;
  return tryParseVersion(file.slice(prefix.length, -".tgz".length));
}

/** All that is known of a version that nobody here ever saw is what the catalogue says. */
function factsOfNamed(services: FirewallServices, name: PackageName, version: string): VersionFacts {
  const upstream = services.upstreams.routeOf(name);
  return {
    ...blankFacts,
    name,
    version,
    upstream: upstream.id,
    isPrivateUpstream: upstream.isPrivate,
    published: { state: "absent" },
    advisories: services.judge.advisoriesOf(name, version),
    removedUpstreamAt: undefined,
  };
}
