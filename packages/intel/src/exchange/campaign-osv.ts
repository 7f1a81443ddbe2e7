import type { Campaign, CampaignPackage } from "../campaign.ts";
import { latestInstant, type Moment } from "../campaign-moment.ts";

/** An OSV record of malware in one package of a campaign: https://ossf.github.io/osv-schema/. */
export interface OsvCampaignRecord {
  readonly schema_version: "1.7.0";
  /** `x_LK-<campaign>-<number>`: `x_` is the schema's prefix for databases of one's own, the number counts packages by name. */
  readonly id: string;
  readonly published: string;
  readonly modified: string;
  readonly aliases: readonly string[];
  readonly summary: string;
  readonly details: string;
  readonly affected: readonly [OsvCampaignAffected];
  readonly database_specific: {
    readonly malware: true;
    readonly lockkeeper: {
      readonly campaign: string;
      readonly title: string;
      /** Advisories of databases that the schema does not know. */
      readonly also: readonly string[];
    };
  };
}

interface OsvCampaignAffected {
  readonly package: { readonly ecosystem: "npm"; readonly name: string };
  readonly versions?: readonly string[];
  readonly ranges?: readonly OsvWholePackage[];
  readonly database_specific: { readonly cwes: readonly { readonly cweId: string; readonly name: string }[] };
}

interface OsvWholePackage {
  readonly type: "SEMVER";
  readonly events: readonly [{ readonly introduced: "0" }];
}

const embeddedMalice = { cwes: [{ cweId: "CWE-506", name: "Embedded Malicious Code" }] } as const;

/** Renders a campaign as OSV records, one for each package in the order of names. Indicators have no place in them. */
export function renderCampaignOsv(campaign: Campaign): readonly OsvCampaignRecord[] {
  const byName = new Map<string, CampaignPackage[]>();
  for (const part of campaign.packages) byName.set(part.name, [...(byName.get(part.name) ?? []), part]);
  const names = [...byName.keys()].toSorted();
  return names.map((name, index) =>
    renderRecord(campaign, { name, number: index + 1, parts: byName.get(name) ?? [] }),
  );
}

interface NumberedPackage {
  readonly name: string;
  readonly number: number;
  readonly parts: readonly CampaignPackage[];
}

function renderRecord(
  { id, title, notes }: Campaign,
  { name, number, parts }: NumberedPackage,
): OsvCampaignRecord {
  const reported = parts.map(({ firstReportedAt }) => firstReportedAt);
  const named = [...new Set(parts.flatMap(({ aliases }) => aliases))];
  return {
    schema_version: "1.7.0",
    id: `x_LK-${id}-${number}`,
    published: renderTime(reported, Math.min),
    modified: renderTime(reported, Math.max),
    aliases: named.filter((alias) => knownPrefix.test(alias)),
    summary: `Malicious code in ${name}`,
    details: `${title}. ${notes}`,
    affected: [
      { package: { ecosystem: "npm", name }, ...renderVersions(parts), database_specific: embeddedMalice },
    ],
    database_specific: {
      malware: true,
      lockkeeper: { campaign: id, title, also: named.filter((alias) => !knownPrefix.test(alias)) },
    },
  };
}

/** Of the databases that the schema knows (OSV schema, "id"), those that report malware of npm; others are no aliases to it. */
const knownPrefix = /^(?:CVE|GHSA|MAL|OSV)-/;

function renderVersions(parts: readonly CampaignPackage[]): Pick<OsvCampaignAffected, "versions" | "ranges"> {
  const isWhole = parts.some(({ versions }) => versions === "all");
  if (isWhole) return { ranges: [{ type: "SEMVER", events: [{ introduced: "0" }] }] };
  return { versions: parts.flatMap(({ versions }) => (versions === "all" ? [] : versions)) };
}

function renderTime(moments: readonly Moment[], choose: (...times: readonly number[]) => number): string {
  return new Date(choose(...moments.map((moment) => latestInstant(moment)))).toISOString();
}
