import type { AdvisoryMatch } from "@lockkeeper/core";
import type { Advisory } from "./advisory.ts";
import { extentOf, type Extent, type PreparedAdvisory, type VersionQuery } from "./affected.ts";

/** One record's statement that a version is affected. */
export interface Claim {
  readonly id: string;
  readonly aliases: readonly string[];
  readonly kind: AdvisoryMatch["kind"];
  readonly severity: AdvisoryMatch["severity"];
  readonly source: string;
  readonly reportedAt: number | undefined;
  readonly reporters: readonly string[];
  readonly extent: Extent;
}

const extentOrder = { version: 0, range: 1, "every-version": 2 } as const;

/** The claims of a package's advisories about one version. */
export function claimsFromAdvisories(
  advisories: readonly PreparedAdvisory[],
  query: VersionQuery,
): readonly Claim[] {
  const claims: Claim[] = [];
  for (const prepared of advisories) {
    const extent = extentOf(prepared, query);
    if (extent !== undefined) claims.push(claimFromAdvisory(prepared.advisory, extent));
  }
  return claims;
}

function claimFromAdvisory(advisory: Advisory, extent: Extent): Claim {
  // That several reporters are behind a record does not say that each of them condemned every version.
  const reporters = extent === "every-version" ? [advisory.id] : advisory.reporters;
  const { id, aliases, kind, severity, source, reportedAt } = advisory;
  return { id, aliases, kind, severity, source, reportedAt, reporters, extent };
}

/** Joins the claims about one version that speak of the same matter. The order of the claims is the order of trust. */
export function mergeClaims(
  name: string,
  version: string,
  claims: readonly Claim[],
): readonly AdvisoryMatch[] {
  const [first, ...others] = claims;
  if (first === undefined) return [];
  // One claim is by far the most frequent case, on the path of every malicious name.
  if (others.length === 0) return [renderClaim(name, version, first)];
  return groupByMatter(claims).map((group) => mergeGroup(name, version, group));
}

function renderClaim(name: string, version: string, claim: Claim): AdvisoryMatch {
  const { id, kind, severity, source, aliases, reportedAt, extent, reporters } = claim;
  const summary = renderSummary(claim, `${name} ${version}`);
  return {
    id,
    kind,
    severity,
    summary,
    source,
    aliases,
    reportedAt,
    extent,
    isSingleSource: reporters.length < 2,
  };
}

type Group = readonly [Claim, ...Claim[]];

function groupByMatter(claims: readonly Claim[]): readonly Group[] {
  let groups: { readonly ids: ReadonlySet<string>; readonly claims: Group }[] = [];
  for (const claim of claims) {
    const ids = new Set([claim.id, ...claim.aliases]);
    const same = groups.filter((group) => [...ids].some((id) => group.ids.has(id)));
    const [first, ...others] = same.flatMap((group) => group.claims);
    const merged: Group = first === undefined ? [claim] : [first, ...others, claim];
    const joinedIds = new Set([...same.flatMap((group) => [...group.ids]), ...ids]);
    groups = [...groups.filter((group) => !same.includes(group)), { ids: joinedIds, claims: merged }];
  }
  return groups.map((group) => group.claims);
}

function mergeGroup(name: string, version: string, group: Group): AdvisoryMatch {
  const malware = group.filter((claim) => claim.kind === "malware");
  const deciding = malware.length > 0 ? malware : group;
  const [leader = group[0]] = [...deciding].sort(byStanding);
  const extent = closestExtent(deciding);
  const ids = new Set(group.flatMap((claim) => [claim.id, ...claim.aliases]));
  ids.delete(leader.id);
  const agreeing = deciding.filter((claim) => claim.extent === extent);
  const reporters = new Set(agreeing.flatMap((claim) => claim.reporters));
  return {
    id: leader.id,
    kind: leader.kind,
    severity: leader.kind === "malware" ? undefined : leader.severity,
    summary: renderSummary(leader, `${name} ${version}`),
    source: leader.source,
    aliases: [...ids],
    reportedAt: earliest(group),
    extent,
    isSingleSource: reporters.size < 2,
  };
}

/** A title of our own for a claim about a package or version. */
export function renderSummary({ kind, id }: Pick<Claim, "kind" | "id">, subject: string): string {
  return `${kind === "malware" ? "Malicious code" : "Known vulnerability"} in ${subject} (${id})`;
}

const standing = [/^MAL-/, /^GHSA-/] as const;

function byStanding(left: Claim, right: Claim): number {
  return rankOf(left) - rankOf(right);
}

function rankOf(claim: Claim): number {
  if (claim.source === catalogueSource) return -1;
  const rank = standing.findIndex((form) => form.test(claim.id));
  return rank < 0 ? standing.length : rank;
}

/** The source of a claim that the built-in catalogue makes. */
export const catalogueSource = "catalogue";

function closestExtent(claims: readonly Claim[]): Extent {
  const [closest] = claims
    .map((claim) => claim.extent)
    .sort((left, right) => extentOrder[left] - extentOrder[right]);
  return closest ?? "version";
}

function earliest(claims: readonly Claim[]): number | undefined {
  const times = claims.map((claim) => claim.reportedAt).filter((time) => time !== undefined);
  return times.length === 0 ? undefined : Math.min(...times);
}
