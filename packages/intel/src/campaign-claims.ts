import type { Campaign, CampaignPackage } from "./campaign.ts";
import { latestInstant } from "./campaign-moment.ts";
import { catalogueSource } from "./claim-groups.ts";
import type { Claim } from "./matches.ts";
import type { VersionQuery } from "./affected.ts";

/** What a campaign says about one package. */
export interface CampaignEntry {
  readonly campaign: Campaign;
  readonly part: CampaignPackage;
}

/** Sorts a catalogue by package name, without what was first reported after `knownBy` (milliseconds since the epoch). */
export function groupCampaigns(
  catalogue: readonly Campaign[],
  knownBy: number | undefined,
): ReadonlyMap<string, readonly CampaignEntry[]> {
  const byName = new Map<string, CampaignEntry[]>();
  for (const campaign of catalogue) {
    for (const part of campaign.packages) {
      // A report of which only the day is known counts as known when that day is over.
      if (knownBy !== undefined && latestInstant(part.firstReportedAt) > knownBy) continue;
      const ofName = byName.get(part.name);
      if (ofName === undefined) byName.set(part.name, [{ campaign, part }]);
      else ofName.push({ campaign, part });
    }
  }
  return byName;
}

/** The claims of a package's campaigns about one version. */
export function claimsFromCampaigns(
  entries: readonly CampaignEntry[],
  query: VersionQuery,
): readonly Claim[] {
  return entries.filter((entry) => isNamedBy(entry, query)).map(claimFromCampaign);
}

/** Whether a campaign names the version. */
export function isNamedBy({ part }: CampaignEntry, query: VersionQuery): boolean {
  if (part.versions === "all") return !part.except.includes(query.canonical);
  return part.versions.includes(query.canonical);
}

/** The claim that a campaign makes by naming a version. */
export function claimFromCampaign({ campaign, part }: CampaignEntry): Claim {
  return {
    id: campaign.id,
    aliases: part.aliases,
    kind: "malware",
    severity: undefined,
    source: catalogueSource,
    reportedAt: part.firstReportedAt.at,
    reporters: campaign.sources,
    extent: part.versions === "all" ? "every-version" : "version",
  };
}
