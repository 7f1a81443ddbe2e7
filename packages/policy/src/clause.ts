import type { Effect } from "@lockkeeper/core";

/** The name of a rule of the policy that can object to a version; what decisions and exceptions refer to. */
export type ClauseName =
  | "cooldown"
  | "malware"
  | "vulnerability"
  | "exotic-source"
  | "install-scripts"
  | "registry"
  | "inspect"
  | "deprecated"
  | "deny"
  | "missing-time"
  | "removed-upstream"
  | "unknown"
  | "name-confusion"
  | "mass-report";

/** All clauses, in the order in which they take precedence when several object with the same effect. */
export const clauseNames: readonly ClauseName[] = [
  "malware",
  "mass-report",
  "deny",
  "removed-upstream",
  "registry",
  "name-confusion",
  "inspect",
  "vulnerability",
  "exotic-source",
  "unknown",
  "missing-time",
  "cooldown",
  "install-scripts",
  "deprecated",
];

/** How hard a clause acts when it objects; `off` switches it off. */
export type PolicySeverity = "off" | "warn" | "hold" | "block";

/** The severities from lenient to strict. */
export const policySeverities: readonly PolicySeverity[] = ["off", "warn", "hold", "block"];

/** Converts a clause's severity to what the client meets. */
export function toEffect(severity: PolicySeverity): Effect {
  return severity === "off" ? "allow" : severity;
}
