import type { Decision, VersionFacts } from "@lockkeeper/core";
import type { PolicyDocument, PolicyTier, PresetName } from "./document.ts";
import type { Exception } from "./exception.ts";

export { clauseNames, policySeverities } from "./clause.ts";
export type { ClauseName, PolicySeverity } from "./clause.ts";
export { PolicyError } from "./errors.ts";
export type {
  PolicyDocument,
  PolicyTier,
  PresetName,
  CooldownOverride,
  DenyRule,
  RegistryPin,
} from "./document.ts";
export { exceptionStatus, parseException } from "./exception.ts";
export type { Exception } from "./exception.ts";

/** What an evaluation needs besides policy and facts. */
export interface EvaluationContext {
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly exceptions: readonly Exception[];
}
/** One setting as `policy show` lists it. */
export interface PolicyRow {
  readonly clause: string;
  readonly setting: string;
  readonly value: string;
  readonly from: string;
}
declare const todo: never;
export function parsePolicy(
  _text: string,
  _options: { readonly source: string; readonly tier: PolicyTier },
): PolicyDocument {
  return todo;
}
export function presetPolicy(_name: PresetName): PolicyDocument {
  return todo;
}
export function mergePolicies(
  _organisation: PolicyDocument,
  _repository: PolicyDocument,
): { readonly policy: PolicyDocument; readonly ignored: readonly string[] } {
  return todo;
}
export function policyRevision(_policy: PolicyDocument): string {
  return todo;
}
export function evaluate(
  _policy: PolicyDocument,
  _facts: VersionFacts,
  _context: EvaluationContext,
): Decision {
  return todo;
}
export function isExceptionMatured(
  _policy: PolicyDocument,
  _facts: VersionFacts,
  _exception: Exception,
  _now: number,
): boolean {
  return todo;
}
export function policyJsonSchema(): object {
  return todo;
}
export function renderPolicyDocumentation(): string {
  return todo;
}
export function renderPolicyTemplate(_preset: PresetName): string {
  return todo;
}
export function describePolicy(_policy: PolicyDocument): readonly PolicyRow[] {
  return todo;
}
/** How long (milliseconds) a version must have been published before it is served. */
export function cooldownFor(_policy: PolicyDocument, _name: string, _version: string): number {
  return todo;
}
