import type { ErrorRecord, Finding, Reason, Verdict } from "@lockkeeper/core";

/** What made a report, so that it can be made again. */
export interface InspectionEngine {
  readonly version: string;
  /** A digest of the detectors and the thresholds. */
  readonly rules: string;
  /** The revision of the advisory data, or `none`. */
  readonly data: string;
  /** A digest of the trust root and keys that were given; without one, those that come with Lockkeeper. */
  readonly trust?: string;
}

/** What one inspection says: the JSON line of `inspect`, with `undefined` for null. */
export interface Inspection {
  /** As it was asked for. */
  readonly spec: string;
  readonly name: string | undefined;
  readonly version: string | undefined;
  readonly integrity: string | undefined;
  readonly verdict: Verdict;
  readonly reasons: readonly Reason[];
  readonly findings: readonly Finding[];
  /** What was looked at: predecessor, states of evidence, triggers, capabilities, hosts, gaps. */
  readonly facts: Readonly<Record<string, unknown>>;
  readonly engine: InspectionEngine;
  readonly durationMs: number;
  readonly error: ErrorRecord | undefined;
}
