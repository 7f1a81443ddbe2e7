import type { IncidentSnapshot, IncidentSubject, StepId, StepOutcome } from "@lockkeeper/respond";

import type { Environment } from "../environment.ts";
import type { Asker } from "../repair/ask-person.ts";
import type { CaseFile, CaseFolder } from "./case-folder.ts";
import type { OpenedSubject } from "./open-subject.ts";
import type { RespondInput } from "./respond-input.ts";

/** What a step works with. */
export interface StepContext {
  readonly input: RespondInput;
  readonly environment: Environment;
  readonly asker: Asker;
  readonly opened: OpenedSubject;
  readonly subject: IncidentSubject;
  readonly desk: CaseFolder;
  /** What was known before anything was changed. */
  readonly snapshot: IncidentSnapshot;
  readonly dataFolder: string;
}

/** How a step ended, in a sentence. */
export interface StepEnd {
  readonly outcome: StepOutcome;
  readonly text: string;
}

/** What one action came to. */
export interface ActionEnd {
  readonly text: string;
  readonly file?: CaseFile | undefined;
}

/**
 * Does something once for the whole response: what the journal has is not done again, and what was cut off before it was
 * noted is. So an action has to bear being done twice.
 */
export async function doOnce(
  { desk }: Pick<StepContext, "desk">,
  { step, key }: { readonly step: StepId; readonly key: string },
  act: () => Promise<ActionEnd>,
): Promise<void> {
  if (desk.has(step, key)) return;
  const { text, file } = await act();
  await desk.note({ kind: "did", step, key, text, file });
}
