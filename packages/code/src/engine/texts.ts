import { higher, namingOf, taintOf } from "./taint.ts";
import { Api, Bytes, Dict, Folded, Func, List, Opaque, Union, unknown } from "./values.ts";
import type { NamingLevel, Primitive, Value } from "./values.ts";

/** How an unknown part of a text is written. */
export const unknownPart = "${…}";
const joinedOptions = 6;

/** Whether a value is one that the language itself writes as a primitive, or a folded text. */
export function isKnown(value: Value): value is Primitive | Folded {
  return typeof value !== "object" || value === null || value instanceof Folded;
}

/** The exact primitive behind a known value. */
export function primitiveOf(value: Primitive | Folded): Primitive {
  return value instanceof Folded ? value.text : value;
}

/** The exact text of a value that is one. */
export function knownText(value: Value): string | undefined {
  if (typeof value === "string") return value;
  return value instanceof Folded ? value.text : undefined;
}

/** The text that a value becomes as a key of a member. */
export function keyText(value: Value): string | undefined {
  if (typeof value === "string") return value;
  if (value instanceof Folded) return value.text;
  if (value instanceof List && value.rest === undefined && value.items.length <= 64) return listText(value);
  return typeof value === "object" && value !== null ? undefined : String(value);
}

function listText(list: List): string | undefined {
  const parts = list.items.map((item) => (item === undefined || item === null ? "" : keyText(item)));
  return parts.includes(undefined) ? undefined : parts.join(",");
}

/** A text with how it came to be; plain ones stay as the language writes them. */
export function folded(text: string, naming: NamingLevel): Value {
  return naming === 0 ? text : new Folded(text, naming);
}

/** The text of a value with unknown parts as `${…}`. */
export function renderText(value: Value): string {
  return renderPart(value, 0);
}

function renderPart(value: Value, depth: number): string {
  if (typeof value === "string") return value;
  if (value instanceof Folded) return value.text;
  if (typeof value !== "object" || value === null) return String(value);
  if (value instanceof Opaque) return value.text ?? unknownPart;
  if (value instanceof Api) return renderApi(value);
  if (depth >= renderedDepth) return unknownPart;
  if (value instanceof Union) return renderUnion(value, depth + 1);
  if (value instanceof Bytes) return Buffer.from(value.data.subarray(0, 2_000)).toString("utf8");
  if (value instanceof List) return renderList(value, depth + 1);
  return unknownPart;
}

const renderedDepth = 3;
const renderedLength = 4_000;

function renderList(list: List, depth: number): string {
  let text = "";
  for (const [index, item] of list.items.slice(0, 40).entries()) {
    if (text.length >= renderedLength) break;
    text += `${index === 0 ? "" : ","}${renderPart(item, depth)}`;
  }
  return text;
}

function renderUnion(union: Union, depth: number): string {
  const texts = union.options.map((option) => renderPart(option, depth));
  return texts.find((text) => text !== unknownPart && text !== "undefined" && text !== "") ?? unknownPart;
}

function renderApi(api: Api): string {
  return api.path === "process.env" ? "${process.env}" : unknownPart;
}

/** The value of two texts behind each other. */
export function concatenate(left: Value, right: Value, maxLength: number): Value {
  const naming = higher(1, higher(namingOf(left), namingOf(right)));
  if (isKnown(left) && isKnown(right)) {
    const text = String(primitiveOf(left)) + String(primitiveOf(right));
    return text.length > maxLength ? unknown : new Folded(text, naming);
  }
  return compose([left, right], naming);
}

/** A text of parts, some of them unknown. */
export function compose(parts: readonly Value[], naming: NamingLevel): Opaque {
  let taint = 0;
  let text = "";
  let about: string | undefined;
  for (const part of parts) {
    taint |= taintOf(part);
    if (text.length < 4_000) text += renderText(part).slice(0, 4_000);
    if (part instanceof Opaque) about ??= part.about;
  }
  return new Opaque(taint, text.replaceAll("${…}${…}", unknownPart), naming, about);
}

/** One of two values. */
export function join(one: Value, other: Value): Value {
  if (one === other || other === undefined) return one;
  if (one === undefined || one === unknown) return other;
  return other === unknown || isSame(one, other) ? one : unite(one, other);
}

function unite(one: Value, other: Value): Value {
  const options = [...optionsOf(one)];
  for (const option of optionsOf(other)) {
    const isNew = !options.some((known) => isSame(known, option));
    if (isNew && options.length < joinedOptions) options.push(option);
  }
  const kept = options.reduce<number>((taint, option) => taint | taintOf(option), 0);
  const lost = taintOf(other) & ~kept;
  if (lost !== 0) options[options.length - 1] = new Opaque(lost | taintOf(options.at(-1)));
  return options.length === 1 ? options[0] : new Union(options);
}

/** The possibilities that a value stands for. */
export function optionsOf(value: Value): readonly Value[] {
  return value instanceof Union ? value.options : [value];
}

function isSame(one: Value, other: Value): boolean {
  if (one === other) return true;
  if (one instanceof Folded && other instanceof Folded) return one.text === other.text;
  if (one instanceof Api && other instanceof Api) return one.path === other.path && one.draft === other.draft;
  if (one instanceof Opaque && other instanceof Opaque)
    return one.taint === other.taint && one.text === other.text;
  return false;
}

/** Whether a value counts as true; `undefined` when that is not known. */
export function truthOf(value: Value): boolean | undefined {
  if (typeof value !== "object" || value === null) return Boolean(value);
  if (value instanceof Folded) return value.text !== "";
  if (value instanceof Func || value instanceof Dict || value instanceof List || value instanceof Bytes)
    return true;
  return undefined;
}
