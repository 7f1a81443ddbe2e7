import { parseOsvRecord, renderOsvRecord } from "@lockkeeper/intel";
import type { OsvItem, OsvOutcome, OsvStanding } from "@lockkeeper/intel";

/** What a kept record is. */
export type KeptKind = "malware" | "vulnerability" | "withdrawn";

/** One record as it is kept: reduced to what decides. */
export interface KeptRecord {
  /** One line of OSV JSON. */
  readonly line: string;
  readonly kind: KeptKind;
  /** Nanoseconds since the epoch. */
  readonly modifiedAt: bigint;
}

/** A record that was not taken, or only in part. */
export interface RefusedItem {
  /** Where in the source it stands. */
  readonly where: string;
  readonly id: string | undefined;
  readonly why: string;
  /** Whether what was known of the record before stays in force. */
  readonly isKept: boolean;
}

/** All records of a source, by id, while they are taken in. */
export interface Contents {
  readonly records: Map<string, KeptRecord>;
  /** The first ones; `refusedCount` counts all. */
  readonly refused: RefusedItem[];
  refusedCount: number;
  /** Records about other ecosystems. */
  readonly ignoredIds: Set<string>;
}

/** How many records of each kind a source has. */
export interface ContentCounts {
  /** Records in force: malware and vulnerabilities. */
  readonly records: number;
  readonly malware: number;
  readonly vulnerabilities: number;
  readonly withdrawn: number;
}

const listedRefusals = 20;

/** Nothing yet. */
export function createContents(): Contents {
  return { records: new Map(), refused: [], refusedCount: 0, ignoredIds: new Set() };
}

/**
 * Takes in one item of a source. The newest of several states of a record wins. A bad record is counted and named, and
 * what `before` knows of it stays: an editing mistake must not take an advisory out of force.
 */
export function takeItem(contents: Contents, item: OsvItem, before: ReadonlyMap<string, KeptRecord>): void {
  const { where, outcome } = item;
  switch (outcome.kind) {
    case "record":
      keepNewest(contents, outcome.record.id, toKept(outcome));
      if (outcome.record.problems[0] !== undefined)
        refuse(contents, {
          where,
          id: outcome.record.id,
          why: `taken in part: ${outcome.record.problems[0]}`,
        });
      return;
    case "withdrawn":
      keepNewest(contents, outcome.id, toKept(outcome));
      return;
    case "ignored":
      contents.ignoredIds.add(outcome.id);
      return;
    case "refused":
      takeRefused(contents, { where, outcome }, before);
  }
}

/** Counts what is there. */
export function countContents(records: ReadonlyMap<string, KeptRecord>): ContentCounts {
  const counts = { malware: 0, vulnerability: 0, withdrawn: 0 };
  for (const { kind } of records.values()) counts[kind] += 1;
  const { malware, vulnerability: vulnerabilities, withdrawn } = counts;
  return { records: malware + vulnerabilities, malware, vulnerabilities, withdrawn };
}

/** How far a record's time may be ahead of this machine's clock. */
const maxAheadMs = 86_400_000;

/** The last instant that is no mistake now; nanoseconds since the epoch, `now` in milliseconds. */
export function latestPlausible(now: number): bigint {
  return BigInt(now + maxAheadMs) * 1_000_000n;
}

/**
 * When the newest record was modified, in nanoseconds since the epoch; 0 for none. One record with a time in the far
 * future would make everything that comes later look old: such times count only where all are of that kind.
 */
export function newestModified(records: ReadonlyMap<string, KeptRecord>, now: number): bigint {
  const plausible = latestPlausible(now);
  let newest = 0n;
  let newestOfAll = 0n;
  for (const { modifiedAt } of records.values()) {
    if (modifiedAt > newestOfAll) newestOfAll = modifiedAt;
    if (modifiedAt > newest && modifiedAt <= plausible) newest = modifiedAt;
  }
  return newest > 0n ? newest : newestOfAll;
}

/** Reads a line that `renderOsvRecord` wrote; `undefined` for anything else. */
export function tryParseKept(line: string): (KeptRecord & { readonly id: string }) | undefined {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    // The caller reports a line that is no JSON like one that is no record.
    return undefined;
  }
  const outcome = parseOsvRecord(json);
  if (outcome.kind !== "record" && outcome.kind !== "withdrawn") return undefined;
  const { kind, modifiedAt } = describe(outcome);
  return { id: idOf(outcome), line, kind, modifiedAt };
}

/** A record as it is kept. */
export function toKept(outcome: OsvStanding): KeptRecord {
  return { line: renderOsvRecord(outcome), ...describe(outcome) };
}

function describe(outcome: OsvStanding): Pick<KeptRecord, "kind" | "modifiedAt"> {
  return outcome.kind === "withdrawn"
    ? { kind: "withdrawn", modifiedAt: outcome.modifiedAt }
    : { kind: outcome.record.kind, modifiedAt: outcome.record.modifiedAt };
}

function idOf(outcome: OsvStanding): string {
  return outcome.kind === "withdrawn" ? outcome.id : outcome.record.id;
}

function keepNewest({ records }: Contents, id: string, kept: KeptRecord): void {
  const known = records.get(id);
  const isNewer = known === undefined || kept.modifiedAt > known.modifiedAt;
  const isWithdrawal = kept.kind === "withdrawn" && kept.modifiedAt === known?.modifiedAt;
  if (isNewer || isWithdrawal) records.set(id, kept);
}

function takeRefused(
  contents: Contents,
  { where, outcome }: { readonly where: string; readonly outcome: Extract<OsvOutcome, { kind: "refused" }> },
  before: ReadonlyMap<string, KeptRecord>,
): void {
  // A file that is no JSON cannot tell its id, but it is called after it.
  const id = outcome.id ?? /([^/]+)\.json$/.exec(where)?.[1];
  const known = id === undefined ? undefined : before.get(id);
  if (id !== undefined && known !== undefined && !contents.records.has(id)) contents.records.set(id, known);
  refuse(contents, { where, id, why: outcome.why }, known !== undefined);
}

function refuse(contents: Contents, item: Omit<RefusedItem, "isKept">, isKept = false): void {
  contents.refusedCount += 1;
  if (contents.refused.length < listedRefusals) contents.refused.push({ ...item, isKept });
}
