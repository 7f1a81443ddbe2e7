export { presetPolicy } from "./build-document.ts";
export { clauseNames, policySeverities } from "./clause.ts";
export type { ClauseName, PolicySeverity } from "./clause.ts";
export { cooldownFor } from "./compile.ts";
export { describePolicy } from "./describe.ts";
export type { PolicyRow } from "./describe.ts";
export type {
  CooldownAges,
  CooldownClause,
  InspectClause,
  CooldownOverride,
  DenyRule,
  InstallScriptMode,
  PolicyDocument,
  PolicyTier,
  PresetName,
  RegistryPin,
} from "./document.ts";
export { policyJsonSchema, renderPolicyDocumentation } from "./documentation.ts";
export { PolicyError } from "./errors.ts";
export { evaluate, isExceptionMatured } from "./evaluate.ts";
export type { EvaluationContext } from "./evaluate.ts";
export { exceptionStatus, parseException } from "./exception.ts";
export type { Exception } from "./exception.ts";
export { createPatternIndex, parsePackagePattern } from "./package-pattern.ts";
export type { IndexedRule, PackagePattern, PatternIndex, RefusedPattern } from "./package-pattern.ts";
export { incidentOfFile, incidentPolicyFolder, tightenByIncidents } from "./incident-policies.ts";
export type { IncidentPolicy } from "./incident-policies.ts";
export { presetNames } from "./file-schema.ts";
export { mergePolicies } from "./merge.ts";
export type { MergedPolicy } from "./merge.ts";
export { parsePolicy } from "./parse-policy.ts";
export { policyRevision } from "./revision.ts";
export { createInspectionDecider } from "./inspection-decision.ts";
export type { InspectedSubject, InspectionDecider } from "./inspection-decision.ts";
export { renderPolicyTemplate } from "./template.ts";
export { addSuppressions } from "./add-suppressions.ts";
export type { AnySuppression } from "./add-suppressions.ts";
export { createSuppressions, parseSuppressions } from "./suppression.ts";
export type {
  FileSuppression,
  Suppression,
  SuppressionQuestion,
  Suppressions,
  VexJustification,
} from "./suppression.ts";
