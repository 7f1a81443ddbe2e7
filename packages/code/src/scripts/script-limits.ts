/** The bounds of reading one script; what lies beyond is a `problem`. */
export const scriptLimits: Readonly<
  Record<"maxCharacters" | "maxEffects" | "maxReferences" | "maxDepth" | "maxCommands" | "maxTexts", number>
> = {
  maxCharacters: 1_000_000,
  maxEffects: 400,
  maxReferences: 400,
  /** Commands inside commands: substitutions, `sh -c`, `node -e`, decoded texts. */
  maxDepth: 8,
  maxCommands: 5_000,
  maxTexts: 100,
};
