import type { Severity } from "@lockkeeper/core";

/** An unbroken run of affected versions in SemVer precedence. */
export interface AffectedInterval {
  /** The first affected version; `undefined` when the run starts before every version. */
  readonly introduced: string | undefined;
  readonly end: IntervalEnd;
}

/** Where a run of affected versions ends: before a fix, with a last affected version, or never. */
export type IntervalEnd =
  | { readonly kind: "fixed"; readonly version: string }
  | { readonly kind: "last-affected"; readonly version: string }
  | { readonly kind: "open" };

/** Which versions of one package an advisory affects: those listed and those inside an interval. */
export interface Affected {
  /** In canonical form: without build metadata. */
  readonly versions: readonly string[];
  readonly intervals: readonly AffectedInterval[];
}

/** One advisory as far as it concerns one package. */
export interface Advisory extends Affected {
  readonly id: string;
  readonly aliases: readonly string[];
  readonly kind: "malware" | "vulnerability";
  readonly severity: Severity | undefined;
  /** Milliseconds since the epoch; seconds are exact. */
  readonly reportedAt: number | undefined;
  /** The name of the feed or folder that it was read from. */
  readonly source: string;
  /** Who reported it, as far as the record says; imports of one database into another share a reporter. */
  readonly reporters: readonly string[];
}
