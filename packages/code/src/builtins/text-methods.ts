import { runPattern } from "./patterns.ts";
import type { Machine } from "../engine/machine.ts";
import { higher, namingOf } from "../engine/taint.ts";
import { folded, isKnown, join, keyText, knownText, primitiveOf } from "../engine/texts.ts";
import { Api, Func, List, Native, Opaque, Pattern, unknown } from "../engine/values.ts";
import type { NamingLevel, Primitive, Value } from "../engine/values.ts";
import { tableOf } from "../tables.ts";
import { exactArguments, exactly } from "./exact.ts";
import type { MethodCall } from "./methods.ts";

interface TextCall extends MethodCall {
  readonly text: string;
  readonly naming: NamingLevel;
}

/** A method of a text that is known. */
export function callTextMethod(m: Machine, call: TextCall): Value {
  const { text, name, args } = call;
  const [first, second] = args;
  if (name === "charCodeAt" && typeof first === "number") return text.charCodeAt(first);
  if (first instanceof Pattern) return patternMethod(m, call, first);
  if (name === "split") return split(m, call);
  if (isReplacing(name) && isFunction(second)) return replaceByFunction(m, call);
  return callPlainMethod(m, call);
}

function isReplacing(name: string): boolean {
  return name === "replace" || name === "replaceAll";
}

function callPlainMethod(m: Machine, call: TextCall): Value {
  const { text, naming, name, args } = call;
  if (name === "toString" || name === "valueOf" || name === "toWellFormed") return folded(text, naming);
  const method = textMethods.get(name);
  const exact = exactArguments(args);
  if (method === undefined || exact === undefined) return roughly(call);
  const value = method(text, exact, m.limits.maxTextLength);
  if (typeof value !== "string") return exactly(value);
  return value === text && naming === 0 ? value : folded(value, higher(1, naming));
}

function isFunction(value: Value): boolean {
  return value instanceof Func || value instanceof Native || value instanceof Api;
}

function roughly({ name, text, args }: TextCall): Value {
  if (name === "concat") return new Opaque(0, text + args.map((arg) => knownText(arg) ?? "${…}").join(""));
  return undefined;
}

type TextMethod = (text: string, args: readonly Primitive[], maxLength: number) => Value;

function position(value: Primitive): number | undefined {
  return value === undefined ? undefined : Number(value);
}

/** The methods that need no more than the text and exact arguments. */
const textMethods: ReadonlyMap<string, TextMethod> = tableOf<TextMethod>({
  at: (text, [index]) => text.at(Number(index ?? 0)),
  charAt: (text, [index]) => text.charAt(Number(index ?? 0)),
  charCodeAt: (text, [index]) => text.charCodeAt(Number(index ?? 0)),
  codePointAt: (text, [index]) => text.codePointAt(Number(index ?? 0)),
  concat: (text, args, max) => bounded(text + args.join(""), max),
  endsWith: (text, [part]) => text.endsWith(String(part)),
  includes: (text, [part, from]) => text.includes(String(part), position(from)),
  indexOf: (text, [part, from]) => text.indexOf(String(part), position(from)),
  lastIndexOf: (text, [part]) => text.lastIndexOf(String(part)),
  localeCompare: (text, [other]) => (text < String(other) ? -1 : Number(text > String(other))),
  normalize: (text) => text.normalize(),
  padEnd: (text, [length, fill], max) =>
    Number(length) > max ? unknown : text.padEnd(Number(length), fill === undefined ? " " : String(fill)),
  padStart: (text, [length, fill], max) =>
    Number(length) > max ? unknown : text.padStart(Number(length), fill === undefined ? " " : String(fill)),
  repeat: (text, [count], max) =>
    Number(count) >= 0 && Number(count) * text.length <= max ? text.repeat(Number(count)) : unknown,
  replace: (text, [part, other], max) =>
    bounded(
      text.replace(String(part), () => String(other)),
      max,
    ),
  replaceAll: (text, [part, other], max) => {
    const search = String(part);
    const growth = search === "" ? text.length : text.length / search.length;
    return growth * String(other).length > max
      ? unknown
      : bounded(text.split(search).join(String(other)), max);
  },
  slice: (text, [from, to]) => text.slice(position(from), position(to)),
  startsWith: (text, [part, from]) => text.startsWith(String(part), position(from)),
  substr: (text, [from, length]) => {
    const start = Number(from ?? 0);
    const first = start < 0 ? Math.max(0, text.length + start) : start;
    return text.slice(first, length === undefined ? undefined : first + Math.max(0, Number(length)));
  },
  substring: (text, [from, to]) => text.substring(Number(from ?? 0), position(to)),
  toLocaleLowerCase: (text) => text.toLowerCase(),
  toLocaleUpperCase: (text) => text.toUpperCase(),
  toLowerCase: (text) => text.toLowerCase(),
  toUpperCase: (text) => text.toUpperCase(),
  trim: (text) => text.trim(),
  trimEnd: (text) => text.trimEnd(),
  trimStart: (text) => text.trimStart(),
  big: (text) => `<big>${text}</big>`,
  bold: (text) => `<b>${text}</b>`,
  fontcolor: (text, [colour]) => `<font color="${String(colour)}">${text}</font>`,
  italics: (text) => `<i>${text}</i>`,
  link: (text, [target]) => `<a href="${String(target).replaceAll('"', "&quot;")}">${text}</a>`,
  search: (text, [part]) => text.indexOf(String(part)),
});

function bounded(text: string, max: number): Value {
  return text.length > max ? unknown : text;
}

const maxPieces = 400_000;

function split(m: Machine, { text, naming, args }: TextCall): Value {
  const [separator] = args;
  if (separator === undefined) return new List([folded(text, naming)], undefined, m.uncertain);
  const by = keyText(separator);
  if (by === undefined) return undefined;
  const pieces = by === "" && text.length > maxPieces ? [] : text.split(by);
  if (pieces.length > maxPieces || (pieces.length === 0 && text !== "")) return undefined;
  m.steps -= pieces.length >> 3;
  return new List(
    pieces.map((piece) => folded(piece, higher(1, naming))),
    undefined,
    m.uncertain,
  );
}

const maxReplacements = 1_000_000;

function replaceByFunction(m: Machine, { text, naming, name, args }: TextCall): Value {
  const part = knownText(args[0]);
  if (part === undefined || part === "") return undefined;
  const pieces = name === "replace" ? splitOnce(text, part) : text.split(part);
  if (pieces.length > maxReplacements) return undefined;
  return assemble(m, { pieces, matches: pieces.slice(1).map(() => [part]), replace: args[1], naming });
}

function splitOnce(text: string, part: string): readonly string[] {
  const at = text.indexOf(part);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + part.length)];
}

interface Assembly {
  readonly pieces: readonly string[];
  readonly matches: readonly (readonly (string | undefined)[])[];
  readonly replace: Value;
  readonly naming: NamingLevel;
}

/** Puts a text together again, with what a function makes of each match. */
function assemble(m: Machine, { pieces, matches, replace, naming }: Assembly): Value {
  let text = pieces[0] ?? "";
  let level: NamingLevel = higher(1, naming);
  for (let index = 0; index < matches.length; index++) {
    const value = m.call(replace, matches[index] ?? [], undefined);
    if (!isKnown(value)) return unknown;
    level = higher(level, namingOf(value));
    text += String(primitiveOf(value)) + (pieces[index + 1] ?? "");
    if (text.length > m.limits.maxTextLength) return unknown;
  }
  return folded(text, level);
}

function patternMethod(m: Machine, call: TextCall, pattern: Pattern): Value {
  const { text, naming, name } = call;
  if (isReplacing(name)) return replacePattern(m, call, pattern);
  const found = runPattern(m, pattern, { text, isGlobal: name !== "search" });
  if (found === undefined || found.length > maxPieces) return undefined;
  const level = higher(1, naming);
  if (name === "split") return listOf(m, pieceTogether(text, found), level);
  if (name === "match" || name === "matchAll") return listMatches(found, { pattern, level, name });
  return name === "search" ? (found[0]?.index ?? -1) : undefined;
}

function listOf(m: Machine, pieces: readonly string[], level: NamingLevel): List {
  return new List(
    pieces.map((piece) => folded(piece, level)),
    undefined,
    m.uncertain,
  );
}

function replacePattern(m: Machine, { text, naming, name, args }: TextCall, pattern: Pattern): Value {
  const isGlobal = pattern.flags.includes("g") || name === "replaceAll";
  const found = runPattern(m, pattern, { text, isGlobal });
  if (found === undefined || found.length > maxReplacements) return undefined;
  const [, replacement] = args;
  const pieces = pieceTogether(text, found);
  const other = knownText(replacement);
  if (other !== undefined) {
    const replaced = other.includes("$")
      ? text.replace(new RegExp(pattern.source, pattern.flags), other)
      : pieces.join(other);
    return folded(replaced, higher(higher(1, naming), namingOf(replacement)));
  }
  if (!isFunction(replacement)) return undefined;
  return assemble(m, { pieces, matches: found.map((match) => [...match]), replace: replacement, naming });
}

interface Matching {
  readonly pattern: Pattern;
  readonly level: NamingLevel;
  readonly name: string;
}

function listMatches(found: readonly RegExpMatchArray[], { pattern, level, name }: Matching): Value {
  const groups = found.map(
    (match) => new List([...match].map((part) => (part === undefined ? part : folded(part, level)))),
  );
  if (name === "matchAll") return new List(groups);
  if (found.length === 0) return null;
  if (!pattern.flags.includes("g")) return groups[0];
  return new List(found.map((match) => folded(match[0], level)));
}

function pieceTogether(text: string, found: readonly RegExpMatchArray[]): string[] {
  const pieces: string[] = [];
  let from = 0;
  for (const match of found) {
    pieces.push(text.slice(from, match.index));
    from = (match.index ?? 0) + match[0].length;
  }
  pieces.push(text.slice(from));
  return pieces;
}

/** A method of a regular expression. */
export function callPatternMethod(m: Machine, pattern: Pattern, { name, args }: MethodCall): Value {
  const text = knownText(args[0]);
  if (text === undefined || pattern.flags.includes("y") || (name === "exec" && pattern.flags.includes("g")))
    return undefined;
  const found = runPattern(m, pattern, { text, isGlobal: false });
  if (found === undefined) return undefined;
  if (name === "test") return found.length > 0;
  if (name !== "exec") return undefined;
  const [first] = found;
  return first === undefined
    ? null
    : new List(
        [...first].map((part) => join(part, undefined)),
        undefined,
        m.uncertain,
      );
}
