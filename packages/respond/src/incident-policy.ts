import { renderDuration, renderInstant } from "@lockkeeper/core";
import type { ExposureTarget } from "@lockkeeper/exposure";

import type { IncidentSubject } from "./incident.ts";

/** What an incident adds to the organisation's policy. */
export interface IncidentPolicyInput {
  readonly caseId: string;
  readonly subject: IncidentSubject;
  /** Versions younger than this are withheld; `undefined` before the freeze and without one. Milliseconds. */
  readonly freezeMs: number | undefined;
  /** Whether the subject's versions are denied. */
  readonly isDenied: boolean;
  /** When it was made, in milliseconds since the epoch. */
  readonly at: number;
}

const maxRangeCharacters = 200;
const separator = " || ";
const maxRules = 4000;

/**
 * Renders the document by which an incident tightens the policy: JSON in a policy file. It can only tighten, so what
 * the organisation already refuses stays refused. Pure.
 */
export function renderIncidentPolicy(input: IncidentPolicyInput): string {
  const { caseId, subject, freezeMs, isDenied, at } = input;
  const reason = `Incident ${caseId}: ${subject.title}`.slice(0, 200);
  const document = {
    version: 1,
    ...(freezeMs === undefined
      ? {}
      : { cooldown: { age: renderHours(freezeMs), effect: "hold", securityFixes: false } }),
    ...(isDenied ? { deny: denyMatches(subject.targets).map((match) => ({ match, reason })) } : {}),
  };
  const remark = [
    `# Made by lockkeeper respond at ${renderInstant(at)} for the incident ${caseId}.`,
    "# It only tightens the policy. End it with: lockkeeper respond --lift, or remove this file.",
  ];
  return `${remark.join("\n")}\n${JSON.stringify(document, undefined, 2)}\n`;
}

/** The patterns that deny targets; a package made for the attack is denied whole, the registry's placeholder too. */
export function denyMatches(targets: readonly ExposureTarget[]): readonly string[] {
  const whole = new Set(targets.filter(({ versions }) => versions === "all").map(({ name }) => name));
  const versions = new Map<string, Set<string>>();
  for (const target of targets) {
    if (target.versions === "all" || whole.has(target.name)) continue;
    const known = versions.get(target.name) ?? new Set<string>();
    for (const version of target.versions) known.add(version);
    if (target.range !== undefined) known.add(target.range);
    versions.set(target.name, known);
  }
  const matches = [...versions].flatMap(([name, all]) =>
    chunks([...all]).map((some) => `${name}@${some.join(separator)}`),
  );
  return [...whole, ...matches].slice(0, maxRules);
}

/** Ranges of a policy are bounded in length. */
function chunks(versions: readonly string[]): readonly (readonly string[])[] {
  const found: string[][] = [];
  let length = Number.POSITIVE_INFINITY;
  for (const version of versions) {
    length += version.length + separator.length;
    if (length > maxRangeCharacters) {
      found.push([]);
      length = version.length;
    }
    found.at(-1)?.push(version);
  }
  return found;
}

/** A policy's ages are written in whole units. */
function renderHours(ms: number): string {
  return `${String(Math.max(1, Math.ceil(ms / 3_600_000)))}h`;
}

/** What the freeze says, for people. */
export function describeFreeze(freezeMs: number): string {
  return `no version younger than ${renderDuration(freezeMs)} is let in, fixes included`;
}
