import type { DependencyGraph } from "@lockkeeper/lockfile";

/** The bounds on one bill of materials: bytes, components, levels of nesting, edges. */
export interface SbomLimits {
  readonly maxBytes: number;
  readonly maxComponents: number;
  readonly maxDepth: number;
  readonly maxEdges: number;
}

/** Bounds that no bill of a real product reaches. */
export const sbomLimits: SbomLimits = {
  maxBytes: 256_000_000,
  maxComponents: 500_000,
  maxDepth: 64,
  maxEdges: 5_000_000,
};

/** Components that a graph of packages of npm has no place for, and why: they were not checked. */
export type BillGapReason = "other-ecosystem" | "no-purl" | "bad-purl" | "no-version";

/** How many components of a bill were left out, or are in the graph without what a check needs. */
export interface BillGap {
  readonly reason: BillGapReason;
  /** The ecosystem by its package URL, such as `pypi`; `undefined` for the other reasons. Foreign text. */
  readonly ecosystem: string | undefined;
  readonly count: number;
  /** The first of them, as the bill names it. Foreign text. */
  readonly example: string;
}

/** When a bill was written, and of what, as far as it says. */
export interface BillOrigin {
  /** Milliseconds since the epoch. */
  readonly createdAt: number | undefined;
  /** Whether it lists what lies somewhere as bytes (an image, an installed tree), or what a source asks for. */
  readonly subject: "built" | "source" | "unknown";
}

/** A bill of materials that was read. */
export interface Bill {
  readonly format: "cyclonedx" | "spdx";
  /** Its packages of npm; components of other ecosystems are in `gaps`. */
  readonly graph: DependencyGraph;
  readonly gaps: readonly BillGap[];
  readonly origin: BillOrigin;
}
