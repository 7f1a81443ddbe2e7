import type { YamlDocument } from "./yaml-documents.ts";

/** A value of the plain form: a text, or a list or an object of them. */
type PlainValue = string | PlainValue[] | { [name: string]: PlainValue };
type PlainObject = Record<string, PlainValue>;

interface Level {
  readonly indent: number;
  readonly value: PlainObject | PlainValue[];
}

const usualIndent = 2;
const maxLevels = 30;
// YAML itself takes no more than 1,024.
const maxKeyCharacters = 1_000;
// Line ends, what ASCII prints, and letters of Europe: nothing that YAML reads as an end of a line or refuses.
const unusual = /[^\n\x20-\x7e\u00a1-\u1fff]/;
const plainStart = /[\w./^~<=+$(\u00a1-\u1fff]/;
const plainInFlow = /^[^,[\]{}]*$/;

/**
 * Reads the form of YAML in which pnpm writes its lockfiles, several times as fast as a reader of all YAML: blocks of keys
 * with texts, short lists and objects in one line. Answers `undefined` for whatever is not of that form, without an
 * error; the same as {@link parseYamlDocuments} for what is.
 */
export function tryParsePlainYaml(text: string, section: string): YamlDocument | undefined {
  if (unusual.test(text)) return undefined;
  const reader = new PlainReader(section);
  let line = 0;
  for (let start = 0; start < text.length;) {
    const found = text.indexOf("\n", start);
    const end = found < 0 ? text.length : found;
    line += 1;
    if (end > start && !reader.take(text.slice(start, end), line)) return undefined;
    start = end + 1;
  }
  return reader.finish();
}

class PlainReader {
  readonly #section: string;
  readonly #root: PlainObject = {};
  readonly #levels: Level[];
  readonly #lines = new Map<string, number>();
  #isInSection = false;
  /** A key that nothing has followed yet. */
  #open: { readonly name: string; readonly indent: number; readonly parent: PlainObject } | undefined;

  constructor(section: string) {
    this.#section = section;
    this.#levels = [{ indent: 0, value: this.#root }];
  }

  /** Answers whether the line is of the form. */
  take(content: string, line: number): boolean {
    let indent = 0;
    while (content.charCodeAt(indent) === 32) indent += 1;
    if (indent === content.length || content.endsWith(" ")) return false;
    const isItem = content.startsWith("- ", indent);
    const level = this.#enter(indent, isItem);
    if (level === undefined) return false;
    if (Array.isArray(level)) {
      const item = isItem ? scalarOf(content.slice(indent + 2), false) : undefined;
      if (item === undefined) return false;
      level.push(item);
      return true;
    }
    return !isItem && this.#takeField(level, { content, indent, line });
  }

  finish(): YamlDocument | undefined {
    if (this.#open !== undefined || Object.keys(this.#root).length === 0) return undefined;
    return { value: this.#root, lines: this.#lines };
  }

  /** The object or list to which a line of that indentation belongs; a deeper line begins one below an open key. */
  #enter(indent: number, isItem: boolean): PlainObject | PlainValue[] | undefined {
    const open = this.#open;
    if (open !== undefined) {
      if (indent !== open.indent + usualIndent || this.#levels.length > maxLevels) return undefined;
      const value: PlainObject | PlainValue[] = isItem ? [] : {};
      open.parent[open.name] = value;
      this.#levels.push({ indent, value });
      this.#open = undefined;
      return value;
    }
    while ((this.#levels.at(-1)?.indent ?? -1) > indent) this.#levels.pop();
    const level = this.#levels.at(-1);
    return level?.indent === indent ? level.value : undefined;
  }

  #takeField(
    parent: PlainObject,
    { content, indent, line }: { readonly content: string; readonly indent: number; readonly line: number },
  ): boolean {
    const key = keyOf(content, indent);
    if (key === undefined || key.name === "__proto__" || Object.hasOwn(parent, key.name)) return false;
    if (indent === 0) this.#isInSection = key.name === this.#section;
    if (indent === usualIndent && this.#isInSection) this.#lines.set(key.name, line);
    if (key.end === content.length) {
      this.#open = { name: key.name, indent, parent };
      return true;
    }
    const value = valueOf(content.slice(key.end + 1));
    if (value === undefined) return false;
    parent[key.name] = value;
    return true;
  }
}

/** A key and where its colon ends; `undefined` for what is no key in one line. */
function keyOf(content: string, start: number): { readonly name: string; readonly end: number } | undefined {
  if (content[start] === "'") {
    const close = content.indexOf("'", start + 1);
    if (close < 0 || content[close + 1] !== ":" || close - start > maxKeyCharacters) return undefined;
    return isEndOfKey(content, close + 2)
      ? { name: content.slice(start + 1, close), end: close + 2 }
      : undefined;
  }
  const colon = colonOf(content, start);
  if (colon <= start || colon - start > maxKeyCharacters || !plainStart.test(content.charAt(start)))
    return undefined;
  const name = content.slice(start, colon);
  return name.includes(" #") || name.endsWith(" ") ? undefined : { name, end: colon + 1 };
}

function colonOf(content: string, start: number): number {
  const space = content.indexOf(": ", start);
  return space < 0 && content.endsWith(":") ? content.length - 1 : space;
}

function isEndOfKey(content: string, end: number): boolean {
  return end === content.length || content[end] === " ";
}

function valueOf(text: string): PlainValue | undefined {
  if (text.startsWith("{")) return flowObjectOf(text);
  if (text.startsWith("[")) return flowListOf(text);
  return scalarOf(text, false);
}

function scalarOf(text: string, isInFlow: boolean): string | undefined {
  if (text.startsWith("'")) return quotedOf(text);
  if (!plainStart.test(text.charAt(0)) || text.includes(": ") || text.includes(" #")) return undefined;
  if (text.endsWith(":") || text.endsWith(" ")) return undefined;
  return !isInFlow || plainInFlow.test(text) ? text : undefined;
}

/** A text in single quotes that hold no other; a doubled one stands for itself. */
function quotedOf(text: string): string | undefined {
  if (text.length < 2 || !text.endsWith("'")) return undefined;
  const inner = text.slice(1, -1);
  if (!inner.includes("'")) return inner;
  const halves = inner.split("''");
  return halves.some((half) => half.includes("'")) ? undefined : halves.join("'");
}

function flowListOf(text: string): PlainValue[] | undefined {
  if (!text.endsWith("]")) return undefined;
  if (text === "[]") return [];
  const items = splitFlow(text.slice(1, -1))?.map((item) => scalarOf(item, true));
  return items?.every((item) => item !== undefined) === true ? items.map(String) : undefined;
}

function flowObjectOf(text: string): PlainObject | undefined {
  if (!text.endsWith("}")) return undefined;
  const object: PlainObject = {};
  if (text === "{}") return object;
  for (const member of splitFlow(text.slice(1, -1)) ?? [""]) {
    const colon = member.indexOf(": ");
    const name = colon < 0 ? undefined : scalarOf(member.slice(0, colon), true);
    const rest = member.slice(colon + 2);
    const value = rest.startsWith("[") ? flowListOf(rest) : scalarOf(rest, true);
    if (name === undefined || value === undefined) return undefined;
    if (name === "__proto__" || name.includes(":") || Object.hasOwn(object, name)) return undefined;
    object[name] = value;
  }
  return object;
}

/** The members between commas; those within quotes or a list do not count. `undefined` for what is nested deeper. */
function splitFlow(text: string): readonly string[] | undefined {
  const members: string[] = [];
  let start = 0;
  let isQuoted = false;
  let isInList = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character === "'") isQuoted = !isQuoted;
    else if (isQuoted) continue;
    else if (character === "[") isInList = true;
    else if (character === "]") isInList = false;
    else if (character === "," && !isInList) {
      if (text[at + 1] !== " ") return undefined;
      members.push(text.slice(start, at));
      start = at + 2;
    }
  }
  members.push(text.slice(start));
  return isQuoted || isInList ? undefined : members;
}
