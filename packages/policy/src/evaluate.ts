import { effects, isWithheld } from "@lockkeeper/core";
import type { Decision, Effect, Reason, VersionFacts } from "@lockkeeper/core";
import { objectByAdvisories } from "./advisory-clauses.ts";
import { clauseNames } from "./clause.ts";
import type { PolicyDocument } from "./document.ts";
import { exceptionStatus, isExceptionFor, isLifting } from "./exception.ts";
import type { Exception } from "./exception.ts";
import type { Objection } from "./objection.ts";
import { renderForeign } from "./objection.ts";
import { objectByTime } from "./time-clauses.ts";
import { objectByVersion } from "./version-clauses.ts";

/** What an evaluation needs besides policy and facts. */
export interface EvaluationContext {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Those of the document and those of the store; expired ones are passed over. */
  readonly exceptions: readonly Exception[];
}

const allowed: Decision = Object.freeze({
  decision: "allow",
  effect: "allow",
  clause: "none",
  reasons: Object.freeze([]),
  maturesAt: undefined,
  exception: undefined,
});

/**
 * Decides about one version. Pure and total: the same input gives the same answer, and no facts make it throw.
 *
 * Every clause that objects is heard and the strictest effect wins; between equals the order of `clauseNames` names the
 * decider, which comes first in `reasons`. `maturesAt` is given when the cooldown alone withholds. The security-fix
 * lane skips the cooldown and nothing else. An exception in force takes away the clauses it names, for its package and
 * versions, and is named when that made the decision milder.
 */
export function evaluate(
  policy: PolicyDocument,
  facts: VersionFacts,
  { now, exceptions }: EvaluationContext,
): Decision {
  const { objections, lane } = collectObjections(policy, facts, now);
  if (objections.length === 0)
    return lane === undefined ? allowed : { ...allowed, reasons: [laneReason(lane)] };
  const decision = decide(objections, lane);
  const lifting = findInForce(facts, { now, exceptions });
  if (lifting.length === 0) return decision;
  const remaining = objections.filter(
    ({ clause }) => !lifting.some((exception) => isLifting(exception, clause)),
  );
  return lift({ decision, remaining, lane, lifting });
}

function findInForce(facts: VersionFacts, { now, exceptions }: EvaluationContext): readonly Exception[] {
  const found: Exception[] = [];
  for (const exception of exceptions) {
    if (exception.package !== facts.name || !isExceptionFor(exception, facts)) continue;
    if (exceptionStatus(exception, now) === "in-force") found.push(exception);
  }
  return found;
}

interface Heard {
  readonly objections: readonly Objection[];
  readonly lane: string | undefined;
}

function collectObjections(policy: PolicyDocument, facts: VersionFacts, now: number): Heard {
  const time = objectByTime(policy, facts, now);
  const version = objectByVersion(policy, facts);
  if (facts.advisories.length === 0 && version.length === 0) return time;
  const advisories = facts.advisories.length === 0 ? [] : objectByAdvisories(policy, facts);
  return { objections: [...advisories, ...version, ...time.objections], lane: time.lane };
}

function decide(objections: readonly Objection[], lane: string | undefined): Decision {
  const [decider, ...others] = [...objections].sort(byGravity);
  if (decider === undefined)
    return lane === undefined ? allowed : { ...allowed, reasons: [laneReason(lane)] };
  const isCooldownAlone =
    decider.clause === "cooldown" && !others.some(({ effect }) => isWithholding(effect));
  const reasons = [decider, ...others].map(toReason);
  return {
    decision: decider.clause === "unknown" ? "unknown" : decider.effect,
    effect: decider.effect,
    clause: decider.clause,
    reasons: lane === undefined ? reasons : [...reasons, laneReason(lane)],
    maturesAt: isCooldownAlone && isWithholding(decider.effect) ? decider.maturesAt : undefined,
    exception: undefined,
  };
}

function byGravity(left: Objection, right: Objection): number {
  const gravity = effects.indexOf(right.effect) - effects.indexOf(left.effect);
  return gravity === 0 ? clauseNames.indexOf(left.clause) - clauseNames.indexOf(right.clause) : gravity;
}

function isWithholding(effect: Effect): boolean {
  return effect === "hold" || effect === "block";
}

function toReason({ clause, message }: Objection): Reason {
  return { code: clause, message };
}

function laneReason(lane: string): Reason {
  return { code: "security-fix-lane", message: lane };
}

interface Lifting {
  readonly decision: Decision;
  readonly remaining: readonly Objection[];
  readonly lane: string | undefined;
  readonly lifting: readonly Exception[];
}

function lift({ decision, remaining, lane, lifting }: Lifting): Decision {
  const lifted = decide(remaining, lane);
  const isMilder = effects.indexOf(lifted.effect) < effects.indexOf(decision.effect);
  const exception = isMilder ? lifting.find((candidate) => isLiftingDecider(candidate, decision)) : undefined;
  if (exception === undefined) return lifted;
  return {
    ...lifted,
    reasons: [...lifted.reasons, exceptionReason(exception, decision)],
    exception: exception.id,
  };
}

function isLiftingDecider(exception: Exception, decision: Decision): boolean {
  const clause = clauseNames.find((name) => name === decision.clause);
  return clause !== undefined && isLifting(exception, clause);
}

function exceptionReason({ id, owner, reason, expires }: Exception, { clause }: Decision): Reason {
  const message = `The exception ${renderForeign(id, 80)} of ${renderForeign(owner, 80)} lifts ${clause} until ${renderForeign(expires, 40)}: ${renderForeign(reason, 200)}`;
  return { code: "exception", message };
}

/**
 * Whether an exception has nothing left to do for a version it speaks about: without it, the version would now be
 * served, and none of the clauses it names objects any more. What has matured may be pruned.
 */
export function isExceptionMatured(
  policy: PolicyDocument,
  facts: VersionFacts,
  exception: Exception,
  now: number,
): boolean {
  if (!isExceptionFor(exception, facts)) return false;
  const decision = evaluate(policy, facts, { now, exceptions: [] });
  const named = new Set<string>(exception.clauses);
  return !isWithheld(decision) && !decision.reasons.some(({ code }) => named.has(code));
}
