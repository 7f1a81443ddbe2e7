import { createHash } from "node:crypto";

import { renderInstant, renderJsonLine } from "@lockkeeper/core";

import type { StepId } from "../step.ts";

/** How a step ended. */
export type StepOutcome = "done" | "declined" | "nothing-to-do" | "failed";

/** What is noted of a response. Texts may be foreign. */
export type JournalEvent =
  | {
      readonly kind: "opened";
      readonly caseId: string;
      readonly title: string;
      readonly tool: string;
      /** What was asked for, so that a resumed response asks for the same. */
      readonly request: Readonly<Record<string, unknown>>;
    }
  | { readonly kind: "resumed"; readonly tool: string }
  | { readonly kind: "step-began"; readonly step: StepId }
  | {
      readonly kind: "did";
      readonly step: StepId;
      /** Names the action within its step, so that a resumed response does not repeat it. */
      readonly key: string;
      /** One sentence. */
      readonly text: string;
      /** A file of the response that came of it, relative to its folder, with its hash. */
      readonly file?: { readonly path: string; readonly sha256: string; readonly size: number } | undefined;
    }
  | {
      readonly kind: "step-ended";
      readonly step: StepId;
      readonly outcome: StepOutcome;
      readonly text: string;
    }
  | { readonly kind: "closed"; readonly text: string };

/** An event with its place in the chain. */
export interface JournalEntry {
  readonly seq: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly event: JournalEvent;
  /** SHA-256 of the entry before, 64 zeros for the first. */
  readonly previous: string;
  /** SHA-256 over all of the above. */
  readonly hash: string;
}

/** What the first entry points back to. */
export const noEntry: string = "0".repeat(64);

/** Makes the next entry of a chain. */
export function chainEntry(last: JournalEntry | undefined, event: JournalEvent, at: number): JournalEntry {
  const seq = last === undefined ? 1 : last.seq + 1;
  const previous = last?.hash ?? noEntry;
  return { seq, at, event, previous, hash: hashOf({ seq, at, event, previous }) };
}

/** The hash of an entry: over its members in a fixed order, so that no other writing of it has the same. */
export function hashOf({ seq, at, event, previous }: Omit<JournalEntry, "hash">): string {
  return createHash("sha256")
    .update(JSON.stringify([1, seq, at, previous, canonical(event)]))
    .digest("hex");
}

/** The same value whatever the order of its keys. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== "object" || value === null) return value ?? null;
  return Object.entries(value)
    .filter(([, inner]) => inner !== undefined)
    .toSorted(([left], [right]) => (left < right ? -1 : Number(left > right)))
    .map(([key, inner]) => [key, canonical(inner)]);
}

/** One line of the journal's file. */
export function renderEntry({ seq, at, event, previous, hash }: JournalEntry): string {
  return renderJsonLine({ schema: 1, seq, at: renderInstant(at), event, previous, hash });
}
