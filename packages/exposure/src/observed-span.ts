import type { Observation, ObservationKind, ObservedTime } from "./observation.ts";
import type { ExposureWindow } from "./question.ts";

/** When something may have been so: milliseconds since the epoch, inclusive; infinite where nobody knows. */
export interface ObservedSpan {
  readonly from: number;
  readonly to: number;
  /** Whether it still is so, as far as the evidence tells. */
  readonly isCurrent: boolean;
}

const states: ReadonlySet<ObservationKind> = new Set(["present", "locked", "accepts"]);
/** Zones lie between twelve hours behind UTC and fourteen before it. */
const unknownZoneMs = 14 * 3_600_000;

/** The widest span that an observation leaves open: what may be off by an hour may have been an hour earlier or later. */
export function spanOf({ kind, since, until }: Observation): ObservedSpan {
  const from = since === undefined ? Number.NEGATIVE_INFINITY : since.at - slackOf(since);
  if (until !== undefined) return { from, to: until.at + slackOf(until), isCurrent: false };
  if (states.has(kind)) return { from, to: Number.POSITIVE_INFINITY, isCurrent: true };
  const to = since === undefined ? Number.POSITIVE_INFINITY : since.at + slackOf(since);
  return { from, to, isCurrent: false };
}

/** How far a time may be off, in milliseconds: at least a day's zones where none is stated. */
export function slackOf({ basis, toleranceMs }: ObservedTime): number {
  return basis === "assumed-utc" ? Math.max(toleranceMs, unknownZoneMs) : toleranceMs;
}

/** Whether a span may lie in a window, at least in part. */
export function touches(span: ObservedSpan, window: ExposureWindow): boolean {
  return !isBefore(span, window) && !isAfter(span, window);
}

/** Whether a span certainly ends before a window begins. */
export function isBefore({ to }: ObservedSpan, { since }: ExposureWindow): boolean {
  return since !== undefined && to < since;
}

/** Whether a span certainly begins after a window ends. */
export function isAfter({ from }: ObservedSpan, { until }: ExposureWindow): boolean {
  return until !== undefined && from > until;
}
