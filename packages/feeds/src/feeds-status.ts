import type { SourceFailure, SourceKind, SourceState } from "./feeds-state.ts";
import { layOutFeeds, readFeedsState } from "./feeds-state.ts";

/** How a source stands. */
export interface SourceStatus {
  readonly id: string;
  readonly kind: SourceKind;
  readonly name: string;
  /** Where its records came from last. */
  readonly from: string;
  readonly records: number;
  readonly malware: number;
  readonly vulnerabilities: number;
  readonly withdrawn: number;
  /** Records that could not be read, and the first of them. */
  readonly refused: number;
  readonly firstRefused: readonly string[];
  /** Records that are asked for again the next time. */
  readonly pending: number;
  /** When the newest record was modified, as the record writes it. */
  readonly newestModified: string | undefined;
  /** When the source last confirmed what is kept; milliseconds since the epoch, as the next. */
  readonly checkedAt: number | undefined;
  readonly changedAt: number | undefined;
  /** Why the last attempt brought nothing. */
  readonly failure: SourceFailure | undefined;
  /** See {@link isSourceStale}. */
  readonly isStale: boolean;
}

/** How old what a feed brought may be before people are warned; milliseconds. */
const staleAfterMs = 86_400_000;

/** Reads how every source stands that anything is kept of. Throws `FEEDS_STATE_CORRUPT`. */
export async function readFeedsStatus(intelFolder: string, now: number): Promise<readonly SourceStatus[]> {
  const { sources } = await readFeedsState(layOutFeeds(intelFolder));
  return sources.map((source) => describe(source, now));
}

/**
 * Whether nobody knows what a source reported in the last day. Of what never answered nothing is known that could be
 * stale, and an import is one person's act at one time; nothing is expected of it later.
 */
export function isSourceStale(
  { kind, checkedAt }: Pick<SourceStatus, "kind" | "checkedAt">,
  now: number,
): boolean {
  return kind !== "import" && checkedAt !== undefined && now - checkedAt > staleAfterMs;
}

function describe(source: SourceState, now: number): SourceStatus {
  const { id, kind, name, from, records, malware, vulnerabilities, withdrawn } = source;
  const { refused, firstRefused, pending, newestModified, checkedAt, changedAt, failure } = source;
  return {
    id,
    kind,
    name,
    from,
    records,
    malware,
    vulnerabilities,
    withdrawn,
    refused,
    firstRefused,
    pending: pending.length,
    newestModified,
    checkedAt,
    changedAt,
    failure,
    isStale: isSourceStale(source, now),
  };
}
