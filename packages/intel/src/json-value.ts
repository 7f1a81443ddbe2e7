/** A JSON object of unknown content. */
export type JsonRecord = Readonly<Record<string, unknown>>;

/** The value as an object, or `undefined`. */
export function asRecord(value: unknown): JsonRecord | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as JsonRecord) // An object read from JSON has text keys only.
    : undefined;
}

/** The value as a list, or `undefined`. */
export function asArray(value: unknown): readonly unknown[] | undefined {
  return Array.isArray(value) ? value : undefined;
}

/** The value as a text, or `undefined`. */
export function asText(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** The texts in a list; empty for anything else. */
export function asTexts(value: unknown): readonly string[] {
  return asArray(value)?.filter((item) => typeof item === "string") ?? [];
}
