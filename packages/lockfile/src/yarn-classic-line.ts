import { badFormat } from "./errors.ts";

interface Token {
  readonly text: string;
  /** Where the rest of the line begins. */
  readonly end: number;
}

/** Parses `name@range, "name@range":`. Throws `LOCKFILE_BAD_FORMAT`. */
export function parseKeyLine(content: string, line: number): readonly string[] {
  const keys: string[] = [];
  let position = 0;
  for (;;) {
    const { text, end } = readToken(content, position, line);
    keys.push(text);
    const next = skipSpaces(content, end);
    if (content[next] === ",") position = skipSpaces(content, next + 1);
    else if (content[next] === ":" && skipSpaces(content, next + 1) === content.length) return keys;
    else throw badFormat("an entry's name does not end with a colon", line);
  }
}

/** Parses `name value`; `undefined` for `name:`, which begins a list. Throws `LOCKFILE_BAD_FORMAT`. */
export function parseFieldLine(
  content: string,
  line: number,
): { readonly name: string; readonly value: string } | undefined {
  const name = readToken(content, 0, line);
  const next = skipSpaces(content, name.end);
  if (content[next] === ":" && skipSpaces(content, next + 1) === content.length) return undefined;
  const value = readToken(content, next, line);
  if (skipSpaces(content, value.end) !== content.length) throw badFormat("a field has two values", line);
  return { name: name.text, value: value.text };
}

/** Parses `name:`, which begins a list. Throws `LOCKFILE_BAD_FORMAT`. */
export function parseListName(content: string, line: number): string {
  return readToken(content, 0, line).text;
}

function readToken(content: string, start: number, line: number): Token {
  return content[start] === '"' ? readQuoted(content, start, line) : readWord(content, start, line);
}

function readWord(content: string, start: number, line: number): Token {
  let end = start;
  while (end < content.length && !' ,:"'.includes(content.charAt(end))) end += 1;
  if (end === start) throw badFormat("a name or value is missing", line);
  return { text: content.slice(start, end), end };
}

function readQuoted(content: string, start: number, line: number): Token {
  let end = start + 1;
  while (end < content.length && content[end] !== '"') end += content[end] === "\\" ? 2 : 1;
  if (end >= content.length) throw badFormat("a quotation mark is missing", line);
  return { text: unquote(content.slice(start, end + 1), line), end: end + 1 };
}

function unquote(quoted: string, line: number): string {
  if (!quoted.includes("\\")) return quoted.slice(1, -1);
  try {
    return String(JSON.parse(quoted));
  } catch (error) {
    throw badFormat("a quoted text is not valid", line, error);
  }
}

function skipSpaces(content: string, start: number): number {
  let position = start;
  while (content[position] === " ") position += 1;
  return position;
}
