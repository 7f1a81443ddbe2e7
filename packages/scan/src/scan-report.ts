import type { DependencyGraph } from "@lockkeeper/lockfile";
import type { VexJustification } from "@lockkeeper/policy";

import type { ScanFinding } from "./scan-finding.ts";

/** A lockfile, manifest, installed tree or bill of materials that was read. */
export interface ScannedGraph {
  /** Relative to the report's target with forward slashes; a folder's path for an installed tree. */
  readonly file: string;
  readonly graph: DependencyGraph;
}

/** A file that was there and could not be understood: what it holds was not checked. */
export interface UnreadFile {
  /** Relative to the report's target with forward slashes. */
  readonly file: string;
  /** From 1; `undefined` where the failure has no line. */
  readonly line: number | undefined;
  /** The code of the error, such as `LOCKFILE_BAD_FORMAT`. */
  readonly code: string;
  /** One sentence; may hold foreign texts. */
  readonly message: string;
  readonly hint: string | undefined;
}

/** Why a finding does not count: a person's entry, a baseline that knew it, or a revision that had it already. */
export type SuppressionCause =
  | {
      readonly kind: "ignored";
      readonly reason: string;
      readonly owner: string;
      readonly expires: string;
      /** Why it does not touch the product, in the words of VEX; `undefined` where somebody merely lives with it. */
      readonly justification?: VexJustification | undefined;
    }
  /** What a report of another tool, or a publisher's statement, says. */
  | { readonly kind: "stated"; readonly file: string; readonly reason: string }
  | { readonly kind: "baseline"; readonly file: string }
  | { readonly kind: "since"; readonly revision: string };

/** A finding that is told and fails nothing. */
export interface SuppressedFinding {
  readonly finding: ScanFinding;
  readonly cause: SuppressionCause;
}

/** What a scan says of one project, lockfile or bill of materials. */
export interface ScanReport {
  /** The folder or file, relative to where the scan was started, with forward slashes; `.` for that folder itself. */
  readonly target: string;
  readonly graphs: readonly ScannedGraph[];
  /** What counts, worst first. */
  readonly findings: readonly ScanFinding[];
  readonly suppressed: readonly SuppressedFinding[];
  readonly unread: readonly UnreadFile[];
  /** Different packages and versions of all graphs, without the project's own. */
  readonly packages: number;
  readonly durationMs: number;
  /** Copies of registries' documents that clients keep on this machine, and that ages and evidence were taken from. */
  readonly copies?: ScanCopies | undefined;
}

/** How many documents were copies, and when the oldest and the newest were kept, in milliseconds since the epoch. */
export interface ScanCopies {
  readonly packages: number;
  readonly oldestAt: number;
  readonly newestAt: number;
}

/** What stands behind the reports of one run: whose they are, and how old what they rest on is. */
export interface ScanOrigin {
  /** Lockkeeper's version. */
  readonly version: string;
  /** When the scan was made, in milliseconds since the epoch. */
  readonly at: number;
  /** The index of advisories; `undefined` when only the built-in catalogue was at hand. */
  readonly advisories: { readonly builtAt: number; readonly records: number } | undefined;
  /** Campaigns of the built-in catalogue. */
  readonly campaigns: number;
}
