import type { StepId } from "../step.ts";
import { stepIds } from "../step.ts";
import type { JournalEntry, JournalEvent, StepOutcome } from "./entry.ts";

/** One thing that was done. */
export interface DoneAction {
  readonly at: number;
  readonly key: string;
  readonly text: string;
  readonly file: Extract<JournalEvent, { readonly kind: "did" }>["file"];
}

/** How far a step has come. */
export interface StepRecord {
  readonly step: StepId;
  readonly beganAt: number | undefined;
  readonly endedAt: number | undefined;
  readonly outcome: StepOutcome | undefined;
  /** What was said of its end. */
  readonly text: string;
  readonly actions: readonly DoneAction[];
}

/** How far a response has come, by its journal. */
export interface JournalState {
  readonly opened: Extract<JournalEvent, { readonly kind: "opened" }> | undefined;
  readonly openedAt: number | undefined;
  readonly steps: ReadonlyMap<StepId, StepRecord>;
  readonly isClosed: boolean;
  /** How often it was taken up again. */
  readonly resumed: number;
}

/** Folds a journal into the state that a resumed response goes on from. Pure. */
export function foldJournal(entries: readonly JournalEntry[]): JournalState {
  const steps = new Map<StepId, StepRecord>();
  let opened: JournalState["opened"];
  let openedAt: number | undefined;
  let isClosed = false;
  let resumed = 0;
  for (const { at, event } of entries) {
    if (event.kind === "opened") {
      opened = event;
      openedAt = at;
    } else if (event.kind === "resumed") {
      resumed += 1;
      isClosed = false;
    } else if (event.kind === "closed") isClosed = true;
    else steps.set(event.step, addEvent(steps.get(event.step) ?? emptyStep(event.step), event, at));
  }
  return { opened, openedAt, steps, isClosed, resumed };
}

function emptyStep(step: StepId): StepRecord {
  return { step, beganAt: undefined, endedAt: undefined, outcome: undefined, text: "", actions: [] };
}

type StepEvent = Extract<JournalEvent, { readonly step: StepId }>;

function addEvent(record: StepRecord, event: StepEvent, at: number): StepRecord {
  switch (event.kind) {
    case "step-began":
      return { ...record, beganAt: record.beganAt ?? at, endedAt: undefined, outcome: undefined };
    case "did": {
      const { key, text, file } = event;
      return { ...record, actions: [...record.actions, { at, key, text, file }] };
    }
    case "step-ended":
      return { ...record, endedAt: at, outcome: event.outcome, text: event.text };
    default:
      return event satisfies never;
  }
}

/** The records of all steps that began, in the order of the steps. */
export function stepRecords({ steps }: JournalState): readonly StepRecord[] {
  return stepIds.flatMap((step) => steps.get(step) ?? []);
}
