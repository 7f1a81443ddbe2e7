import type { Accusation } from "@lockkeeper/exposure";
import type { Intelligence } from "@lockkeeper/intel";
import type { PolicyDocument } from "@lockkeeper/policy";
import { createPatternIndex } from "@lockkeeper/policy";
import type { KeptAccusation } from "@lockkeeper/store";

/** What is known now. */
export interface KnownNow {
  readonly intelligence: Pick<Intelligence, "match">;
  readonly policy: Pick<PolicyDocument, "deny">;
  /** What inspections found after a version was served. */
  readonly kept: readonly KeptAccusation[];
}

/**
 * Says what speaks against a version now: reports of malware, the policy's list of what is denied, and inspections. A flaw is
 * none of them: whoever has a vulnerable version is scan's to tell.
 */
export function createAccuser({
  intelligence,
  policy,
  kept,
}: KnownNow): (name: string, version: string) => readonly Accusation[] {
  const denied = createPatternIndex(policy.deny, ({ match }) => match);
  const found = new Map<string, KeptAccusation[]>();
  for (const each of kept) {
    const key = `${each.name}@${each.version}`;
    found.set(key, [...(found.get(key) ?? []), each]);
  }
  return (name, version) => [
    ...intelligence
      .match(name, version)
      .filter(({ kind }) => kind === "malware")
      .map(({ id, summary }) => ({ source: id, reason: summary })),
    ...denied
      .find(name)
      // A range that cannot be compared with a version denies it, as it does in the firewall.
      .filter(({ pattern }) => pattern.range === undefined || pattern.range.includes(version) !== false)
      .map(({ rule }) => ({ source: "policy", reason: rule.reason })),
    ...(found.get(`${name}@${version}`) ?? []).map(({ source, reason }) => ({ source, reason })),
  ];
}
