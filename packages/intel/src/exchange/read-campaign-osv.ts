import type { AffectedInterval } from "../advisory.ts";
import type { Campaign } from "../campaign.ts";
import { asRecord, asText } from "../json-value.ts";
import { parseOsvRecord, type OsvAffected, type OsvRecord } from "../osv-record.ts";
import { isAdvisoryId } from "../parse-campaign.ts";
import { createCampaignDraft, type CampaignDraft } from "./campaign-draft.ts";
import { headOf, type ImportContext } from "./import-context.ts";
import type { Refusals } from "./refusals.ts";

/** An OSV record with its place in what is imported. */
export interface PlacedJson {
  readonly where: string;
  readonly json: unknown;
}

interface Group {
  readonly title: string;
  readonly draft: CampaignDraft;
  readonly sources: Set<string>;
}

const maxSources = 20;

/**
 * Reads OSV records of malware as campaigns: those that name one of ours belong to it, all others to one that the file names.
 * Flaws in honest code, and bounds between versions, are refused: they are advisories, for `intel import`.
 */
export function readCampaignOsv(
  records: readonly PlacedJson[],
  context: ImportContext,
  refusals: Refusals,
): readonly Campaign[] {
  const groups = new Map<string, Group>();
  for (const { where, json } of records) {
    const outcome = parseOsvRecord(json);
    if (outcome.kind === "refused") refusals.add(where, outcome.why);
    else if (outcome.kind === "withdrawn") refusals.add(where, `${outcome.id} was withdrawn`);
    else if (outcome.kind === "ignored") refusals.add(where, `${outcome.id} is not about npm`);
    else if (outcome.record.kind === "vulnerability") refusals.add(where, notMalware(outcome.record.id));
    else takeRecord(where, outcome.record, { ...groupOf(groups, json, context, refusals), refusals });
  }
  return [...groups].flatMap(([id, group]) => finish(id, group, context, refusals));
}

function notMalware(id: string): string {
  return `${id} is about a flaw in honest code: take it with intel import`;
}

function groupOf(
  groups: Map<string, Group>,
  json: unknown,
  context: ImportContext,
  refusals: Refusals,
): Group {
  const own = asRecord(asRecord(asRecord(json)?.["database_specific"])?.["lockkeeper"]);
  const head = headOf(context, asText(own?.["title"]));
  const id = context.id ?? asText(own?.["campaign"]) ?? head.id;
  const group = groups.get(id) ?? {
    title: head.title,
    draft: createCampaignDraft(refusals),
    sources: new Set<string>(),
  };
  groups.set(id, group);
  return group;
}

function takeRecord(
  where: string,
  record: OsvRecord,
  { draft, sources, refusals }: Group & { readonly refusals: Refusals },
): void {
  const { id, aliases, publishedAt, modifiedAt } = record;
  if (sources.size < maxSources) sources.add(id);
  const reportedAt = renderTime(publishedAt ?? Number(modifiedAt / 1_000_000n));
  const named = [id, ...aliases].filter(isAdvisoryId);
  for (const { name, versions, intervals } of record.affected) {
    const isWhole = intervals.some(isEveryVersion);
    const exact = isWhole ? ["all"] : [...versions, ...intervals.flatMap(exactVersion)];
    const bounds = intervals.filter((interval) => !isWhole && exactVersion(interval).length === 0);
    if (bounds.length > 0)
      refusals.add(where, `${id} gives bounds for ${name.slice(0, 80)}: take it with intel import`);
    for (const version of exact) draft.addVersion(where, { name, version, reportedAt, aliases: named });
  }
}

function isEveryVersion({ introduced, end }: OsvAffected["intervals"][number]): boolean {
  return introduced === undefined && end.kind === "open";
}

/** Some records write one version as a range from it to it. */
function exactVersion({ introduced, end }: AffectedInterval): readonly string[] {
  if (introduced === undefined || end.kind !== "last-affected") return [];
  return end.version === introduced ? [introduced] : [];
}

function renderTime(at: number): string {
  const text = new Date(at).toISOString();
  return text.endsWith("T00:00:00.000Z") ? text.slice(0, 10) : `${text.slice(0, 19)}Z`;
}

function finish(
  id: string,
  { title, draft, sources }: Group,
  context: ImportContext,
  refusals: Refusals,
): readonly Campaign[] {
  if (draft.isEmpty()) return [];
  try {
    return [draft.finish({ ...headOf(context, title), id, sources: [...sources] })];
  } catch (error) {
    refusals.add(id, error);
    return [];
  }
}
