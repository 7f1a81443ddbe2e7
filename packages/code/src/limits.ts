/** Bounds on reading one source. Over a bound is a `problem` of the facts, with what was found until then. */
export interface CodeLimits {
  /** A longer source is read as its head and its tail. */
  readonly maxCharacters: number;
  readonly maxEffects: number;
  /** Texts that the code runs itself are read so many times over. */
  readonly maxLayers: number;
  /** The longest text that folding makes. */
  readonly maxTextLength: number;
  /** Expressions and statements evaluated in one source, those of loops and calls each time anew. */
  readonly maxSteps: number;
  /** Calls inside calls that are followed. */
  readonly maxCallDepth: number;
  /** Decompressed or decrypted bytes of one constant. */
  readonly maxDecodedBytes: number;
}

/** The bounds that hold where no others are given. */
export const codeLimits: CodeLimits = {
  maxCharacters: 12_000_000,
  maxEffects: 2_000,
  maxLayers: 3,
  maxTextLength: 4_000_000,
  maxSteps: 30_000_000,
  maxCallDepth: 48,
  maxDecodedBytes: 8_000_000,
};
