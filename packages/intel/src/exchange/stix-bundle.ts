import type { Campaign, CampaignPackage } from "../campaign.ts";
import type { CampaignIndicator, IndicatorConfidence } from "../campaign-indicator.ts";
import { latestInstant, type Moment } from "../campaign-moment.ts";
import { stixId } from "./stix-id.ts";
import { toComparisons } from "./stix-indicator.ts";
import { renderStixPattern, type StixComparison } from "./stix-pattern.ts";

/** An object of a STIX bundle. */
export type StixObject = Readonly<Record<string, unknown>> & { readonly type: string; readonly id: string };

/** A STIX bundle, and what of the campaigns it could not say. */
export interface StixExport {
  readonly bundle: { readonly type: "bundle"; readonly id: string; readonly objects: readonly StixObject[] };
  /** Such as `axios-2026: persistence MicrosoftUpdate`. */
  readonly omitted: readonly string[];
}

/** What STIX takes our words of confidence for (its scale of none, low, medium, high). */
export const stixConfidence: Readonly<Record<IndicatorConfidence, number>> = {
  high: 85,
  medium: 50,
  low: 15,
};
/** The source of the external reference that holds a campaign's id. */
export const stixCampaignSource = "lockkeeper-campaign";

const exporter: StixObject = {
  type: "identity",
  spec_version: "2.1",
  id: stixId("identity", "lockkeeper"),
  created: "2026-01-01T00:00:00.000Z",
  modified: "2026-01-01T00:00:00.000Z",
  name: "Lockkeeper",
  identity_class: "system",
  description:
    "Written from campaigns as data; the reports that a campaign rests on are its external references.",
};

/**
 * Renders campaigns as a STIX 2.1 bundle: an identity, and for each campaign the campaign, its malware, an indicator for each
 * version and each indicator that STIX has an object for, what to do as courses of action, and their relationships. The same
 * campaigns give the same bytes. https://docs.oasis-open.org/cti/stix/v2.1/os/stix-v2.1-os.html
 */
export function renderStixBundle(campaigns: readonly Campaign[]): StixExport {
  const objects = [exporter, ...campaigns.flatMap(renderCampaign)];
  const id = stixId("bundle", ...campaigns.map((campaign) => JSON.stringify(campaign)));
  return { bundle: { type: "bundle", id, objects }, omitted: campaigns.flatMap(listOmitted) };
}

function listOmitted({ id, indicators, records }: Campaign): readonly string[] {
  const without = indicators.filter((indicator) => toComparisons(indicator) === undefined);
  const named = without.map(({ kind, value }) => `${id}: ${kind} ${value}`);
  return records === undefined ? named : [...named, `${id}: the advisories that stand for further versions`];
}

interface Scene {
  readonly campaign: Campaign;
  /** When the campaign was first known, as STIX writes it. */
  readonly time: string;
}

function renderCampaign(campaign: Campaign): readonly StixObject[] {
  const scene = { campaign, time: renderTime(firstKnown(campaign)) };
  const head = renderHead(scene);
  const malware = renderMalware(scene);
  const versions = campaign.packages.flatMap((part) => renderVersions(scene, part));
  const found = campaign.indicators.flatMap((indicator) => renderIndicator(scene, indicator));
  const actions = renderActions(scene);
  return [
    head,
    malware,
    relate(scene, head, "uses", malware),
    ...[...versions, ...found].flatMap((each) => [each, relate(scene, each, "indicates", malware)]),
    ...actions.flatMap((each) => [each, relate(scene, each, "mitigates", malware)]),
  ];
}

function createObject(
  { time }: Scene,
  type: string,
  identity: readonly string[],
  members: Readonly<Record<string, unknown>>,
): StixObject {
  const id = stixId(type, ...identity);
  return {
    type,
    spec_version: "2.1",
    id,
    created_by_ref: exporter.id,
    created: time,
    modified: time,
    ...members,
  };
}

function renderHead(scene: Scene): StixObject {
  const { id, title, notes, sources, behaviours, triggers, isPartial } = scene.campaign;
  return createObject(scene, "campaign", [id], {
    name: title,
    description: notes,
    aliases: [id],
    first_seen: scene.time,
    labels: [
      ...triggers.map((trigger) => `trigger:${trigger}`),
      ...behaviours.map((behaviour) => `behaviour:${behaviour}`),
      ...(isPartial ? ["partial"] : []),
    ],
    external_references: [
      { source_name: stixCampaignSource, external_id: id },
      ...sources.map((source) => ({ source_name: source })),
    ],
  });
}

function renderMalware(scene: Scene): StixObject {
  const { id, title } = scene.campaign;
  return createObject(scene, "malware", [id], { name: title, is_family: true });
}

function relate(scene: Scene, from: StixObject, kind: string, to: StixObject): StixObject {
  const members = { relationship_type: kind, source_ref: from.id, target_ref: to.id };
  return createObject(scene, "relationship", [from.id, kind, to.id], members);
}

function renderVersions(scene: Scene, part: CampaignPackage): readonly StixObject[] {
  const { name, versions, firstPublishedAt, firstReportedAt, aliases } = part;
  return (versions === "all" ? [undefined] : versions).map((version) => {
    const asked: StixComparison[] = [{ path: "software:name", operator: "=", value: name }];
    if (version !== undefined) asked.push({ path: "software:version", operator: "=", value: version });
    const spec = version === undefined ? `every version of ${name}` : `${name}@${version}`;
    return createObject(scene, "indicator", [scene.campaign.id, "package", name, version ?? ""], {
      name: spec,
      indicator_types: ["malicious-activity"],
      pattern: renderStixPattern(asked),
      pattern_type: "stix",
      valid_from: renderTime(firstPublishedAt ?? firstReportedAt),
      labels: ["npm-package"],
      external_references: [
        { source_name: "purl", external_id: renderPackageUrl(name, version) },
        ...aliases.map((alias) => ({ source_name: "advisory", external_id: alias })),
      ],
    });
  });
}

/** https://github.com/package-url/purl-spec: the scope's `@` is encoded. */
function renderPackageUrl(name: string, version: string | undefined): string {
  const path = name.split("/").map(encodeURIComponent).join("/");
  return `pkg:npm/${path}${version === undefined ? "" : `@${encodeURIComponent(version)}`}`;
}

function renderIndicator(scene: Scene, indicator: CampaignIndicator): readonly StixObject[] {
  const comparisons = toComparisons(indicator);
  if (comparisons === undefined) return [];
  const { kind, value, platform, confidence, meaning, validFrom, validUntil, source } = indicator;
  return [
    createObject(scene, "indicator", [scene.campaign.id, kind, value, platform], {
      name: `${kind} ${value}`,
      description: meaning,
      indicator_types: ["malicious-activity"],
      pattern: renderStixPattern(comparisons),
      pattern_type: "stix",
      valid_from: validFrom === undefined ? scene.time : renderTime(validFrom),
      ...(validUntil === undefined
        ? {}
        : { valid_until: new Date(latestInstant(validUntil) + 1).toISOString() }),
      confidence: stixConfidence[confidence],
      ...(platform === "any" ? {} : { labels: [`platform:${platform}`] }),
      external_references: [{ source_name: source }],
    }),
  ];
}

function renderActions(scene: Scene): readonly StixObject[] {
  const { id, response, orderTraps } = scene.campaign;
  const notes = response.map(({ step, text }) =>
    createObject(scene, "course-of-action", [id, step, text], {
      name: step,
      description: text,
      labels: [`step:${step}`],
    }),
  );
  const traps = orderTraps.map(({ first, before, text }) =>
    createObject(scene, "course-of-action", [id, first, before, text], {
      name: `${first} before ${before}`,
      description: text,
      labels: [`first:${first}`, `before:${before}`],
    }),
  );
  return [...notes, ...traps];
}

function firstKnown({ packages, records }: Campaign): Moment {
  const moments = packages.map(
    ({ firstPublishedAt, firstReportedAt }) => firstPublishedAt ?? firstReportedAt,
  );
  if (records !== undefined) moments.push(records.reportedFrom);
  const [first] = moments.toSorted((left, right) => left.at - right.at);
  // What has no time at all is given the exporter's own: STIX wants one.
  return first ?? { at: Date.UTC(2026, 0, 1), precision: "day" };
}

function renderTime({ at }: Moment): string {
  return new Date(at).toISOString();
}
