import type { ResponseStep } from "@lockkeeper/intel";

import type { IncidentSubject } from "./incident.ts";
import type { StepId } from "./step.ts";

/** At which step of a response people need what a campaign says of each of its own. */
const stepOfNote: Readonly<Record<ResponseStep, StepId>> = {
  isolate: "isolate",
  preserve: "preserve",
  remove: "quarantine",
  block: "deny",
  pin: "repair",
  purge: "purge-firewall",
  rotate: "rotate",
  // Machines are set up anew and looked through by people, and only once nothing brings the versions back.
  rebuild: "recheck",
  check: "recheck",
  notify: "notify",
};

/** What a campaign asks people for at a step, beyond what every attack does. Texts may be foreign. */
export function notesOf({ campaign }: IncidentSubject, id: StepId): readonly string[] {
  const notes = campaign?.response.filter(({ step }) => stepOfNote[step] === id) ?? [];
  return [...new Set(notes.map(({ text }) => text))];
}
