/** The bounds of a detonation. Sizes are bytes unless said otherwise, times are milliseconds. */
export interface DetonateLimits {
  /** What the engine's memory may grow to; it begins at 16 MB. */
  readonly memoryMaxBytes: number;
  /** What is kept for the engine of what it allocates, below which code gets an error that it can catch. */
  readonly memoryReserveBytes: number;
  /** The engine's own stack. */
  readonly stackMaxBytes: number;
  /** How often the engine may ask whether to go on: about every ten thousand calls and turns of loops. */
  readonly effortMax: number;
  /** Real time that the processes of one run may take together: for machines that are busy, as effort ends what is long. */
  readonly runMaxMs: number;
  /** Turns of the event loop of one process: timers, immediates, events. */
  readonly turnMaxCount: number;
  /** How often one interval fires. */
  readonly intervalMaxCount: number;
  /** How far the world's clock may go. */
  readonly virtualMaxMs: number;
  /** Processes within processes. */
  readonly childMaxDepth: number;
  readonly childMaxCount: number;
  readonly observationMaxCount: number;
  /** Characters of one text in an observation. */
  readonly textMaxCharacters: number;
  readonly detailMaxCharacters: number;
  /** Characters of JSON that cross the bridge in one call. */
  readonly messageMaxCharacters: number;
  readonly fileMaxBytes: number;
  /** What all files that a run writes hold together. */
  readonly writtenMaxBytes: number;
  readonly writtenMaxCount: number;
  readonly printedMaxCharacters: number;
}

/** The bounds that hold where none are given: a run of an install script takes a few hundredths of them. */
export const detonateLimits: DetonateLimits = {
  memoryMaxBytes: 160 * 1024 * 1024,
  memoryReserveBytes: 4 * 1024 * 1024,
  stackMaxBytes: 1024 * 1024,
  effortMax: 6_000,
  runMaxMs: 10_000,
  turnMaxCount: 3_000,
  intervalMaxCount: 20,
  virtualMaxMs: 30 * 24 * 3_600_000,
  childMaxDepth: 3,
  childMaxCount: 40,
  observationMaxCount: 2_000,
  textMaxCharacters: 2_000,
  detailMaxCharacters: 500,
  messageMaxCharacters: 8_000_000,
  fileMaxBytes: 64_000_000,
  writtenMaxBytes: 128_000_000,
  writtenMaxCount: 10_000,
  printedMaxCharacters: 100_000,
};
