import { renderNanoseconds, tryParseNanoseconds } from "@lockkeeper/intel";
import type { ContentCounts } from "./contents.ts";
import { FeedsError } from "./errors.ts";
import type { SourceKind, SourceState } from "./feeds-state.ts";

/** What a person has allowed for one update. */
export interface Allowances {
  /** Take data with far fewer records than before. */
  readonly allowsShrink: boolean;
  /** Take data whose newest record is older than the newest before. */
  readonly allowsOlder: boolean;
}

/** Data that is about to replace what is kept. */
export interface Candidate {
  readonly counts: ContentCounts;
  /** Nanoseconds since the epoch. */
  readonly newest: bigint;
}

/** OSV itself stops when more than a tenth of a source would be withdrawn at once. */
const maxLoss = 0.1;
/** Losing this few is never a sign of anything: small sources are edited by hand. */
const freeLoss = 10;

/**
 * Refuses data that would take advisories out of force by mistake: nothing at all, far less than before, or an older
 * state. A person's own folder is not asked for its age, since taking the newest record out is theirs to do.
 * Throws `FEEDS_EMPTY`, `FEEDS_SHRUNKEN`, `FEEDS_OLDER`.
 */
export function checkCandidate(
  before: SourceState,
  candidate: Candidate,
  { allowsShrink, allowsOlder }: Allowances,
): void {
  if (candidate.counts.records === 0) throw emptySource(before.id, before.from);
  if (!allowsShrink) checkLosses(before, candidate.counts);
  if (!allowsOlder && isDated(before.kind)) checkAge(before, candidate.newest);
}

/** The error for a source without any advisory. */
export function emptySource(id: string, place: string): FeedsError {
  return new FeedsError("FEEDS_EMPTY", {
    message: `Cannot take the advisories of "${id}" as there are none: ${place}`,
    hint: "An empty source would silently drop what is known; check its address. What was known before stays in force.",
  });
}

function isDated(kind: SourceKind): boolean {
  return kind === "osv" || kind === "archive";
}

function checkLosses(before: SourceState, after: ContentCounts): void {
  for (const what of ["malware", "vulnerabilities", "records"] as const) {
    const lost = before[what] - after[what];
    if (lost <= Math.max(freeLoss, before[what] * maxLoss)) continue;
    throw new FeedsError("FEEDS_SHRUNKEN", {
      message: `Cannot take the advisories of "${before.id}" as they have shrunk: ${after[what]} ${what} instead of ${before[what]}`,
      hint: "If the source is right about it, update it once with --force-shrink. What was known before stays in force.",
      details: { what, before: before[what], after: after[what] },
    });
  }
}

function checkAge({ id, newestModified }: SourceState, newest: bigint): void {
  const known = newestModified === undefined ? undefined : tryParseNanoseconds(newestModified);
  if (known === undefined || newest >= known) return;
  throw olderSource(id, newest, known);
}

/** The error for a source that went back in time. Nanoseconds since the epoch. */
export function olderSource(id: string, offered: bigint, known: bigint): FeedsError {
  return new FeedsError("FEEDS_OLDER", {
    message: `Cannot take the advisories of "${id}" as they are older than what is known: newest of ${renderNanoseconds(offered)}, known is ${renderNanoseconds(known)}`,
    hint: "A mirror may lag behind; try again later, or update once with --force-older. What was known before stays in force.",
  });
}
