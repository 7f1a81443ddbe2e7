import type { Evidence } from "@lockkeeper/core";
import type { VersionHistory } from "@lockkeeper/store";
import type { Release, ReleaseHistory, TrustRank } from "@lockkeeper/trust";

const notAsked = { state: "unavailable", reason: "not kept" } as const;
const nothing = Object.freeze({});
const none: readonly never[] = [];

const noDetails = {
  signatures: notAsked,
  attestationsUrl: notAsked,
  scripts: nothing,
  dependencies: nothing,
  maintainers: none,
  repository: undefined,
  tarball: undefined,
} as const;

/** A history with what rules read of it alone: hundreds of them are held while a project is examined. */
export function withoutDetails(history: ReleaseHistory): ReleaseHistory {
  return {
    ...history,
    maintainers: none,
    releases: history.releases.map((release) => ({ ...release, ...noDetails })),
  };
}

/** A history without details as plain data: without what is the same of all releases. */
export function packHistory({ releases, ...about }: ReleaseHistory): unknown {
  return {
    ...about,
    releases: releases.map((release) => {
      const { version, publishedAt, publisher, rank, gitHead } = release;
      const { integrity, unpackedBytes, fileCount, deprecated, installScripts } = release;
      const told = { version, publishedAt, publisher, rank, gitHead };
      return { ...told, integrity, unpackedBytes, fileCount, deprecated, installScripts };
    }),
  };
}

/** The history of such data, which this program has written itself; `undefined` for anything else. */
export function tryUnpackHistory(value: unknown): ReleaseHistory | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  if (!("name" in value) || !("releases" in value) || !Array.isArray(value.releases)) return undefined;
  const history = value as ReleaseHistory; // written by `packHistory` of the same form
  return { ...history, releases: history.releases.map((release) => ({ ...noDetails, ...release })) };
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
