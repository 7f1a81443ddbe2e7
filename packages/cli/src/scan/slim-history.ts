import type { Evidence } from "@lockkeeper/core";
import type { VersionHistory } from "@lockkeeper/store";
import type { Release, ReleaseHistory, TrustRank } from "@lockkeeper/trust";

const notAsked = { state: "unavailable", reason: "not kept" } as const;
const nothing = Object.freeze({});
const none: readonly never[] = [];

/** A history with what rules read of it alone: hundreds of them are held while a project is examined. */
export function withoutDetails(history: ReleaseHistory): ReleaseHistory {
  return {
    ...history,
    maintainers: none,
    releases: history.releases.map((release) => ({
      ...release,
      signatures: notAsked,
      attestationsUrl: notAsked,
      scripts: nothing,
      dependencies: nothing,
      maintainers: none,
      repository: undefined,
      tarball: undefined,
    })),
  };
}

/** What a firewall has seen of a package, as a history; tags and the package's own age are not known from it. */
export function historyOfSightings(name: string, seen: readonly VersionHistory[]): ReleaseHistory {
  return {
    name,
    createdAt: notAsked,
    modifiedAt: notAsked,
    releases: seen.filter(({ removedAt }) => removedAt === undefined).map(releaseOf),
    removed: seen.flatMap(({ version, removedAt, publishedAt, firstSeenAt }) =>
      removedAt === undefined ? [] : [{ version, publishedAt: publishedAt ?? firstSeenAt }],
    ),
    distTags: nothing,
    maintainers: none,
    description: undefined,
    repository: undefined,
  };
}

function releaseOf(seen: VersionHistory): Release {
  return {
    version: seen.version,
    publishedAt: toEvidence(seen.publishedAt),
    publisher: notAsked,
    rank: { state: "present", value: rankOf(seen) },
    gitHead: toEvidence(seen.gitHead),
    signatures: notAsked,
    attestationsUrl: notAsked,
    integrity: seen.integrity,
    tarball: undefined,
    unpackedBytes: undefined,
    fileCount: undefined,
    deprecated: undefined,
    installScripts: seen.installScripts,
    scripts: nothing,
    repository: undefined,
    maintainers: none,
    dependencies: nothing,
  };
}

function toEvidence<Value>(value: Value | undefined): Evidence<Value> {
  return value === undefined ? { state: "absent" } : { state: "present", value };
}

function rankOf({ hasAttestation, publisher }: VersionHistory): TrustRank {
  if (publisher?.trustedPublisher !== undefined) return hasAttestation ? "trusted-publisher" : "oidc";
  return hasAttestation ? "provenance" : "none";
}
