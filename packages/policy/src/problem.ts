import { z } from "zod";

/** One thing that is wrong with a document. */
export interface Problem {
  readonly kind: "unknown-key" | "bad-value";
  readonly path: readonly PropertyKey[];
  /** What is wrong, without the path. */
  readonly message: string;
}

/** Says what is wrong with a value in words that need no knowledge of the schema library. */
export function describeIssue(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.input === undefined) return "is missing";
  if (issue.code === "invalid_type") return `must be ${withArticle(issue.expected)}`;
  if (issue.code === "invalid_value") return `must be one of ${issue.values.map(String).join(", ")}`;
  if (issue.code === "too_big")
    return `must have at most ${issue.maximum} ${issue.origin === "array" ? "entries" : "characters"}`;
  return undefined;
}

function withArticle(expected: string): string {
  if (expected === "object") return "a mapping of keys to values";
  if (expected === "array") return "a list";
  return expected === "boolean" ? "true or false" : `a ${expected}`;
}

/** Converts what the schema found to problems a person can act on, unknown keys with a suggestion. */
export function toProblems(error: z.ZodError, schema: z.ZodType): readonly Problem[] {
  return error.issues.flatMap((issue) => toProblemsOfIssue(issue, schema));
}

function toProblemsOfIssue(issue: z.core.$ZodIssue, schema: z.ZodType): readonly Problem[] {
  if (issue.code !== "unrecognized_keys") {
    return [{ kind: "bad-value", path: issue.path, message: lowerFirst(issue.message) }];
  }
  const known = keysAt(schema, issue.path);
  return issue.keys.map((key) => ({
    kind: "unknown-key",
    path: [...issue.path, key],
    message: `unknown key${suggest(key, known)}`,
  }));
}

function lowerFirst(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1);
}

function keysAt(schema: z.ZodType, path: readonly PropertyKey[]): readonly string[] {
  let current: unknown = schema;
  for (const step of path) {
    const inner = unwrap(current);
    if (inner instanceof z.ZodArray) current = inner.element;
    else if (inner instanceof z.ZodObject) current = inner.shape[String(step)];
  }
  const inner = unwrap(current);
  return inner instanceof z.ZodObject ? Object.keys(inner.shape) : [];
}

/** The schema inside the wrapper that makes it optional. */
export function unwrap(schema: unknown): unknown {
  return schema instanceof z.ZodOptional || schema instanceof z.ZodExactOptional
    ? unwrap(schema.unwrap())
    : schema;
}

/** A path as people write it: `cooldown.overrides[2].age`. */
export function renderPath(path: readonly PropertyKey[]): string {
  const text = path
    .map((step) =>
      typeof step === "number" ? `[${step}]` : `.${String(step).replace(/\s+/g, " ").slice(0, 60)}`,
    )
    .join("");
  return text === "" ? "(document)" : text.replace(/^\./, "");
}

const maxDistance = 3;
const maxSuggestedCharacters = 40;

function suggest(key: string, known: readonly string[]): string {
  if (key.length > maxSuggestedCharacters) return "";
  const ranked = known
    .map((name) => ({ name, distance: editDistance(key.toLowerCase(), name.toLowerCase()) }))
    .sort((left, right) => left.distance - right.distance);
  const [best] = ranked;
  const isNear =
    best !== undefined && best.distance <= Math.min(maxDistance, Math.ceil(best.name.length / 2));
  return isNear ? `; did you mean "${best.name}"?` : `; known here: ${known.join(", ")}`;
}

/** The least number of insertions, deletions and replacements that turn one text into the other (Levenshtein 1966). */
function editDistance(left: string, right: string): number {
  let previous = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= right.length; column += 1) {
      const replaced = (previous[column - 1] ?? 0) + (left[row - 1] === right[column - 1] ? 0 : 1);
      const inserted = (current[column - 1] ?? 0) + 1;
      current.push(Math.min(replaced, inserted, (previous[column] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[right.length] ?? 0;
}
