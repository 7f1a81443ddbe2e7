import type { PlacedMember, PlacedValue } from "./json-places.ts";
import { placeJson } from "./json-places.ts";

/** A JSON value as it is to be written. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

type PlacedObject = Extract<PlacedValue, { readonly kind: "object" }>;

/**
 * Sets a member of a JSON text and leaves every other byte: indentation, line ends, order and a byte order mark stay.
 * A new member goes where the order of names puts it, or last where there is no order; objects on the way are made.
 * Where a name comes twice, the last counts. Throws `SCAN_BAD_MANIFEST`.
 */
export function setJsonMember(text: string, path: readonly string[], value: JsonValue): string {
  const { parents, rest } = walk(text, path);
  const parent = parents.at(-1);
  const [key, ...deeper] = rest;
  if (parent === undefined || key === undefined) return text;
  const known = memberOf(parent, key);
  if (known !== undefined && deeper.length === 0) {
    const layout = layoutOf(
      text,
      indentAt(text, known.at),
      text.slice(parent.start, known.at).includes("\n"),
    );
    return splice(text, known.value.start, known.value.end, renderValue(value, layout));
  }
  const whole = deeper.reduceRight<JsonValue>((inner, name) => nullRecord(name, inner), value);
  return known === undefined
    ? insertMember(text, { parent, key, value: whole })
    : setJsonMember(text, path.slice(0, path.length - deeper.length), whole);
}

/** Removes a member with its comma and its line; the text as it is where there is none. Throws `SCAN_BAD_MANIFEST`. */
export function removeJsonMember(text: string, path: readonly string[]): string {
  const { parents, rest } = walk(text, path);
  const [key] = rest;
  const parent = parents.at(-1);
  if (key === undefined || parent === undefined || rest.length > 1) return text;
  const index = parent.members.findLastIndex((each) => each.key === key);
  const member = parent.members[index];
  if (member === undefined) return text;
  const next = parent.members[index + 1];
  if (next !== undefined) return splice(text, member.at, next.at, "");
  const before = parent.members[index - 1];
  return before === undefined
    ? splice(text, parent.start, parent.end, "{}")
    : splice(text, before.value.end, member.value.end, "");
}

interface Walked {
  /** The objects on the way that are there, the outermost first. */
  readonly parents: readonly PlacedObject[];
  /** What of the path begins in the last of them. */
  readonly rest: readonly string[];
}

function walk(text: string, path: readonly string[]): Walked {
  const parents: PlacedObject[] = [];
  let at: PlacedValue | undefined = placeJson(text);
  for (const [depth, key] of path.entries()) {
    // What is no object gives way to one; the text itself does not.
    if (at?.kind !== "object") return { parents, rest: path.slice(Math.max(0, depth - 1)) };
    parents.push(at);
    at = memberOf(at, key)?.value;
  }
  return { parents, rest: path.slice(-1) };
}

function memberOf({ members }: PlacedObject, key: string): PlacedMember | undefined {
  return members.findLast((each) => each.key === key);
}

interface Insertion {
  readonly parent: PlacedObject;
  readonly key: string;
  readonly value: JsonValue;
}

function insertMember(text: string, { parent, key, value }: Insertion): string {
  const { members, start, end } = parent;
  const [first] = members;
  const last = members.at(-1);
  const layout = layoutOfMembers(text, parent);
  const member = `${JSON.stringify(key)}:${layout.gap}${renderValue(value, layout)}`;
  if (first === undefined || last === undefined)
    return splice(text, start, end, `{${layout.breakAt(0)}${member}${layout.breakAt(-1)}}`);
  const next = isSorted(members) ? members.find((each) => compareNames(each.key, key) > 0) : undefined;
  const between = `,${layout.breakAt(0) === "" ? layout.gap : layout.breakAt(0)}`;
  return next === undefined
    ? splice(text, last.value.end, last.value.end, `${between}${member}`)
    : splice(text, next.at, next.at, `${member}${between}`);
}

function isSorted(members: readonly PlacedMember[]): boolean {
  return members.every((each, index) => {
    const before = members[index - 1];
    return before === undefined || compareNames(before.key, each.key) <= 0;
  });
}

/** As npm orders names. */
export function compareNames(left: string, right: string): number {
  return left.localeCompare(right, "en");
}

interface Layout {
  /** What stands between a name's colon and its value. */
  readonly gap: string;
  /** The line break before a member, or before one so many levels further in; empty where all stands on one line. */
  breakAt(level: number): string;
}

/** How the members of an object are laid out: what stands on one line stays on one. */
function layoutOfMembers(text: string, { members: [first], start }: PlacedObject): Layout {
  if (first === undefined) return layoutOf(text, indentAt(text, start) + unitOf(text), text.includes("\n"));
  return layoutOf(text, indentAt(text, first.at), text.slice(start, first.at).includes("\n"));
}

function layoutOf(text: string, indent: string, isBroken: boolean): Layout {
  const gap = /"\s*:( ?)/.exec(text)?.[1] ?? "";
  if (!isBroken) return { gap, breakAt: () => "" };
  const lineEnd = text.includes("\r\n") ? "\r\n" : "\n";
  const unit = unitOf(text);
  return {
    gap,
    breakAt: (level) => `${lineEnd}${level < 0 ? indent.slice(unit.length) : indent + unit.repeat(level)}`,
  };
}

function unitOf(text: string): string {
  return /\n([ \t]+)\S/.exec(text)?.[1] ?? "  ";
}

function indentAt(text: string, at: number): string {
  const lineStart = text.lastIndexOf("\n", at - 1) + 1;
  return /^[ \t]*/.exec(text.slice(lineStart, at))?.[0] ?? "";
}

function renderValue(value: JsonValue, layout: Layout, level = 0): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const isList = isArray(value);
  const inner = isList
    ? value.map((item) => renderValue(item, layout, level + 1))
    : Object.entries(value).map(
        ([key, each]) => `${JSON.stringify(key)}:${layout.gap}${renderValue(each, layout, level + 1)}`,
      );
  const [open, close] = isList ? ["[", "]"] : ["{", "}"];
  if (inner.length === 0) return `${open}${close}`;
  const at = layout.breakAt(level + 1);
  return `${open}${at}${inner.join(`,${at}`)}${layout.breakAt(level)}${close}`;
}

function isArray(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}

function nullRecord(key: string, value: JsonValue): JsonValue {
  return Object.fromEntries([[key, value]]);
}

function splice(text: string, start: number, end: number, inserted: string): string {
  return text.slice(0, start) + inserted + text.slice(end);
}
