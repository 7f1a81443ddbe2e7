/** A value of JSON, known to be nothing worse. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;

/** An object of JSON. Look members up with `memberOf` alone: a name may be one that every object has. */
export interface JsonObject {
  readonly [name: string]: JsonValue;
}

/** Larger documents of configuration are not read. */
const textMaxCharacters = 8_000_000;

/** Parses JSON as Node does, with a byte order mark taken off; `undefined` when it is none. */
export function tryParseJson(text: string): JsonValue | undefined {
  if (text.length > textMaxCharacters) return undefined;
  try {
    return JSON.parse(text.replace(/^\uFEFF/, "")) as JsonValue; // What JSON.parse answers without a reviver.
  } catch {
    return undefined;
  }
}

/** Parses JSON with comments and final commas, as editors and agents write their settings. */
export function tryParseLenientJson(text: string): JsonValue | undefined {
  return tryParseJson(text) ?? tryParseJson(withoutComments(text));
}

/** Texts are matched first, so that nothing inside them is taken for a comment or a comma. */
function withoutComments(text: string): string {
  return text
    .slice(0, textMaxCharacters)
    .replace(/"[^"\\\n]*(?:\\.[^"\\\n]*)*"|\/\/[^\n]*|\/\*[^*]*\*+(?:[^/*][^*]*\*+)*\//g, keepText)
    .replace(/"[^"\\\n]*(?:\\.[^"\\\n]*)*"|,(?=[ \t\r\n]{0,200}[}\]])/g, keepText);
}

function keepText(match: string): string {
  return match.startsWith('"') ? match : "";
}

export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A member of an object's own; `undefined` for anything else. */
export function memberOf(value: JsonValue | undefined, name: string): JsonValue | undefined {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

/** A member that is a text. */
export function textOf(value: JsonValue | undefined, name: string): string | undefined {
  const member = memberOf(value, name);
  return typeof member === "string" ? member : undefined;
}

/** The members of an object in their order; none for anything else. */
export function membersOf(value: JsonValue | undefined): readonly (readonly [string, JsonValue])[] {
  return isObject(value) ? Object.entries(value) : [];
}

/** The items of an array; none for anything else. */
export function itemsOf(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? (value as readonly JsonValue[]) : []; // Array.isArray does not narrow read-only arrays.
}

/** Every object in a value, outermost first, to a depth that settings never reach. */
export function* objectsIn(value: JsonValue | undefined, depth = 0): Generator<JsonObject> {
  if (depth > depthMax || typeof value !== "object" || value === null) return;
  if (isObject(value)) yield value;
  for (const child of Object.values(value)) yield* objectsIn(child, depth + 1);
}

const depthMax = 20;
