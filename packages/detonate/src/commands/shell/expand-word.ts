import { endOfPiece } from "./shell-tokens.ts";

/** What words stand for where they are expanded. */
export interface ExpansionScope {
  readonly variable: (name: string) => string | undefined;
  /** What a command prints. */
  readonly substitute: (command: string) => string;
  readonly home: string;
}

const expandedMaxCharacters = 1_000_000;
const fallbackMaxCharacters = 2_000;

/** A raw word as the words that it becomes: quotes taken off, variables and commands put in, split where a shell splits. */
export function expandWord(raw: string, scope: ExpansionScope): readonly string[] {
  const pieces = readPieces(raw, scope, false);
  const words: string[] = [""];
  for (const { text, isQuoted } of pieces) {
    const parts = isQuoted ? [text] : text.split(/[ \t\n]+/);
    words[words.length - 1] = `${words.at(-1) ?? ""}${parts[0] ?? ""}`;
    words.push(...parts.slice(1));
  }
  const isQuoted = pieces.some((piece) => piece.isQuoted);
  return words.filter((word) => word !== "" || (isQuoted && words.length === 1));
}

/** A raw word as one text, as in assignments and redirections. */
export function expandText(raw: string, scope: ExpansionScope): string {
  return readPieces(raw, scope, false)
    .map(({ text }) => text)
    .join("");
}

/** A document's text: only variables and commands are put in. */
export function expandDocument(text: string, scope: ExpansionScope): string {
  return readPieces(text, scope, true)
    .map((piece) => piece.text)
    .join("");
}

interface Piece {
  readonly text: string;
  readonly isQuoted: boolean;
}

function readPieces(raw: string, scope: ExpansionScope, isInside: boolean): readonly Piece[] {
  const pieces: Piece[] = [];
  let length = 0;
  let at = 0;
  while (at < raw.length && length < expandedMaxCharacters) {
    const isQuote = isInside && (raw[at] === '"' || raw[at] === "'");
    const next = isQuote ? at + 1 : raw[at] === "$" ? endOfDollar(raw, at) : endOfPiece(raw, at);
    const source = raw.slice(at, next);
    const made = isQuote
      ? [{ text: source, isQuoted: true }]
      : expandPiece(source, scope, { isInside, isFirst: at === 0, raw });
    pieces.push(...made);
    length += made.reduce((sum, { text }) => sum + text.length, 0);
    at = next;
  }
  return pieces;
}

function endOfDollar(raw: string, at: number): number {
  if (raw[at + 1] === "'") return endOfPiece(raw, at + 1);
  if (raw[at + 1] === "(" || raw[at + 1] === "{") return endOfPiece(raw, at);
  const name = /^(?:[A-Za-z_]\w*|[0-9?$#@*!-])/.exec(raw.slice(at + 1, at + 200))?.[0] ?? "";
  return at + 1 + name.length;
}

interface PiecePlace {
  readonly isInside: boolean;
  readonly isFirst: boolean;
  readonly raw: string;
}

function expandPiece(source: string, scope: ExpansionScope, place: PiecePlace): readonly Piece[] {
  const { isInside } = place;
  switch (source.charAt(0)) {
    case "\\":
      return source.length > 1
        ? [{ text: escapedText(source, isInside), isQuoted: true }]
        : plainPiece(source, scope, place);
    case "`":
      return [substituted(source.slice(1, -1), scope, isInside)];
    case "$":
      return [dollarPiece(source, scope, isInside)];
    case "'":
    case '"':
      return isInside ? plainPiece(source, scope, place) : [quotedPiece(source, scope)];
    default:
      return plainPiece(source, scope, place);
  }
}

function quotedPiece(source: string, scope: ExpansionScope): Piece {
  const inner = source.slice(1, -1);
  if (source.startsWith("'")) return { text: inner, isQuoted: true };
  const text = readPieces(inner, scope, true).map((piece) => piece.text);
  return { text: text.join(""), isQuoted: true };
}

function dollarPiece(source: string, scope: ExpansionScope, isInside: boolean): Piece {
  if (source.startsWith("$'")) return { text: ansiText(source.slice(2, -1)), isQuoted: true };
  if (source.startsWith("$(")) return substituted(source.slice(2, -1), scope, isInside);
  return { text: source.length > 1 ? variableText(source, scope) : source, isQuoted: isInside };
}

function substituted(command: string, scope: ExpansionScope, isInside: boolean): Piece {
  return { text: scope.substitute(command).replace(/\n+$/, ""), isQuoted: isInside };
}

function plainPiece(
  source: string,
  scope: ExpansionScope,
  { isInside, isFirst, raw }: PiecePlace,
): readonly Piece[] {
  const isHome = source === "~" && isFirst && !isInside && /^~(?:\/|$)/.test(raw);
  return [{ text: isHome ? scope.home : source, isQuoted: isInside }];
}

function escapedText(source: string, isInside: boolean): string {
  const character = source.slice(1);
  if (character === "\n") return "";
  return isInside && !/["$`\\]/.test(character) ? source : character;
}

function ansiText(text: string): string {
  return text
    .replaceAll(/\\x([0-9a-fA-F]{1,2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    .replaceAll(/\\([0-7]{1,3})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 8)))
    .replaceAll("\\n", "\n")
    .replaceAll("\\t", "\t")
    .replaceAll(/\\(.)/g, "$1");
}

function variableText(source: string, scope: ExpansionScope): string {
  if (!source.startsWith("${")) return valueOf(source.slice(1), scope) ?? "";
  const match = /^(#?)([A-Za-z_]\w*|[0-9@*#?])([\s\S]*)$/.exec(source.slice(2, -1));
  if (match === null) return "";
  const [, count = "", name = "", rest = ""] = match;
  const value = valueOf(name, scope);
  if (count !== "") return String((value ?? "").length);
  return modified(value, rest, scope);
}

/** What separates words is there without being set: texts are joined by it where blanks would be seen. */
function valueOf(name: string, scope: ExpansionScope): string | undefined {
  return scope.variable(name) ?? (name === "IFS" ? " \t\n" : undefined);
}

/** What a variable's value becomes by what stands after its name: a part, a fallback, a replacement. */
function modified(value: string | undefined, rest: string, scope: ExpansionScope): string {
  const text = value ?? "";
  const part = /^:(-?\d+)(?::(-?\d+))?$/.exec(rest);
  if (part !== null)
    return partOf(text, Number(part[1]), part[2] === undefined ? undefined : Number(part[2]));
  const fallback = /^:?[-=]([\s\S]*)$/.exec(rest)?.[1];
  if (fallback !== undefined) return text === "" ? fallbackText(fallback, scope) : text;
  const swap = /^\/(\/?)([^/]*)(?:\/([\s\S]*))?$/.exec(rest);
  if (swap === null) return text;
  const [, all = "", from = "", to = ""] = swap;
  return all === "" ? text.replace(from, () => to) : text.replaceAll(from, () => to);
}

function fallbackText(fallback: string, scope: ExpansionScope): string {
  return fallback.length > fallbackMaxCharacters ? fallback : expandText(fallback, scope);
}

function partOf(text: string, start: number, length: number | undefined): string {
  if (length === undefined) return text.slice(start);
  return text.slice(start, length < 0 ? length : start + length);
}
