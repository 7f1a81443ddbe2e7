import { rotationTraps } from "@lockkeeper/exposure";

import type { IncidentSubject } from "./incident.ts";

/** What does harm when it is done in another order: the campaign's own traps first. */
export function trapsOf({ campaign }: IncidentSubject): readonly string[] {
  const own = campaign?.orderTraps.map(({ text }) => text) ?? [];
  return [...new Set([...own, ...rotationTraps])];
}
