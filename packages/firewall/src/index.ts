export { FirewallError } from "./errors.ts";
export { Authenticator } from "./authenticator.ts";
export type { Authentication, AuthenticatorParts, Caller, CallerToken } from "./authenticator.ts";
export { createAccessControl } from "./gate.ts";
export type { AccessControl } from "./gate.ts";
export { tokenPermissions } from "./token-permissions.ts";
export type { TokenPermission } from "./token-permissions.ts";
export { startFirewall } from "./create-firewall.ts";
export type { Firewall, ListenOptions } from "./create-firewall.ts";
export type { FirewallServices } from "./exchange.ts";
export type { HostPolicy } from "./origin.ts";
export { defaultConnectionsPerAddress } from "./connection-bound.ts";
export type { TlsMaterial } from "./web-server.ts";
export { answerOutcomes, clientClasses, durationBoundsMs, requestKinds, Traffic } from "./traffic.ts";
export type {
  AnswerOutcome,
  ClientClass,
  DecisionCount,
  DurationCount,
  RequestCount,
  RequestKind,
  RequestTrace,
} from "./traffic.ts";
export { listProblems } from "./handlers/operation.ts";
export type { Operation, Problem } from "./handlers/operation.ts";
export { explainVersion } from "./explain-version.ts";
export type { ExplainRecord, ExplainRequest } from "./explain-version.ts";
export { factsOf } from "./facts.ts";
export { Canaries } from "./canary.ts";
export { InspectionMemory } from "./inspection-memory.ts";
export { createInspectionSource } from "./inspection-source.ts";
export { Inspections } from "./inspections.ts";
export { Judge } from "./judge.ts";
export type { JudgeParts, Judgement, PolicyInForce } from "./judge.ts";
export { PackumentAnswers } from "./packument-answer.ts";
export { Documents } from "./documents.ts";
export { DocumentThreads } from "./document-threads.ts";
export { defaultPackumentSettings, PackumentSource } from "./packument-source.ts";
export type { HeldPackument, PackumentLookup, PackumentSettings } from "./packument-source.ts";
export { TarballSource } from "./tarball-source.ts";
export { PublicNames } from "./public-names.ts";
export { underRepositoryPolicy } from "./repository-tier.ts";
export { factsOfHistory } from "./facts-of-history.ts";
export { Runs } from "./runs.ts";
export type { Run, RunTier } from "./runs.ts";
export { runHeaders } from "./run-claim.ts";
export type { PassedOverVersion, RunPackage, RunReport, RunVersion } from "./run-log.ts";
export type { LockedDecisions, LockedVersion, WithheldLocked } from "./run-decide.ts";
