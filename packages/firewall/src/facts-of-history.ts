import type { Evidence, VersionFacts } from "@lockkeeper/core";
import type { VersionHistory } from "@lockkeeper/store";
import type { FirewallServices } from "./exchange.ts";
import { blankFacts, contradicted } from "./facts.ts";

/**
 * Gathers what policy may consider about a version that is remembered but not listed. `histories` are those of all the
 * package's versions; what only a manifest tells (deprecation, exotic sources) counts as absent.
 */
export function factsOfHistory(
  services: Pick<FirewallServices, "upstreams" | "judge">,
  name: string,
  { history, histories }: { readonly history: VersionHistory; readonly histories: readonly VersionHistory[] },
): VersionFacts {
  const { version, upstream: id, firstSeenAt, installScripts, removedAt } = history;
  const upstream = services.upstreams.all.find((each) => each.id === id);
  return {
    ...blankFacts,
    name,
    version,
    upstream: id,
    isPrivateUpstream: upstream?.isPrivate ?? false,
    published: publishedAsRemembered(history),
    firstSeenAt,
    packageCreatedAt: firstPublished(histories),
    packageVersionCount: histories.length,
    installScripts,
    advisories: services.judge.advisoriesOf(name, version),
    removedUpstreamAt: removedAt,
  };
}

function publishedAsRemembered({ publishedAt, contradiction }: VersionHistory): Evidence<number> {
  if (contradiction !== undefined) return contradicted(contradiction);
  return publishedAt === undefined ? { state: "absent" } : { state: "present", value: publishedAt };
}

function firstPublished(histories: readonly VersionHistory[]): number | undefined {
  let first: number | undefined;
  for (const { publishedAt } of histories) {
    if (publishedAt !== undefined && (first === undefined || publishedAt < first)) first = publishedAt;
  }
  return first;
}
