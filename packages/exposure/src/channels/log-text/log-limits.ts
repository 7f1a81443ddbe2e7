/** The bounds on one log. Sizes are bytes of the file, or characters of a text. */
export interface LogLimits {
  /** What is read of one log; beyond it the log counts as unreadable. */
  readonly maxBytes: number;
  /** A longer line is read in pieces that overlap. */
  readonly lineMaxCharacters: number;
  /** How far two pieces overlap, so that nothing is cut in two. */
  readonly overlapCharacters: number;
  /** How many different findings of one log are kept. */
  readonly maxFindings: number;
}

/** No log of a real pipeline or proxy reaches them in a day. */
export const logLimits: LogLimits = {
  maxBytes: 64_000_000_000,
  lineMaxCharacters: 65_536,
  overlapCharacters: 2048,
  maxFindings: 100_000,
};
