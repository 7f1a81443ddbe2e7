import { tryParsePackageName, tryParseVersion } from "@lockkeeper/core";
import type { Campaign, CampaignDocument, CampaignPackageDocument } from "../campaign.ts";
import type { CampaignIndicatorDocument } from "../campaign-indicator.ts";
import { parseCampaign } from "../parse-campaign.ts";
import { parseIndicator } from "../parse-indicator.ts";
import { campaignBounds } from "./campaign-bounds.ts";
import type { Refusals } from "./refusals.ts";

/** What the head of a campaign says, where a form has it; the rest is filled in. */
export type DraftHead = Omit<CampaignDocument, "packages" | "indicators">;

/** A version as a foreign form names it. */
export interface DraftVersion {
  readonly name: string;
  /** An exact version, or `all`. */
  readonly version: string;
  /** As `Moment`. */
  readonly reportedAt: string;
  readonly aliases?: readonly string[];
}

/** A campaign that is put together from foreign records: what does not fit is refused with its place, the rest is taken. */
export interface CampaignDraft {
  addVersion(where: string, version: DraftVersion): void;
  addIndicator(where: string, indicator: CampaignIndicatorDocument): void;
  readonly isEmpty: () => boolean;
  /** Throws `INTEL_BAD_CAMPAIGN` for a head that does not fit. */
  finish(head: DraftHead): Campaign;
}

interface DraftPackage {
  readonly versions: Set<string>;
  readonly aliases: Set<string>;
  reportedAt: string;
}

const { maxIndicators, maxPackages, maxTexts, maxVersions } = campaignBounds;
const all = "all";

/** Creates an empty draft. */
export function createCampaignDraft(refusals: Refusals): CampaignDraft {
  const packages = new Map<string, DraftPackage>();
  const indicators = new Map<string, CampaignIndicatorDocument>();
  return {
    addVersion(where, version) {
      const why = faultOf(version) ?? takeVersion(packages, version);
      if (why !== undefined) refusals.add(where, why);
    },
    addIndicator(where, document) {
      const outcome = parseIndicator(document);
      const { kind, value, platform = "any" } = document;
      if (outcome.kind === "refused") refusals.add(where, outcome.why);
      else if (indicators.size >= maxIndicators)
        refusals.add(where, `there are over ${maxIndicators} indicators`);
      else indicators.set(JSON.stringify([kind, value, platform]), document);
    },
    isEmpty: () => packages.size + indicators.size === 0,
    finish: (head) =>
      parseCampaign({
        ...head,
        isPartial: head.isPartial === true || packages.size === 0,
        packages: [...packages].map(renderPackage),
        indicators: [...indicators.values()],
      }),
  };
}

function faultOf({ name, version }: DraftVersion): string | undefined {
  if (tryParsePackageName(name) === undefined) return `${quote(name)} is not a package name`;
  if (version === all || tryParseVersion(version) !== undefined) return undefined;
  return `${quote(version)} is not an exact version of ${quote(name)}`;
}

function takeVersion(
  packages: Map<string, DraftPackage>,
  { name, version, reportedAt, aliases = [] }: DraftVersion,
): string | undefined {
  const known = packages.get(name);
  if (known === undefined && packages.size >= maxPackages) return `there are over ${maxPackages} packages`;
  const part = known ?? { versions: new Set<string>(), aliases: new Set<string>(), reportedAt };
  if (part.versions.size >= maxVersions) return `there are over ${maxVersions} versions of ${quote(name)}`;
  packages.set(name, part);
  part.versions.add(version);
  if (reportedAt < part.reportedAt) part.reportedAt = reportedAt;
  for (const alias of aliases.slice(0, maxTexts)) part.aliases.add(alias);
  return undefined;
}

function renderPackage([name, { versions, aliases, reportedAt }]: readonly [
  string,
  DraftPackage,
]): CampaignPackageDocument {
  return {
    name,
    versions: versions.has(all) ? all : [...versions],
    firstReportedAt: reportedAt,
    aliases: [...aliases],
  };
}

function quote(text: string): string {
  return JSON.stringify(text.slice(0, 80));
}
