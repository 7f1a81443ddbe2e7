export { openDataFolder } from "./data-folder.ts";
export { makeFolder } from "./make-folder.ts";
export { isProcessAlive } from "./temporary.ts";
export type { DataFolder, DataFolderOptions } from "./data-folder.ts";
export { StoreError } from "./errors.ts";
export type { StoreErrorCode } from "./errors.ts";
export { openStore } from "./store.ts";
export type { Store, StoreOptions } from "./store.ts";
export { openLedger, openLedgerReader } from "./ledger.ts";
export type { Ledger, LedgerOptions, LedgerReader } from "./ledger.ts";
export type { LedgerTally, TallyQuery } from "./ledger-tally.ts";
export type { LedgerHead, LedgerVerification } from "./ledger-verify.ts";
export type { LedgerRetention, PruneOptions, PruneReport } from "./retention.ts";
export type { ChainPoint, LedgerAnchor } from "./retention-anchor.ts";
export type { LedgerEntry, LedgerFilter, LedgerKind, LedgerOutcome, LedgerRow } from "./ledger-entry.ts";
export type {
  PackumentObservation,
  PackumentSightings,
  SightedPublisher,
  PreviousVersions,
  SightedManifest,
  SightedVersion,
  SightingChange,
  SightingStore,
  TimeContradiction,
  VersionHistory,
  VersionSighting,
} from "./sighting.ts";
export { openInventoryReader } from "./inventory.ts";
export type {
  Inventory,
  InventoryInterval,
  InventoryKey,
  InventoryQuery,
  InventoryReader,
} from "./inventory.ts";
export type { KeptAccusation, LateStore, ToldExposure } from "./late-store.ts";
export { createBackup } from "./backup.ts";
export type { BackupOptions, BackupReport } from "./backup.ts";
export type { BackupFile, BackupManifest } from "./backup-manifest.ts";
export { checkBackup, restoreBackup } from "./restore.ts";
export type { CheckedBackup, RestoreOptions, RestoreReport } from "./restore.ts";
export { checkFolder } from "./check-folder.ts";
export type { FolderCheck } from "./check-folder.ts";
export { openExceptionStore } from "./exception-store.ts";
export type { OpenExceptionStore } from "./exception-store.ts";
export type { ExceptionRow, ExceptionStore, NewException } from "./exceptions.ts";
export { openTokenStore } from "./token-store.ts";
export type { OpenTokenStore, TokenStoreOptions } from "./token-store.ts";
export {
  hashTokenSecret,
  isTokenLike,
  isWholeTokenSecret,
  renderTokenSecret,
  tokenRandomBytes,
} from "./token-secret.ts";
export { ledgerIdentity, splitLedgerIdentity, tokenIdentity } from "./tokens.ts";
export type { NewToken, TokenKind, TokenRow, TokenStore } from "./tokens.ts";
export { readCacheUsage } from "./cache-usage.ts";
export type { BoundedCache, CachesUsage, NotedUsage } from "./cache-usage.ts";
export type { CacheUsage, CountedFiles } from "./eviction.ts";
export { createBlobCache } from "./blob-cache.ts";
export type { BlobJob, BlobOutcome, KeepBlob } from "./blob-job.ts";
export type { BlobCacheOptions } from "./blob-cache.ts";
export type { BlobCache, BlobHandle, BlobStats, BlobWriteOptions, EvictReport, ScrubReport } from "./blob.ts";
export { createFindingCache } from "./finding-cache.ts";
export type { FindingCache, FindingCacheOptions } from "./finding-cache.ts";
export { createPackumentCache } from "./packument-cache.ts";
export type { PackumentCache, PackumentCacheOptions, WriteDocument } from "./packument-cache.ts";
export type { PackumentPlace } from "./packument-write.ts";
export type { CachedPackument, NewPackument } from "./packument-file.ts";
export { sweepFolderOf } from "./sweep-folder.ts";
export { takeSweep } from "./sweep-inbox.ts";
export type { TakenSweep } from "./sweep-inbox.ts";
export { openSealedSweep, sealSweep } from "./sweep-seal.ts";
export type { SealedSweep } from "./sweep-seal.ts";
