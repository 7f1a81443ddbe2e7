/** A value of a foreign JSON document. */
export type Json = unknown;

/** An object of a foreign document as a map of its own members, or `undefined`. */
export function asObject(value: Json): ReadonlyMap<string, Json> | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  return new Map<string, Json>(Object.entries(value));
}

/** The items of an array; none for anything else. */
export function asItems(value: Json): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : []; // Array.isArray does not narrow read-only arrays.
}

/** A text, or `undefined`. */
export function asText(value: Json): string | undefined {
  return typeof value === "string" ? value : undefined;
}
