export { IntelError } from "./errors.ts";
export type { Advisory, Affected, AffectedInterval, IntervalEnd } from "./advisory.ts";
export type { Extent, PreparedAdvisory } from "./affected.ts";
export { parseOsvRecord, tryParseNanoseconds } from "./osv-record.ts";
export type { OsvAffected, OsvOutcome, OsvRecord } from "./osv-record.ts";
export { readOsvRecords } from "./osv-source.ts";
export type { OsvItem } from "./osv-source.ts";
export { buildIndex } from "./build-index.ts";
export type {
  BuildInput,
  BuildProgress,
  BuildReport,
  IntelSource,
  RefusedRecord,
  SourceReport,
} from "./build-index.ts";
export { findAdvisories, findAdvisoriesById, findAdvisoriesOfAll } from "./find-advisories.ts";
export type { FoundAdvisory } from "./find-advisories.ts";
export { openIndex } from "./index-reader.ts";
export type { FixedBy, IntelIndex } from "./index-reader.ts";
export { parseCampaign } from "./parse-campaign.ts";
export type {
  Campaign,
  CampaignDocument,
  CampaignPackage,
  CampaignPackageDocument,
  CampaignTrigger,
  TarballHash,
} from "./campaign.ts";
export { campaignBehaviours } from "./campaign-behaviour.ts";
export type { CampaignBehaviour } from "./campaign-behaviour.ts";
export type {
  AccountService,
  CampaignIndicator,
  CampaignIndicatorDocument,
  HashAlgorithm,
  IndicatorConfidence,
  IndicatorPlatform,
  PersistenceMechanism,
  PlainIndicatorKind,
} from "./campaign-indicator.ts";
export { latestInstant, renderMoment } from "./campaign-moment.ts";
export type { Moment } from "./campaign-moment.ts";
export type { CampaignRecords, CampaignRecordsDocument } from "./campaign-records.ts";
export { responseSteps } from "./campaign-response.ts";
export {
  isolateBeforeRevoking,
  isolateBeforeRotating,
  removeMonitorBeforeRevoking,
} from "./catalogue/shared/response-notes.ts";
export type { OrderTrap, ResponseNote, ResponseStep } from "./campaign-response.ts";
export { catalogue } from "./catalogue.ts";
export { resolveCampaign } from "./resolve-campaign.ts";
export { forgetCampaign, readKnownCampaigns, saveCampaign, stampCampaigns } from "./own-campaigns.ts";
export type { KnownCampaigns, RefusedItem } from "./own-campaigns.ts";
export { createIntelligence } from "./intelligence.ts";
export type { Intelligence, IntelligenceInput, IntelligenceState } from "./intelligence.ts";
export type { BulkAdvisory } from "./bulk-advisory.ts";
export { readJsonLines } from "./json-lines.ts";
export { renderNanoseconds, renderOsvRecord } from "./osv-render.ts";
export type { OsvStanding } from "./osv-render.ts";
export { renderCampaignJson } from "./exchange/campaign-json.ts";
export { loadCampaignExchange } from "./campaign-exchange.ts";
export type { CampaignExchange } from "./campaign-exchange.ts";
export { defang } from "./exchange/refang.ts";
