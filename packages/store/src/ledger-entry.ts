import type { DecisionWord, Effect } from "@lockkeeper/core";

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
