import { latestInstant, type Moment } from "@lockkeeper/intel";
import type { ExposureWindow } from "../question.ts";

/** A window that nobody knows the ends of. */
export const unknownWindow: ExposureWindow = { since: undefined, until: undefined };

/** The widest window that two moments leave open: a day that is known begins at its first instant and ends at its last. */
export function windowOf(since: Moment | undefined, until: Moment | undefined): ExposureWindow {
  return { since: since?.at, until: until === undefined ? undefined : latestInstant(until) };
}
