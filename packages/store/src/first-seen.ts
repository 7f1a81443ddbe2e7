import type { TimeContradiction } from "./sighting.ts";

/** What is known when a version is seen for the first time. Times are milliseconds since the epoch. */
export interface FirstSight {
  readonly at: number;
  /** The publish time that the upstream claims. */
  readonly claim: number | undefined;
  /** When the package was last looked at and did not have the version; `undefined` when never. */
  readonly lastLookAt: number | undefined;
}

const minuteMs = 60_000;
/** Clocks of two machines differ by that much without meaning anything. */
const futureToleranceMs = 5 * minuteMs;
/** Caches in front of a registry show a version that late. */
const lateToleranceMs = 15 * minuteMs;
/** Registries round to the second. */
const backwardsToleranceMs = 1000;
const forwardsToleranceMs = 10 * minuteMs;

/** Whether the claim of a version seen for the first time can be true. */
export function judgeFirstClaim({ at, claim, lastLookAt }: FirstSight): TimeContradiction | undefined {
  if (claim === undefined) return undefined;
  if (claim > at + futureToleranceMs) return "disagrees";
  // If our own clock was set back since that look, the look proves nothing.
  if (lastLookAt === undefined || lastLookAt > at) return undefined;
  return claim < lastLookAt - lateToleranceMs ? "disagrees" : undefined;
}

/** Whether a later claim contradicts the first one. */
export function judgeLaterClaim(
  firstClaim: number | undefined,
  claim: number | undefined,
): TimeContradiction | undefined {
  if (firstClaim === undefined || claim === undefined) return undefined;
  if (claim < firstClaim - backwardsToleranceMs) return "moved-backwards";
  return claim > firstClaim + forwardsToleranceMs ? "disagrees" : undefined;
}
