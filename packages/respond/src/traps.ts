import { rotationTraps } from "@lockkeeper/exposure";
import { isolateBeforeRevoking, isolateBeforeRotating, removeMonitorBeforeRevoking } from "@lockkeeper/intel";

import type { IncidentSubject } from "./incident.ts";

/** What does harm when it is done in another order: the campaign's own traps first, and none of them twice. */
export function trapsOf({ campaign }: IncidentSubject): readonly string[] {
  const own = campaign?.orderTraps.map(({ text }) => text) ?? [];
  const general = rotationTraps.filter((trap) => !isSaid(trap, own));
  return [...new Set([...own, ...general])];
}

/**
 * What campaigns of the catalogue say in words of their own. Whole sentences are compared: a campaign of somebody else
 * must not be able to silence a warning by a word.
 */
const sameWarnings: readonly { readonly general: string; readonly own: readonly string[] }[] = [
  { general: "Replace secrets from a clean machine only", own: [isolateBeforeRotating.text] },
  {
    general: "Before any token is revoked, look for what watches it",
    own: [isolateBeforeRevoking.text, removeMonitorBeforeRevoking.text],
  },
];

function isSaid(trap: string, own: readonly string[]): boolean {
  return sameWarnings.some(
    (same) => trap.startsWith(same.general) && same.own.every((text) => own.includes(text)),
  );
}
