export { FeedsError } from "./errors.ts";
export type { FeedsErrorCode } from "./errors.ts";
export { createFeedFetch } from "./feed-fetch.ts";
export type {
  FeedClient,
  FeedFetch,
  FeedFetchOptions,
  FeedProxy,
  FeedRequest,
  FeedResponse,
} from "./feed-fetch.ts";
export { defaultFeedSources, placeOf } from "./feed-source.ts";
export type {
  ArchiveFeedSource,
  FeedAccess,
  FeedSource,
  FolderFeedSource,
  OsvFeedSource,
} from "./feed-source.ts";
export { updateFeeds } from "./update-feeds.ts";
export type { UpdateParts, UpdateReport, UpdateSettings } from "./update-feeds.ts";
export { isRefusal } from "./source-report.ts";
export type { SourceReport } from "./source-report.ts";
export type { UpdateProgress } from "./source-update.ts";
export { importRecords } from "./import-records.ts";
export type { ImportParts, ImportSettings } from "./import-records.ts";
export { isSourceStale, readFeedsStatus } from "./feeds-status.ts";
export type { SourceStatus } from "./feeds-status.ts";
export { feedsStateFile } from "./feeds-state.ts";
export type { SourceFailure, SourceKind } from "./feeds-state.ts";
export { createBundleKeys, readSigningKey, readTrustedKey } from "./bundle-keys.ts";
export type { Fingerprint, SigningKey, TrustedKey } from "./bundle-keys.ts";
export { exportBundle } from "./export-bundle.ts";
export type { BundledSource, BundleReport, ExportSettings } from "./export-bundle.ts";
export { importBundle } from "./import-bundle.ts";
export type { BundleImport, ImportBundleParts, ImportBundleSettings } from "./import-bundle.ts";
