import { renderDuration } from "@lockkeeper/core";
import type { VersionFacts } from "@lockkeeper/core";
import { toEffect } from "./clause.ts";
import { cooldownFor } from "./compile.ts";
import type { PolicyDocument } from "./document.ts";
import { isInstant, renderAge, renderForeign, renderList, renderTime } from "./objection.ts";
import type { Objection } from "./objection.ts";

const clockToleranceMs = 300_000;
const nothing: readonly never[] = [];

/** What the clauses about the publish time say. */
export interface TimeAnswer {
  readonly objections: readonly Objection[];
  /** Why the cooldown was skipped although the version is younger, for the record. */
  readonly lane: string | undefined;
}

const noObjection: TimeAnswer = { objections: nothing, lane: undefined };

/**
 * What the clauses `cooldown`, `missing-time` and `unknown` have against a version. The publish time is a claim: the
 * caller has made it unavailable where it contradicts what was seen before. A version is served from the instant on
 * at which `published <= now - age`, as npm's and pnpm's own settings count.
 */
export function objectByTime(policy: PolicyDocument, facts: VersionFacts, now: number): TimeAnswer {
  const { published } = facts;
  if (published.state === "absent")
    return objectTo(missingTime(policy, facts, "The upstream states no publish time"));
  if (published.state === "unavailable") {
    return objectToUnusable(
      policy,
      facts,
      `The publish time cannot be used: ${renderForeign(published.reason, 200)}`,
    );
  }
  if (!isInstant(published.value)) return objectToUnusable(policy, facts, "The publish time is not a time");
  if (published.value > now + clockToleranceMs) {
    const message = `The publish time lies in the future: ${renderTime(published.value)}`;
    return objectToUnusable(policy, facts, message);
  }
  return objectToAge(policy, { facts, published: published.value, now });
}

function objectTo(...objections: readonly (Objection | undefined)[]): TimeAnswer {
  const raised = objections.filter((objection) => objection !== undefined);
  return raised.length === 0 ? noObjection : { objections: raised, lane: undefined };
}

function missingTime(policy: PolicyDocument, facts: VersionFacts, message: string): Objection | undefined {
  const severity = facts.isPrivateUpstream ? policy.missingTime.private : policy.missingTime.public;
  return severity === "off" ? undefined : { clause: "missing-time", effect: severity, message };
}

/** On a private upstream that is exempt from the cooldown a time decides nothing, so a wrong one is as good as none. */
function objectToUnusable(policy: PolicyDocument, facts: VersionFacts, message: string): TimeAnswer {
  const unknown: Objection = { clause: "unknown", effect: toEffect(policy.unknown), message };
  if (!facts.isPrivateUpstream) return objectTo(unknown);
  return objectTo(policy.cooldown.exemptPrivate ? undefined : unknown, missingTime(policy, facts, message));
}

interface Aged {
  readonly facts: VersionFacts;
  readonly published: number;
  readonly now: number;
}

function objectToAge(policy: PolicyDocument, { facts, published, now }: Aged): TimeAnswer {
  const { cooldown } = policy;
  if (cooldown.effect === "off" || (cooldown.exemptPrivate && facts.isPrivateUpstream)) return noObjection;
  const required = cooldownFor(policy, facts.name, facts.version);
  const age = now - published;
  // Written this way round so that a clock that is no number withholds.
  if (required === 0 || age >= required) return noObjection;
  const ago = `Published ${renderDuration(age)} ago (${renderTime(published)})`;
  if (cooldown.securityFixes && facts.fixesInUse.length > 0) {
    return {
      objections: nothing,
      lane: `${ago}; the cooldown of ${renderAge(required)} is skipped as it fixes ${renderList(facts.fixesInUse)} in a version in use`,
    };
  }
  const maturesAt = published + required;
  const message = `${ago}; the cooldown is ${renderAge(required)}, over at ${renderTime(maturesAt)}`;
  return {
    objections: [{ clause: "cooldown", effect: cooldown.effect, message, maturesAt }],
    lane: undefined,
  };
}
