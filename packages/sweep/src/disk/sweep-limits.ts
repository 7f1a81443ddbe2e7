/** The bounds of a sweep. Sizes are bytes, times milliseconds. */
export interface SweepLimits {
  readonly maxEntries: number;
  readonly maxDepth: number;
  /** Folders that may wait to be looked into. */
  readonly maxPending: number;
  /** What is read of a text: a unit, a crontab, a workflow, a manifest. */
  readonly textMaxBytes: number;
  /** A file larger than it is not hashed. */
  readonly hashMaxBytes: number;
  /** Files that are hashed because of the folder they lie in. */
  readonly maxHashedByFolder: number;
  readonly maxMatches: number;
  /** Lines about what was left out or could not be read; the rest is counted. */
  readonly maxNotes: number;
  readonly maxProcesses: number;
  /** Autorun entries and lists of packages that are told. */
  readonly maxInventory: number;
}

/** The bounds that hold unless a caller gives others. */
export const defaultSweepLimits: SweepLimits = {
  maxEntries: 50_000_000,
  maxDepth: 128,
  maxPending: 2_000_000,
  textMaxBytes: 1_000_000,
  hashMaxBytes: 256_000_000,
  maxHashedByFolder: 2000,
  maxMatches: 10_000,
  maxNotes: 1000,
  maxProcesses: 100_000,
  maxInventory: 20_000,
};
