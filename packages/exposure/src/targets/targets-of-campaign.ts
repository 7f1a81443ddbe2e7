import type { Campaign, CampaignPackage, FoundAdvisory } from "@lockkeeper/intel";
import type { ExposureTarget } from "../question.ts";
import { windowOf } from "./target-window.ts";
import { targetsOfAdvisory } from "./targets-of-advisory.ts";

/** The versions that a campaign lists, one target for each package and window. */
export function targetsOfCampaign(campaign: Campaign): readonly ExposureTarget[] {
  return campaign.packages.map((part) => targetOfPart(campaign.id, part));
}

/**
 * The versions that a campaign lists, then those of the advisories that stand for what it does not list (`findAdvisories` of
 * its `records`), each version once.
 */
export function targetsOfMassCampaign(
  campaign: Campaign,
  found: readonly FoundAdvisory[],
): readonly ExposureTarget[] {
  const listed = targetsOfCampaign(campaign);
  const known = new Map<string, Set<string>>();
  for (const { name, versions } of listed) addVersions(known, name, versions);
  return [...listed, ...found.flatMap((each) => targetOfFound(campaign.id, each, known))];
}

function targetOfPart(source: string, part: CampaignPackage): ExposureTarget {
  const { name, versions, except, firstPublishedAt, removedAt } = part;
  const integrity = part.integrity.map((hash) => hash.integrity);
  return { name, versions, except, window: windowOf(firstPublishedAt, removedAt), integrity, source };
}

/** Several databases tell of the same version: each is asked about once. */
function targetOfFound(
  source: string,
  { name, advisory }: FoundAdvisory,
  known: Map<string, Set<string>>,
): readonly ExposureTarget[] {
  const seen = known.get(name);
  if (seen?.has(everyVersion) === true) return [];
  const { id, intervals } = advisory;
  const versions = advisory.versions.filter((version) => seen?.has(version) !== true);
  if (versions.length === 0 && intervals.length === 0) return [];
  const targets = targetsOfAdvisory({ id, affected: [{ name, versions, intervals }] });
  for (const target of targets) addVersions(known, name, target.versions);
  return targets.map((target) => ({ ...target, source }));
}

const everyVersion = "*";

function addVersions(
  known: Map<string, Set<string>>,
  name: string,
  versions: ExposureTarget["versions"],
): void {
  const seen = known.get(name) ?? new Set<string>();
  for (const version of versions === "all" ? [everyVersion] : versions) seen.add(version);
  known.set(name, seen);
}
