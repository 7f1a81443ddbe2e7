import type { DecisionWord, Effect } from "@lockkeeper/core";
import { effects } from "@lockkeeper/core";

/** What was asked for. */
export type LedgerKind = "packument" | "manifest" | "tarball" | "audit" | "metadata" | "write";

/** How the request ended. */
export type LedgerOutcome = "served" | "refused" | "not-modified" | "failed";

/** One request and what came of it. Texts are as the client sent them, cut to a bound; times are milliseconds since the epoch. */
export interface LedgerEntry {
  readonly at: number;
  readonly identity: string;
  readonly client: string;
  readonly clientVersion: string | null;
  readonly command: string | null;
  readonly ci: string | null;
  readonly remote: string | null;
  readonly kind: LedgerKind;
  readonly package: string;
  readonly version: string | null;
  readonly integrityExpected: string | null;
  readonly integrityServed: string | null;
  readonly decision: DecisionWord;
  readonly effect: Effect;
  readonly clause: string;
  readonly policyRevision: string;
  readonly outcome: LedgerOutcome;
  /** The HTTP status that was sent. */
  readonly status: number;
  /** Versions that were withheld from a packument; at most the first fifty are kept. */
  readonly withheld: readonly string[];
  /** Served although it would have been withheld: the firewall only observes. */
  readonly observed: boolean;
  readonly tookFromCache: boolean;
}

/** An entry with its place in the order of all entries. Entries not yet in the database have a provisional place after those. */
export interface LedgerRow extends LedgerEntry {
  readonly seq: number;
}

/** Which rows are wanted; absent keys do not restrict. Times are inclusive at `since`, exclusive at `until`. */
export interface LedgerFilter {
  readonly package?: string;
  readonly version?: string;
  /** Somebody with any token, or `person:alice#tk-3` for one of them. */
  readonly identity?: string;
  readonly since?: number;
  readonly until?: number;
  readonly decision?: DecisionWord;
  readonly kind?: LedgerKind;
  readonly outcome?: LedgerOutcome;
  readonly limit?: number;
  /** By place, which is the order of arrival even if the clock was set back; `asc` unless told. */
  readonly order?: "asc" | "desc";
}

const kinds: readonly LedgerKind[] = ["packument", "manifest", "tarball", "audit", "metadata", "write"];
const outcomes: readonly LedgerOutcome[] = ["served", "refused", "not-modified", "failed"];
const decisions: readonly DecisionWord[] = [...effects, "unknown"];
const textMaxCharacters = 512;
const withheldMaxCount = 50;
const fieldCount = 21;
// The database cuts texts at NUL, and a lone surrogate has no bytes: either would break the hash over the row.
// oxlint-disable-next-line no-control-regex -- Correctness: exactly these characters do not survive.
const unkeepable = /[\u0000\ud800-\udfff]/u;

/** The entry as it will be read back: texts cut to their bound, times and statuses whole numbers. */
export function boundEntry(entry: LedgerEntry): LedgerEntry {
  return {
    at: Math.trunc(entry.at),
    identity: boundText(entry.identity),
    client: boundText(entry.client),
    clientVersion: boundNullable(entry.clientVersion),
    command: boundNullable(entry.command),
    ci: boundNullable(entry.ci),
    remote: boundNullable(entry.remote),
    kind: entry.kind,
    package: boundText(entry.package),
    version: boundNullable(entry.version),
    integrityExpected: boundNullable(entry.integrityExpected),
    integrityServed: boundNullable(entry.integrityServed),
    decision: entry.decision,
    effect: entry.effect,
    clause: boundText(entry.clause),
    policyRevision: boundText(entry.policyRevision),
    outcome: entry.outcome,
    status: Math.trunc(entry.status),
    withheld: entry.withheld.slice(0, withheldMaxCount).map(boundText),
    observed: entry.observed,
    tookFromCache: entry.tookFromCache,
  };
}

function boundText(text: string): string {
  const bounded = text.length > textMaxCharacters ? text.slice(0, textMaxCharacters) : text;
  return unkeepable.test(bounded)
    ? Buffer.from(bounded.replaceAll("\u0000", "\uFFFD"), "utf8").toString("utf8")
    : bounded;
}

function boundNullable(text: string | null): string | null {
  return text === null ? null : boundText(text);
}

/** The one text of a bounded entry, over which the ledger's hashes go. */
export function renderEntry(entry: LedgerEntry): string {
  return JSON.stringify([
    entry.at,
    entry.identity,
    entry.client,
    entry.clientVersion,
    entry.command,
    entry.ci,
    entry.remote,
    entry.kind,
    entry.package,
    entry.version,
    entry.integrityExpected,
    entry.integrityServed,
    entry.decision,
    entry.effect,
    entry.clause,
    entry.policyRevision,
    entry.outcome,
    entry.status,
    entry.withheld,
    entry.observed ? 1 : 0,
    entry.tookFromCache ? 1 : 0,
  ]);
}

/** Reads what `renderEntry` wrote, or answers `undefined`. */
export function tryParseEntry(text: string): LedgerEntry | undefined {
  let fields: unknown;
  try {
    fields = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
  return Array.isArray(fields) && fields.length === fieldCount ? tryBuildEntry(fields) : undefined;
}

/** Builds an entry from its fields in the order of `renderEntry`, or answers `undefined` when one has another type. */
export function tryBuildEntry(fields: readonly unknown[]): LedgerEntry | undefined {
  const text = (index: number): string => mustBe(fields[index], isText);
  const nullable = (index: number): string | null => mustBe(fields[index], isNullableText);
  const whole = (index: number): number => mustBe(fields[index], isWhole);
  try {
    return {
      at: whole(0),
      identity: text(1),
      client: text(2),
      clientVersion: nullable(3),
      command: nullable(4),
      ci: nullable(5),
      remote: nullable(6),
      kind: mustBe(fields[7], isOneOf(kinds)),
      package: text(8),
      version: nullable(9),
      integrityExpected: nullable(10),
      integrityServed: nullable(11),
      decision: mustBe(fields[12], isOneOf(decisions)),
      effect: mustBe(fields[13], isOneOf(effects)),
      clause: text(14),
      policyRevision: text(15),
      outcome: mustBe(fields[16], isOneOf(outcomes)),
      status: whole(17),
      withheld: mustBe(fields[18], isTexts),
      observed: mustBe(fields[19], isBit) === 1,
      tookFromCache: mustBe(fields[20], isBit) === 1,
    };
  } catch (error) {
    if (error instanceof FieldError) return undefined;
    throw error;
  }
}

class FieldError extends Error {}

function mustBe<Value>(value: unknown, is: (value: unknown) => value is Value): Value {
  if (is(value)) return value;
  throw new FieldError();
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function isNullableText(value: unknown): value is string | null {
  return value === null || isText(value);
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value);
}

function isBit(value: unknown): value is 0 | 1 {
  return value === 0 || value === 1;
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.length <= withheldMaxCount && value.every(isText);
}

function isOneOf<Word extends string>(words: readonly Word[]): (value: unknown) => value is Word {
  return (value): value is Word => words.some((word) => word === value);
}
