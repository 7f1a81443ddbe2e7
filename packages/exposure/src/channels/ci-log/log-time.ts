import type { ObservedTime } from "../../observation.ts";
import type { LogPlace } from "./log-findings.ts";

/** When a log was written, as far as something else than its lines tells. */
export interface LogTimes {
  readonly since: ObservedTime | undefined;
  readonly until: ObservedTime | undefined;
}

/** So far a run's own times and its log's may differ without a word, in milliseconds. */
const clockSlackMs = 600_000;

/**
 * The time of a line: its own stamp where it has one, else the run's, which begins with one and ends with the other. A stamp
 * outside the run's times is off by as much.
 */
export function logTime(
  { at, hasZone }: LogPlace,
  { since, until }: LogTimes,
  end: "since" | "until" = "since",
): ObservedTime | undefined {
  if (at === undefined) return end === "since" ? since : until;
  if (!hasZone) return { at, basis: "assumed-utc", toleranceMs: 0 };
  return { at, basis: "stated", toleranceMs: distance(at, { since, until }) };
}

function distance(at: number, { since, until }: LogTimes): number {
  if (since?.basis !== "stated" || until?.basis !== "stated") return 0;
  const outside = Math.max(since.at - since.toleranceMs - at, at - until.at - until.toleranceMs, 0);
  return outside > clockSlackMs ? outside : 0;
}
