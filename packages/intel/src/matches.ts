import type { AdvisoryMatch } from "@lockkeeper/core";
import type { Advisory } from "./advisory.ts";
import { extentOf, type Extent, type PreparedAdvisory, type VersionQuery } from "./affected.ts";
import {
  aliasesOf,
  decidingClaims,
  groupByMatter,
  leaderOf,
  worstSeverity,
  type Group,
} from "./claim-groups.ts";

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

/** The claim that an advisory makes by affecting a version. */
export function claimFromAdvisory(advisory: Advisory, extent: Extent): Claim {
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
  const [second] = others;
  // Then two of different matters, which need no sets to be told apart.
  if (others.length === 1 && second !== undefined && !isSameMatter(first, second))
    return [renderClaim(name, version, first), renderClaim(name, version, second)];
  return groupByMatter(claims, (claim) => claim).map((group) => mergeGroup(name, version, group));
}

function isSameMatter(left: Claim, right: Claim): boolean {
  if (left.id === right.id || left.aliases.includes(right.id) || right.aliases.includes(left.id)) return true;
  return left.aliases.some((alias) => right.aliases.includes(alias));
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

function mergeGroup(name: string, version: string, group: Group<Claim>): AdvisoryMatch {
  const leader = leaderOf(group);
  const deciding = decidingClaims(group);
  const extent = closestExtent(deciding);
  const agreeing = deciding.filter((claim) => claim.extent === extent);
  const reporters = new Set(agreeing.flatMap((claim) => claim.reporters));
  return {
    id: leader.id,
    kind: leader.kind,
    severity: worstSeverity(group),
    summary: renderSummary(leader, `${name} ${version}`),
    source: leader.source,
    aliases: aliasesOf(group, leader),
    reportedAt: earliest(group),
    extent,
    isSingleSource: reporters.size < 2,
  };
}

/** A title of our own for a claim about a package or version. */
export function renderSummary({ kind }: Pick<Claim, "kind">, subject: string): string {
  return `${kind === "malware" ? "Malicious code" : "Known vulnerability"} in ${subject}`;
}

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
