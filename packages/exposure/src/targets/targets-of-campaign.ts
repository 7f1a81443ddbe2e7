import type { Campaign, CampaignPackage } from "@lockkeeper/intel";
import type { ExposureTarget } from "../question.ts";
import { windowOf } from "./target-window.ts";

/**
 * The versions that a campaign published, one target for each package and window. A campaign that stands for advisories
 * (`records`) lists no versions of those; `targetsOfAdvisory` makes targets of them.
 */
export function targetsOfCampaign(campaign: Campaign): readonly ExposureTarget[] {
  return campaign.packages.map((part) => targetOfPart(campaign.id, part));
}

function targetOfPart(source: string, part: CampaignPackage): ExposureTarget {
  const { name, versions, except, firstPublishedAt, removedAt } = part;
  const integrity = part.integrity.map((hash) => hash.integrity);
  return { name, versions, except, window: windowOf(firstPublishedAt, removedAt), integrity, source };
}
