import { folded } from "../engine/texts.ts";
import { Dict, List, unknown } from "../engine/values.ts";
import type { NamingLevel, Value } from "../engine/values.ts";

const maxDepth = 200;

/** A text of JSON as a value; its texts came to be as it did. */
export function importJson(text: string, naming: NamingLevel, uncertain: number): Value {
  try {
    return importValue(JSON.parse(text), { naming, uncertain, depth: maxDepth });
  } catch {
    // Not JSON: an exception where the code runs, nothing known here.
    return unknown;
  }
}

interface Import {
  readonly naming: NamingLevel;
  readonly uncertain: number;
  readonly depth: number;
}

function importValue(value: unknown, how: Import): Value {
  if (typeof value === "string") return folded(value, how.naming);
  if (typeof value === "number" || typeof value === "boolean" || value === null) return value;
  if (typeof value !== "object" || how.depth === 0) return unknown;
  const inner = { ...how, depth: how.depth - 1 };
  if (Array.isArray(value))
    return new List(
      value.map((item: unknown) => importValue(item, inner)),
      undefined,
      how.uncertain,
    );
  const members = new Map(
    Object.entries(value).map(([key, member]) => [key, importValue(member, inner)] as const),
  );
  return new Dict(members, undefined, how.uncertain);
}
