import type { Campaign, CampaignTrigger } from "../campaign.ts";
import { campaignBehaviours, type CampaignBehaviour } from "../campaign-behaviour.ts";
import type { IndicatorConfidence, IndicatorPlatform } from "../campaign-indicator.ts";
import { responseSteps, type OrderTrap, type ResponseNote, type ResponseStep } from "../campaign-response.ts";
import { asArray, asRecord, asText, asTexts, type JsonRecord } from "../json-value.ts";
import { createCampaignDraft, type CampaignDraft, type DraftHead } from "./campaign-draft.ts";
import { dayOf, headOf, type ImportContext } from "./import-context.ts";
import type { Refusals } from "./refusals.ts";
import { stixCampaignSource } from "./stix-bundle.ts";
import { findOwners } from "./stix-owners.ts";
import { toMeaning } from "./stix-meaning.ts";
import { parseStixPattern } from "./stix-pattern.ts";

const maxObjects = 250_000;

/**
 * Reads the campaigns of a STIX 2.1 bundle. A bundle without a campaign is one that is named by the file. Indicators that are
 * not read are refused with their place; objects of other types are passed over.
 */
export function readStixBundle(
  json: JsonRecord,
  context: ImportContext,
  refusals: Refusals,
): readonly Campaign[] {
  const given = asArray(json["objects"]) ?? [];
  if (given.length > maxObjects) refusals.add(context.fileName, `only ${maxObjects} of its objects are read`);
  const objects = given.slice(0, maxObjects).map(asRecord);
  const heads = objects
    .filter((object) => object?.["type"] === "campaign")
    .filter((object) => object !== undefined);
  const ownerOf = findOwners(objects, heads);
  const drafts = new Map<string, CampaignDraft>();
  for (const [index, object] of objects.entries()) {
    if (object?.["type"] !== "indicator") continue;
    const where = `objects[${index}]`;
    const owner = ownerOf(object);
    if (owner === undefined) refusals.add(where, "it belongs to none of the bundle's campaigns");
    else takeIndicator(where, object, { draft: draftOf(drafts, owner, refusals), context, refusals });
  }
  const headOfOwner = new Map(heads.map((head) => [asText(head["id"]) ?? "", head]));
  const actions = groupActions(objects, ownerOf);
  return [...drafts].flatMap(([owner, draft]) => {
    const finishing = { head: headOfOwner.get(owner), actions: actions.get(owner) ?? [], context };
    return finish(draft, finishing, refusals);
  });
}

function groupActions(
  objects: readonly (JsonRecord | undefined)[],
  ownerOf: (object: JsonRecord) => string | undefined,
): ReadonlyMap<string, readonly JsonRecord[]> {
  const actions = new Map<string, JsonRecord[]>();
  for (const object of objects) {
    const owner = object?.["type"] === "course-of-action" ? ownerOf(object) : undefined;
    if (object === undefined || owner === undefined) continue;
    const known = actions.get(owner);
    if (known === undefined) actions.set(owner, [object]);
    else known.push(object);
  }
  return actions;
}

function draftOf(drafts: Map<string, CampaignDraft>, owner: string, refusals: Refusals): CampaignDraft {
  const draft = drafts.get(owner) ?? createCampaignDraft(refusals);
  drafts.set(owner, draft);
  return draft;
}

interface Room {
  readonly draft: CampaignDraft;
  readonly context: ImportContext;
  readonly refusals: Refusals;
}

function takeIndicator(where: string, object: JsonRecord, { draft, context, refusals }: Room): void {
  const patternType = asText(object["pattern_type"]) ?? "stix";
  if (patternType !== "stix") {
    refusals.add(where, `patterns of the kind ${JSON.stringify(patternType.slice(0, 40))} are not read`);
    return;
  }
  if (object["revoked"] === true) return;
  try {
    for (const comparisons of parseStixPattern(asText(object["pattern"]) ?? "")) {
      takeMeaning(where, object, { draft, context, meaning: toMeaning(comparisons) });
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    refusals.add(where, error);
  }
}

function takeMeaning(
  where: string,
  object: JsonRecord,
  {
    draft,
    context,
    meaning,
  }: Pick<Room, "draft" | "context"> & { readonly meaning: ReturnType<typeof toMeaning> },
): void {
  const validFrom = timeOf(object["valid_from"]);
  if (meaning.kind === "package") {
    if (!isOfNpm(object)) throw new RangeError("it is not said to be a package of npm");
    const { name, version = "all" } = meaning;
    const reportedAt = validFrom ?? dayOf(context);
    draft.addVersion(where, { name, version, reportedAt, aliases: referencesOf(object, "advisory") });
    return;
  }
  draft.addIndicator(where, {
    ...meaning.indicator,
    platform: platformOf(object) ?? meaning.indicator.platform,
    confidence: confidenceOf(object["confidence"]),
    meaning: textOf(object["description"]) ?? textOf(object["name"]) ?? "an indicator of the bundle",
    validFrom,
    validUntil: timeOf(object["valid_until"]),
    source: sourcesOf(object)[0] ?? context.fileName,
  });
}

interface Finishing {
  readonly head: JsonRecord | undefined;
  readonly actions: readonly JsonRecord[];
  readonly context: ImportContext;
}

function finish(draft: CampaignDraft, finishing: Finishing, refusals: Refusals): readonly Campaign[] {
  if (draft.isEmpty()) return [];
  const head = readHead(finishing);
  try {
    return [draft.finish(head)];
  } catch (error) {
    refusals.add(head.id, error);
    return [];
  }
}

function readHead({ head, actions, context }: Finishing): DraftHead {
  if (head === undefined) return headOf(context);
  const title = textOf(head["name"]) ?? context.fileName;
  const base = headOf(context, title);
  const labels = asTexts(head["labels"]);
  const sources = sourcesOf(head);
  return {
    ...base,
    id: context.id ?? referencesOf(head, stixCampaignSource)[0] ?? base.id,
    notes: textOf(head["description"]) ?? base.notes,
    sources: sources.length > 0 ? sources : base.sources,
    isPartial: labels.includes("partial"),
    triggers: wordsOf(labels, "trigger:", triggers),
    behaviours: wordsOf(labels, "behaviour:", behaviours),
    response: actions.flatMap(readNote),
    orderTraps: actions.flatMap(readTrap),
  };
}

const triggers: readonly CampaignTrigger[] = ["install", "import", "use", "command"];
const behaviours = Object.keys(campaignBehaviours) as readonly CampaignBehaviour[]; // The keys of a constant of ours.
const platforms: readonly IndicatorPlatform[] = ["linux", "darwin", "win32"];

/** The words that labels of one prefix name, in the order of the labels. */
function wordsOf<Word extends string>(
  labels: readonly string[],
  prefix: string,
  known: readonly Word[],
): readonly Word[] {
  const named = labels.map((label) => known.find((word) => label === prefix + word));
  return [...new Set(named.filter((word) => word !== undefined))];
}

function stepAt(object: JsonRecord, prefix: string): ResponseStep | undefined {
  return wordsOf(asTexts(object["labels"]), prefix, responseSteps)[0];
}

function readNote(object: JsonRecord): readonly ResponseNote[] {
  const step = stepAt(object, "step:");
  const text = textOf(object["description"]);
  return step === undefined || text === undefined ? [] : [{ step, text }];
}

function readTrap(object: JsonRecord): readonly OrderTrap[] {
  const first = stepAt(object, "first:");
  const before = stepAt(object, "before:");
  const text = textOf(object["description"]);
  return first === undefined || before === undefined || text === undefined ? [] : [{ first, before, text }];
}

const maxText = 2000;

function textOf(value: unknown): string | undefined {
  const text = asText(value)?.trim().slice(0, maxText);
  return text === "" ? undefined : text;
}

/** STIX wants a time even where nobody knows one; days are kept as days. */
function timeOf(value: unknown): string | undefined {
  const time = Date.parse(asText(value) ?? "");
  if (Number.isNaN(time)) return undefined;
  const text = new Date(time).toISOString();
  return text.endsWith("T00:00:00.000Z") ? text.slice(0, 10) : `${text.slice(0, 19)}Z`;
}

function confidenceOf(value: unknown): IndicatorConfidence {
  if (typeof value !== "number" || value >= 70) return "high";
  return value >= 30 ? "medium" : "low";
}

function platformOf(object: JsonRecord): IndicatorPlatform | undefined {
  return wordsOf(asTexts(object["labels"]), "platform:", platforms)[0];
}

function isOfNpm(object: JsonRecord): boolean {
  const isLabelled = asTexts(object["labels"]).includes("npm-package");
  return isLabelled || referencesOf(object, "purl").some((url) => url.startsWith("pkg:npm/"));
}

function referencesOf(object: JsonRecord, source: string): readonly string[] {
  const references = (asArray(object["external_references"]) ?? []).map(asRecord);
  const named = references.filter((each) => each?.["source_name"] === source);
  return named.map((each) => textOf(each?.["external_id"])).filter((id) => id !== undefined);
}

const notReports: ReadonlySet<string> = new Set([stixCampaignSource, "purl", "advisory"]);

function sourcesOf(object: JsonRecord): readonly string[] {
  const references = (asArray(object["external_references"]) ?? []).map(asRecord);
  const names = references.map((each) => textOf(each?.["source_name"])).filter((name) => name !== undefined);
  return names.filter((name) => !notReports.has(name) && !name.includes("://"));
}
