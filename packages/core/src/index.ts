export { CoreError, LockkeeperError, redact, systemErrorCode, toErrorRecord, unreachable } from "./errors.ts";
export type { ErrorDetails, ErrorRecord } from "./errors.ts";
export {
  parsePackageName,
  parsePackageSpec,
  parseVersion,
  scopeOf,
  tryParsePackageName,
  tryParseVersion,
} from "./identity.ts";
export type { PackageName, PackageSpec, Version } from "./identity.ts";
export { parseIntegrity, renderIntegrity, tryFromShasum, tryParseIntegrity } from "./integrity.ts";
export type { Integrity, IntegrityHash } from "./integrity.ts";
export { limits } from "./limits.ts";
export {
  parseDuration,
  parseInstant,
  renderDuration,
  renderInstant,
  renderInstantShort,
  tryParseDuration,
  tryParseInstant,
} from "./time.ts";
export type { Clock } from "./time.ts";
export { severities } from "./evidence.ts";
export type {
  AdvisoryMatch,
  Evidence,
  ExoticDependency,
  InspectedVersion,
  Severity,
  VersionFacts,
} from "./evidence.ts";
export { effects, isWithheld, stricterEffect } from "./decision.ts";
export type { Decision, DecisionWord, Effect, Reason } from "./decision.ts";
export { silentLogger } from "./log.ts";
export type { Logger, LogLevel, LogLine } from "./log.ts";
export { findingFamilies, findingStrengths } from "./finding.ts";
export type { Finding, FindingFamily, FindingLocation, FindingStrength, Verdict } from "./finding.ts";
export { tryParseJson } from "./json-text.ts";
export { renderJsonDocument, renderJsonLine, showForeign } from "./foreign-text.ts";
export { renderHtmlText } from "./html-text.ts";
export { renderMarkdownCode, renderMarkdownSentence } from "./markdown-text.ts";
