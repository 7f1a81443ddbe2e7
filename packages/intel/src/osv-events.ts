import type { AffectedInterval, IntervalEnd } from "./advisory.ts";
import { tryParseOrdered, type ParsedVersion } from "./version-order.ts";

/** The kinds of events that OSV's version ranges are made of. */
type RangeEventKind = "introduced" | "fixed" | "last-affected";

/** One event of a range, as a record lists it. */
export interface RangeEvent {
  readonly kind: RangeEventKind;
  /** A version; `0` stands before every version. */
  readonly version: string;
}

interface PlacedEvent extends RangeEvent {
  /** `undefined` for `0`. */
  readonly parsed: ParsedVersion | undefined;
}

/**
 * Turns the events of one OSV range into intervals; the events may come in any order (OSV schema, "affected[].ranges[].events").
 * Answers `undefined` when a version cannot be placed or nothing is introduced.
 */
export function tryParseIntervals(events: readonly RangeEvent[]): readonly AffectedInterval[] | undefined {
  const placed: PlacedEvent[] = [];
  for (const event of events) {
    const parsed = event.version === "0" ? undefined : tryParseOrdered(event.version);
    if (parsed === undefined && event.version !== "0") return undefined;
    placed.push({ ...event, parsed });
  }
  if (!placed.some(({ kind }) => kind === "introduced")) return undefined;
  return walkEvents(placed.sort(byVersion));
}

function walkEvents(sorted: readonly PlacedEvent[]): readonly AffectedInterval[] {
  const intervals: AffectedInterval[] = [];
  let opened: PlacedEvent | undefined;
  for (const group of groupByVersion(sorted)) {
    const end = group.find(({ kind }) => kind !== "introduced");
    const start = group.find(({ kind }) => kind === "introduced");
    // At one version, an end belongs to what is open already, and to what starts there only when nothing is open.
    const wasOpen = opened !== undefined;
    opened ??= start;
    if (opened === undefined || end === undefined) continue;
    intervals.push(...closeInterval(opened, end));
    opened = wasOpen ? start : undefined;
  }
  if (opened !== undefined) intervals.push({ introduced: startOf(opened), end: { kind: "open" } });
  return intervals;
}

function closeInterval(start: PlacedEvent, end: PlacedEvent): readonly AffectedInterval[] {
  if (end.kind === "introduced") return [];
  const isEmpty = end.kind === "fixed" && compareEvents(start, end) === 0;
  const closed: IntervalEnd = { kind: end.kind, version: end.parsed?.version ?? end.version };
  return isEmpty ? [] : [{ introduced: startOf(start), end: closed }];
}

function startOf(event: PlacedEvent): string | undefined {
  return event.parsed?.version;
}

function groupByVersion(sorted: readonly PlacedEvent[]): readonly (readonly PlacedEvent[])[] {
  const groups: PlacedEvent[][] = [];
  for (const event of sorted) {
    const group = groups.at(-1);
    const [first] = group ?? [];
    if (group !== undefined && first !== undefined && compareEvents(first, event) === 0) group.push(event);
    else groups.push([event]);
  }
  return groups;
}

const kindOrder = { introduced: 0, "last-affected": 1, fixed: 2 } as const;

// Of two ends at one version the later one counts: what is last affected is affected.
function byVersion(left: PlacedEvent, right: PlacedEvent): number {
  return compareEvents(left, right) || kindOrder[left.kind] - kindOrder[right.kind];
}

function compareEvents(left: PlacedEvent, right: PlacedEvent): number {
  if (left.parsed === undefined || right.parsed === undefined) {
    return Number(left.parsed !== undefined) - Number(right.parsed !== undefined);
  }
  return left.parsed.compare(right.parsed);
}
