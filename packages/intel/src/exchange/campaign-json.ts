import type {
  Campaign,
  CampaignDocument,
  CampaignPackage,
  CampaignPackageDocument,
  CampaignTrigger,
  TarballHash,
} from "../campaign.ts";
import { campaignBehaviours, type CampaignBehaviour } from "../campaign-behaviour.ts";
import type { CampaignIndicator, CampaignIndicatorDocument } from "../campaign-indicator.ts";
import { indicatorShape } from "./indicator-shape.ts";
import { renderMoment } from "../campaign-moment.ts";
import type { CampaignRecords, CampaignRecordsDocument } from "../campaign-records.ts";
import { responseSteps, type OrderTrap, type ResponseNote } from "../campaign-response.ts";
import { IntelError } from "../errors.ts";
import { parseCampaign } from "../parse-campaign.ts";
import { campaignBounds } from "./campaign-bounds.ts";
import { flag, list, oneOf, optional, record, text, type Shape } from "./shape.ts";

const { maxIndicators, maxPackages, maxTexts, maxVersions } = campaignBounds;
const triggers: readonly CampaignTrigger[] = ["install", "import", "use", "command"];
const behaviours = Object.keys(campaignBehaviours) as readonly CampaignBehaviour[]; // The keys of a constant of ours.
const texts = list(text, maxTexts);

const packageShape: Shape<CampaignPackageDocument> = record<CampaignPackageDocument>({
  name: text,
  versions: (value, where) => (value === "all" ? value : list(text, maxVersions)(value, where)),
  except: optional(texts),
  firstPublishedAt: optional(text),
  firstReportedAt: text,
  removedAt: optional(text),
  aliases: optional(texts),
  hashes: optional(list(record<TarballHash>({ version: text, integrity: text }), maxVersions)),
  lastClean: optional(text),
});

const documentShape: Shape<CampaignDocument & { readonly schema?: number | undefined }> = record({
  schema: optional(schemaOne),
  id: text,
  title: text,
  packages: list(packageShape, maxPackages),
  records: optional(
    record<CampaignRecordsDocument>({
      ids: optional(list(text, maxPackages)),
      names: optional(list(text, maxPackages)),
      scopes: optional(texts),
      reporters: optional(texts),
      reportedFrom: text,
      reportedUntil: text,
    }),
  ),
  isPartial: optional(flag),
  triggers: optional(list(oneOf(triggers), triggers.length)),
  behaviours: optional(list(oneOf(behaviours), behaviours.length)),
  indicators: optional(list(indicatorShape, maxIndicators)),
  response: optional(list(record<ResponseNote>({ step: oneOf(responseSteps), text }), maxTexts)),
  orderTraps: optional(
    list(record<OrderTrap>({ first: oneOf(responseSteps), before: oneOf(responseSteps), text }), maxTexts),
  ),
  sources: texts,
  notes: text,
});

function schemaOne(value: unknown, where: string): number {
  if (value === 1) return value;
  throw new RangeError(`${where} is not 1, the only form that is read`);
}

/** Reads a campaign from parsed JSON, strictly: every member known, every value checked. Throws `INTEL_BAD_CAMPAIGN`. */
export function parseCampaignJson(json: unknown): Campaign {
  try {
    const { schema: _schema, ...document } = documentShape(json, "campaign");
    return parseCampaign(document);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new IntelError("INTEL_BAD_CAMPAIGN", {
      message: `Cannot use this as a campaign as it has another form: ${cause.message}`,
      hint: "`campaign export --format json` shows the form.",
      cause,
    });
  }
}

/** The document of a campaign: what `parseCampaignJson` reads again, without loss. */
export function renderCampaignJson(campaign: Campaign): CampaignDocument & { readonly schema: 1 } {
  const { id, title, packages, records, indicators, ...rest } = campaign;
  return {
    schema: 1,
    id,
    title,
    packages: packages.map(renderPackage),
    ...(records === undefined ? {} : { records: renderRecords(records) }),
    indicators: indicators.map(renderIndicator),
    ...rest,
  };
}

function renderPackage(part: CampaignPackage): CampaignPackageDocument {
  const { firstPublishedAt, firstReportedAt, removedAt, integrity, lastClean, ...rest } = part;
  return {
    ...rest,
    ...(firstPublishedAt === undefined ? {} : { firstPublishedAt: renderMoment(firstPublishedAt) }),
    firstReportedAt: renderMoment(firstReportedAt),
    ...(removedAt === undefined ? {} : { removedAt: renderMoment(removedAt) }),
    hashes: integrity,
    ...(lastClean === undefined ? {} : { lastClean }),
  };
}

function renderRecords({ reportedFrom, reportedUntil, ...rest }: CampaignRecords): CampaignRecordsDocument {
  return { ...rest, reportedFrom: renderMoment(reportedFrom), reportedUntil: renderMoment(reportedUntil) };
}

function renderIndicator({ validFrom, validUntil, ...rest }: CampaignIndicator): CampaignIndicatorDocument {
  return {
    ...rest,
    ...(validFrom === undefined ? {} : { validFrom: renderMoment(validFrom) }),
    ...(validUntil === undefined ? {} : { validUntil: renderMoment(validUntil) }),
  };
}
