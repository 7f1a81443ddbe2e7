import type { ParsedSetting, SettingValue } from "./setting.ts";
import { maxSettingDepth, maxSettings } from "./setting.ts";

/** Where in a text a key stands that was parsed without its place; answers lines from 1. */
export type FindLine = (path: readonly string[]) => number;

/** The settings of a parsed document, in the order of the document. */
export function settingsOfTree(
  tree: unknown,
  expand: (text: string) => string,
  findLine: FindLine,
): readonly ParsedSetting[] {
  const found: ParsedSetting[] = [];
  collect(tree, [], { found, expand, findLine });
  return found;
}

interface Collection {
  readonly found: ParsedSetting[];
  readonly expand: (text: string) => string;
  readonly findLine: FindLine;
}

function collect(tree: unknown, path: readonly string[], collection: Collection): void {
  if (!isTable(tree) || path.length >= maxSettingDepth) return;
  for (const [key, value] of Object.entries(tree)) {
    if (collection.found.length >= maxSettings) return;
    const inner = [...path, key];
    if (isTable(value)) {
      collect(value, inner, collection);
      continue;
    }
    const read = valueOf(value, collection.expand);
    if (read !== undefined)
      collection.found.push({ path: inner, value: read, line: collection.findLine(inner) });
  }
}

function isTable(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

function valueOf(value: unknown, expand: (text: string) => string): SettingValue | undefined {
  if (typeof value === "string") return expand(value);
  if (typeof value === "number" || typeof value === "boolean") return value;
  if (!Array.isArray(value)) return undefined;
  return value.slice(0, maxSettings).flatMap((each) => (typeof each === "string" ? [expand(each)] : []));
}

/**
 * Finds the line of a key by reading the text from key to key along its path. Good for where a person wrote each key
 * once; otherwise the first place is told, which is near.
 */
export function lineFinder(text: string, forms: (key: string) => readonly string[]): FindLine {
  const starts = lineStarts(text);
  return (path) => {
    let offset = 0;
    for (const key of path) {
      const places = forms(key)
        .map((form) => text.indexOf(form, offset))
        .filter((place) => place >= 0);
      if (places.length > 0) offset = Math.min(...places);
    }
    return lineAt(starts, offset);
  };
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}

function lineAt(starts: readonly number[], offset: number): number {
  let [low, high] = [0, starts.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low + 1;
}
