/** The bounds of a detonation. Sizes are bytes unless said otherwise, times are milliseconds. */
export interface DetonateLimits {
  /** What the engine's memory may grow to; it begins at 16 MB. */
  readonly memoryMaxBytes: number;
  /** The same for each process within another. */
  readonly childMemoryMaxBytes: number;
  /** The same for all engines of a thread together: a large bundle has it, or what starts it. */
  readonly threadMemoryMaxBytes: number;
  /** What is kept for the engine of what it allocates, below which code gets an error that it can catch. */
  readonly memoryReserveBytes: number;
  /** The engine's own stack. */
  readonly stackMaxBytes: number;
  /** How often the engine may ask whether to go on: about every ten thousand calls and turns of loops. */
  readonly effortMax: number;
  /** What a call from the engine to its host counts for, and how many bytes of it count for one more. */
  readonly effortOfCall: number;
  readonly bytesOfEffort: number;
  /**
   * Time that all runs of a package may take, once the emulator has started; what the machine does for others does not count. Each
   * run has half of what is left of it, so that one which never ends leaves something to the others.
   */
  readonly packageMaxMs: number;
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
  memoryMaxBytes: 196 * 1024 * 1024,
  childMemoryMaxBytes: 196 * 1024 * 1024,
  threadMemoryMaxBytes: 212 * 1024 * 1024,
  memoryReserveBytes: 4 * 1024 * 1024,
  stackMaxBytes: 1024 * 1024,
  effortMax: 6_000,
  effortOfCall: 0.05,
  bytesOfEffort: 100_000,
  packageMaxMs: 5_000,
  turnMaxCount: 3_000,
  intervalMaxCount: 20,
  virtualMaxMs: 100 * 24 * 3_600_000,
  childMaxDepth: 3,
  childMaxCount: 40,
  observationMaxCount: 2_000,
  textMaxCharacters: 2_000,
  detailMaxCharacters: 500,
  messageMaxCharacters: 8_000_000,
  fileMaxBytes: 20_000_000,
  writtenMaxBytes: 48_000_000,
  writtenMaxCount: 10_000,
  printedMaxCharacters: 100_000,
};
