import { ScanError } from "../errors.ts";

/** A value of a JSON text and where it stands: offsets in characters, the end behind its last one. */
export type PlacedValue =
  | (Span & { readonly kind: "object"; readonly members: readonly PlacedMember[] })
  | (Span & { readonly kind: "array"; readonly items: readonly PlacedValue[] })
  | (Span & { readonly kind: "scalar" });

/** A member of an object. */
export interface PlacedMember {
  readonly key: string;
  /** Where its name begins, at the quote. */
  readonly at: number;
  readonly value: PlacedValue;
}

interface Span {
  readonly start: number;
  readonly end: number;
}

const maxDepth = 200;
const scalar = /(?:"(?:[^"\\]|\\.)*"|[^\s,\]}]+)/y;

/** Finds the places of every value. Throws `SCAN_BAD_MANIFEST` for what is no JSON. */
export function placeJson(text: string): PlacedValue {
  assertJson(text);
  const start = skipSpace(text, text.startsWith("\uFEFF") ? 1 : 0);
  return placeValue(text, start, 0);
}

/** The engine's own parser decides what JSON is, so that walking it needs no second opinion. */
function assertJson(text: string): void {
  try {
    JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (cause) {
    throw unplaceable("it is no JSON", cause);
  }
}

function placeValue(text: string, start: number, depth: number): PlacedValue {
  if (depth > maxDepth) throw unplaceable(`it has more than ${String(maxDepth)} levels of nesting`);
  if (text[start] === "{") return placeObject(text, start, depth);
  if (text[start] === "[") return placeArray(text, start, depth);
  return { kind: "scalar", start, end: endOfScalar(text, start) };
}

function placeObject(text: string, start: number, depth: number): PlacedValue {
  const members: PlacedMember[] = [];
  let at = skipSpace(text, start + 1);
  while (text[at] !== "}") {
    const keyEnd = endOfScalar(text, at);
    const key: unknown = JSON.parse(text.slice(at, keyEnd));
    const value = placeValue(text, skipSpace(text, skipSpace(text, keyEnd) + 1), depth + 1);
    members.push({ key: String(key), at, value });
    at = skipComma(text, value.end);
  }
  return { kind: "object", start, end: at + 1, members };
}

function placeArray(text: string, start: number, depth: number): PlacedValue {
  const items: PlacedValue[] = [];
  let at = skipSpace(text, start + 1);
  while (text[at] !== "]") {
    const item = placeValue(text, at, depth + 1);
    items.push(item);
    at = skipComma(text, item.end);
  }
  return { kind: "array", start, end: at + 1, items };
}

function skipComma(text: string, at: number): number {
  const next = skipSpace(text, at);
  return text[next] === "," ? skipSpace(text, next + 1) : next;
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (text[at] === " " || text[at] === "\n" || text[at] === "\r" || text[at] === "\t") at += 1;
  return at;
}

function endOfScalar(text: string, start: number): number {
  scalar.lastIndex = start;
  const length = scalar.exec(text)?.[0].length ?? 0;
  if (length === 0) throw unplaceable(`nothing stands at character ${String(start)}`);
  return start + length;
}

function unplaceable(why: string, cause?: unknown): ScanError {
  return new ScanError("SCAN_BAD_MANIFEST", {
    message: `Cannot edit the file as ${why}`,
    hint: "What cannot be read is not repaired.",
    cause,
  });
}
