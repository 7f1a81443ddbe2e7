export { fingerprintOf, parseBaseline, renderBaseline } from "./baseline.ts";
export type { Baseline } from "./baseline.ts";
export { tryParseJsonWithComments } from "./configured-commands.ts";
export { ScanError } from "./errors.ts";
export { examineProject } from "./examine-project.ts";
export { renderGitHubAnnotations } from "./formats/github.ts";
export { placeOf } from "./formats/place.ts";
export { renderGitLabDependencies } from "./formats/gitlab-dependencies.ts";
export { renderGitLabQuality } from "./formats/gitlab.ts";
export { renderScanHtml } from "./formats/html.ts";
export { renderJUnit } from "./formats/junit.ts";
export { renderScanMarkdown } from "./formats/markdown.ts";
export { renderScanSarif } from "./formats/sarif.ts";
export { graphsOfPins } from "./manifest-pins.ts";
export { hasUnusualHost, listPrivateNames } from "./package-origins.ts";
export { listPagePackages } from "./html/page-packages.ts";
export type { PagePackage } from "./html/page-packages.ts";
export { pageMaxCharacters } from "./html/page-resources.ts";
export type { PageBytes } from "./html/mend-page.ts";
export { vendorFolder } from "./html/vendor-file.ts";
export { tryParseCdnUrl } from "./html/cdn-url.ts";
export { comparePage } from "./html/compare-page.ts";
export type { PageComparison, PageFetcher } from "./html/compare-page.ts";
export { isPageName, scanPage } from "./html/scan-page.ts";
export { parseProjectManifest } from "./project-manifest.ts";
export type { DeclaredDependency, DependencyField, ProjectManifest } from "./project-manifest.ts";
export { clientOf, reinstallCommand } from "./client-commands.ts";
export { arrivalKey } from "./repair/arrival.ts";
export type { Arrival, ArrivalLook } from "./repair/arrival.ts";
export { listDiskFolders, updateHiddenLockfile } from "./repair/disk-request.ts";
export type { DiskFolder, DiskRepair } from "./repair/disk-request.ts";
export { listRequests } from "./repair/list-requests.ts";
export type { Requests } from "./repair/list-requests.ts";
export type { RepairParts } from "./repair/worked-request.ts";
export { createPlanMemory } from "./repair/plan-memory.ts";
export { planRepairs } from "./repair/plan-repairs.ts";
export type { Planning } from "./repair/plan-repairs.ts";
export type { PublishedPackage, PublishedPackages } from "./repair/published-package.ts";
export { withChanges } from "./repair/repair-state.ts";
export type { RepairState } from "./repair/repair-state.ts";
export { renderRepairMarkdown } from "./repair/repair-markdown.ts";
export type { GroupEnd } from "./repair/repair-markdown.ts";
export { appliesTo, renderPatch } from "./repair/unified-diff.ts";
export type {
  RepairDrift,
  RepairGroup,
  RepairKind,
  RepairPlan,
  RepairRequest,
  RepairRisk,
  RepairWish,
  TextChange,
  Unrepaired,
} from "./repair/repair.ts";
export { explainLocked } from "./explain-locked.ts";
export type { LockedAsker, LockedExplanation, LockedQuestion } from "./explain-locked.ts";
export { scanSeverities } from "./scan-finding.ts";
export type { ScanFinding, ScanFindingKind, ScanFix, ScanSeverity } from "./scan-finding.ts";
export type { AbsentPackage, InstalledFile, InstalledPackage, InstalledTree } from "./installed-tree.ts";
export type { ProjectText, ReportedVulnerability, ScanKnowledge, ScanProject } from "./scan-project.ts";
export type {
  ScanCopies,
  ScannedGraph,
  ScanOrigin,
  ScanReport,
  SuppressedFinding,
  SuppressionCause,
  UnreadFile,
} from "./scan-report.ts";
export { isAbout } from "./rules/find-reported.ts";
export { listLiteralSecrets } from "./rules/literal-secrets.ts";
export type { LiteralSecret } from "./rules/literal-secrets.ts";
export { scanRules } from "./scan-rules.ts";
export type { ScanRule } from "./scan-rules.ts";
