import type { ClauseName } from "./clause.ts";

/** A grant to pass some clauses: for one package, with a reason, an owner and an end. */
export interface Exception {
  readonly id: string;
  /** The exact name. */
  readonly package: string;
  /** An exact version or a range; the clauses `malware` and `mass-report` need an exact version. */
  readonly versions: string;
  readonly clauses: readonly ClauseName[];
  readonly reason: string;
  readonly owner: string;
  /** ISO 8601; out of force from this instant on. A date alone is its midnight UTC. */
  readonly expires: string;
  readonly createdAt?: string;
}

/** Parses an exception. Throws `POLICY_BAD_EXCEPTION`. */
export function parseException(value: unknown): Exception {
  throw new TypeError(String(value));
}

/** Whether an exception is still in force at an instant (milliseconds since the epoch). */
export function exceptionStatus(exception: Exception, now: number): "in-force" | "expired" {
  return exception.expires > String(now) ? "in-force" : "expired";
}
