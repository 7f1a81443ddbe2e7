/** A JSON object of unknown content. Read its members with `member`, since a key may be one of `Object.prototype`. */
export type JsonRecord = Readonly<Record<string, unknown>>;

/** The value as an object, or `undefined`. */
export function asRecord(value: unknown): JsonRecord | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as JsonRecord) // An object read from JSON has text keys only.
    : undefined;
}

/** An own member of what may be an object. */
export function member(value: unknown, key: string): unknown {
  const record = asRecord(value);
  return record !== undefined && Object.hasOwn(record, key) ? record[key] : undefined;
}

/** The member as a text of at most that many characters that is not empty, or `undefined`. */
export function textMember(value: unknown, key: string, maxCharacters = 4096): string | undefined {
  const text = member(value, key);
  return typeof text === "string" && text !== "" && text.length <= maxCharacters ? text : undefined;
}

/** The member as a whole number of at least 0, or `undefined`. */
export function countMember(value: unknown, key: string): number | undefined {
  const count = member(value, key);
  return typeof count === "number" && Number.isSafeInteger(count) && count >= 0 ? count : undefined;
}

/** The items of a list, at most that many; empty for anything else. */
export function items(value: unknown, max: number): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]).slice(0, max) : [];
}
