export { ExposureError } from "./errors.ts";
export { exposureGrades } from "./grade.ts";
export type { ExposureGrade } from "./grade.ts";
export type {
  ChannelName,
  ChannelStatement,
  EvidenceItem,
  ExposedPlace,
  Observation,
  ObservationKind,
  ObservedTime,
  UnreadableEvidence,
} from "./observation.ts";
export type { ExposureQuestion, ExposureTarget, ExposureWindow } from "./question.ts";
export { targetsOfAdvisory } from "./targets/targets-of-advisory.ts";
export type { AdvisorySubject } from "./targets/targets-of-advisory.ts";
export { targetsOfCampaign, targetsOfMassCampaign } from "./targets/targets-of-campaign.ts";
export { targetsOfSpecs } from "./targets/targets-of-specs.ts";
export { createTargetSet } from "./targets/target-set.ts";
export type { TargetSet } from "./targets/target-set.ts";
export { answerExposure } from "./answer-exposure.ts";
export type { ChannelOutcome, ExposureAnswer, ExposureChannel } from "./answer-exposure.ts";
export type { ExposureRow, GradedPlace } from "./grade-place.ts";
export type { Contradiction } from "./contradiction.ts";
export type { WeighedEvidence } from "./weigh-evidence.ts";
export { isAtLeast } from "./grade.ts";
export { nextSteps } from "./next-steps.ts";
export { findLateExposures, listTold } from "./backwards/find-late-exposures.ts";
export type { Accusation, HadVersion, LateExposure, LateSources } from "./backwards/find-late-exposures.ts";
export { collectInventory, inventoryStatement } from "./channels/inventory/collect-inventory.ts";
export { collectLedger, ledgerStatement } from "./channels/ledger/collect-ledger.ts";
export type { LedgerSource } from "./channels/ledger/collect-ledger.ts";
export { secretsInReach } from "./secrets/find-secrets.ts";
export { definitionKindOf } from "./secrets/definition-file.ts";
export type { DefinitionFile, DefinitionKind } from "./secrets/definition-file.ts";
export { readDefinitions } from "./secrets/read-definitions.ts";
export type { ReadDefinitions } from "./secrets/read-definitions.ts";
export { credentialPlacesOn } from "./secrets/credential-places.ts";
export type { CredentialPlace } from "./secrets/credential-places.ts";
export { findCredentialFiles } from "./secrets/find-credential-files.ts";
export type { CredentialFile, CredentialFiles } from "./secrets/find-credential-files.ts";
export { credentialPlaceOf, secretsOnHost, unseenHostGap } from "./secrets/host-secrets.ts";
export type { HostView } from "./secrets/host-secrets.ts";
export { planRotation, rotationTraps } from "./secrets/rotation.ts";
export type { RotationCause, RotationGroup, RotationItem } from "./secrets/rotation.ts";
export type { Provider, ProviderId, RotationStep } from "./secrets/provider.ts";
export type {
  SecretGap,
  SecretInReach,
  SecretKind,
  SecretReach,
  SecretsInReach,
} from "./secrets/secret-in-reach.ts";
export { collectGitHistory, gitHistoryStatement } from "./channels/git-history/collect-git-history.ts";
export type { GitRepository, HistoryCache } from "./channels/git-history/collect-git-history.ts";
export { gitSafeguards } from "./channels/git-history/git-runner.ts";
export type { GitRequest, GitRunner, GitSafeguards } from "./channels/git-history/git-runner.ts";
export { collectLockfiles, lockfileStatement } from "./channels/lockfile/collect-lockfiles.ts";
export type { LockfileSource } from "./channels/lockfile/collect-lockfiles.ts";
export { collectHostSweeps, hostSweepStatement } from "./channels/host-sweep/collect-host-sweeps.ts";
export type { HostSweepSource } from "./channels/host-sweep/collect-host-sweeps.ts";
export { isSweepResult, sweepMaxBytes } from "./channels/host-sweep/sweep-document.ts";
export { collectInstalled, installedTreeStatement } from "./channels/installed-tree/collect-installed.ts";
export { collectPnp } from "./channels/installed-tree/collect-pnp.ts";
export type { PnpSource } from "./channels/installed-tree/collect-pnp.ts";
export type { InstalledSource } from "./channels/installed-tree/collect-installed.ts";
export { clientCacheStatement, collectClientCaches } from "./channels/client-cache/collect-client-caches.ts";
export type { ClientCacheKind, ClientCacheSource } from "./channels/client-cache/collect-client-caches.ts";
export { ciLogStatement, collectCiLog } from "./channels/ci-log/collect-ci-log.ts";
export type { LogTimes } from "./channels/ci-log/log-time.ts";
export { formOfCiLog } from "./channels/ci-log/looks-like-ci-log.ts";
export type { CiLogForm } from "./channels/ci-log/looks-like-ci-log.ts";
export { tryParseNpmLogStart } from "./channels/ci-log/npm-log-name.ts";
export { tryParseJenkinsBuild, tryParseRunRecords } from "./channels/ci-log/run-record.ts";
export type { RunRecord } from "./channels/ci-log/run-record.ts";
export {
  collectProxyLog,
  looksLikeProxyLog,
  proxyLogStatement,
} from "./channels/proxy-log/collect-proxy-log.ts";
export { billStatement, collectBill } from "./channels/sbom/collect-bill.ts";
export { collectImage, imageStatement } from "./channels/image/collect-image.ts";
export { archiveBounds, plainPath, readMember } from "./containers/archive-member.ts";
export { readTarMembers } from "./containers/tar-members.ts";
export { describeImages } from "./channels/image/image-layout.ts";
export type { ArchiveMember } from "./containers/archive-member.ts";
export { looksLikeTar, packingOf, peek, unpack } from "./containers/unpacked.ts";
export type { Packing } from "./containers/unpacked.ts";
export { readZipMembers } from "./containers/zip-members.ts";
export type { RandomBytes } from "./containers/zip-members.ts";
export { parseSweepDocument } from "./channels/host-sweep/sweep-document.ts";
export type { SweepDocument, SweptPackage } from "./channels/host-sweep/sweep-document.ts";
export { collectRanges, rangeStatement } from "./channels/range/collect-ranges.ts";
export type { CommandFile, RangeFolder, RangePlace } from "./channels/range/collect-ranges.ts";
export { formOfCommands } from "./channels/range/command-files.ts";
