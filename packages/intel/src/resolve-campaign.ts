import { tryParsePackageName, tryParseVersion } from "@lockkeeper/core";
import type { Advisory } from "./advisory.ts";
import type { Campaign, CampaignPackage } from "./campaign.ts";
import type { FoundAdvisory } from "./find-advisories.ts";
import { isAdvisoryId } from "./parse-campaign.ts";

/**
 * The campaign with the versions of the advisories that stand for what it does not list (`findAdvisories` of its `records`).
 * What a campaign cannot hold is left out: bounds between versions, names that npm refuses. It stays partial: advisories go on
 * to appear.
 */
export function resolveCampaign(campaign: Campaign, found: readonly FoundAdvisory[]): Campaign {
  const known = new Map<string, Set<string>>();
  for (const { name, versions } of campaign.packages) remember(known, name, versions);
  const added: CampaignPackage[] = [];
  for (const { name, advisory } of found) {
    const versions = newVersions(known, name, advisory);
    if (versions === undefined || tryParsePackageName(name) === undefined) continue;
    remember(known, name, versions);
    added.push(packageOf(name, versions, { advisory, records: campaign.records }));
  }
  return added.length === 0 ? campaign : { ...campaign, packages: [...campaign.packages, ...added] };
}

const all = "all";

function remember(
  known: Map<string, Set<string>>,
  name: string,
  versions: CampaignPackage["versions"],
): void {
  const seen = known.get(name) ?? new Set<string>();
  for (const version of versions === all ? [all] : versions) seen.add(version);
  known.set(name, seen);
}

function newVersions(
  known: ReadonlyMap<string, ReadonlySet<string>>,
  name: string,
  { versions, intervals }: Advisory,
): CampaignPackage["versions"] | undefined {
  const seen = known.get(name);
  if (seen?.has(all) === true) return undefined;
  const isWhole = intervals.some(({ introduced, end }) => introduced === undefined && end.kind === "open");
  if (isWhole) return seen === undefined ? all : undefined;
  const exact = versions.filter(
    (version) => tryParseVersion(version) !== undefined && seen?.has(version) !== true,
  );
  return exact.length === 0 ? undefined : exact;
}

function packageOf(
  name: string,
  versions: CampaignPackage["versions"],
  { advisory, records }: { readonly advisory: Advisory; readonly records: Campaign["records"] },
): CampaignPackage {
  const { id, aliases, reportedAt } = advisory;
  return {
    name,
    versions,
    except: [],
    firstPublishedAt: undefined,
    firstReportedAt: { at: reportedAt ?? records?.reportedFrom.at ?? 0, precision: "instant" },
    removedAt: undefined,
    aliases: [id, ...aliases].filter(isAdvisoryId),
    integrity: [],
    lastClean: undefined,
  };
}
