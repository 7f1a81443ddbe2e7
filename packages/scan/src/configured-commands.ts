const maxDepth = 12;
const maxCommands = 1000;
const maxWords = 100;

/**
 * The command lines of a configuration in JSON, with or without comments: objects with a `command` and, where there are
 * any, `args`. A text that is no JSON has none; whoever reads files says so.
 */
export function listCommands(text: string): readonly (readonly string[])[] {
  const found: string[][] = [];
  walk(tryParseJsonWithComments(text), found, 0);
  return found;
}

/** Parses JSON as editors write it: with comments and trailing commas. `undefined` for what is none. */
export function tryParseJsonWithComments(text: string): unknown {
  try {
    return JSON.parse(withoutComments(text.replace(/^\uFEFF/, "")));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function walk(value: unknown, found: string[][], depth: number): void {
  if (typeof value !== "object" || value === null || depth > maxDepth || found.length >= maxCommands) return;
  if (Array.isArray(value)) {
    for (const each of value) walk(each, found, depth + 1);
    return;
  }
  const members = new Map<string, unknown>(Object.entries(value));
  const line = lineOf(members.get("command"), members.get("args"));
  if (line.length > 0) found.push([...line]);
  for (const each of members.values()) walk(each, found, depth + 1);
}

/** Some tools write the program alone, some the whole line, some a list of both. */
function lineOf(command: unknown, args: unknown): readonly string[] {
  const given = textsOf(args);
  if (Array.isArray(command)) return [...textsOf(command), ...given];
  if (typeof command !== "string") return [];
  return [...command.trim().split(/\s+/, maxWords), ...given];
}

function textsOf(value: unknown): readonly string[] {
  if (!Array.isArray(value)) return [];
  return value.slice(0, maxWords).filter((each): each is string => typeof each === "string");
}

/** Takes comments and trailing commas out, in one pass, and leaves texts in quotes as they are. */
function withoutComments(text: string): string {
  let out = "";
  let at = 0;
  while (at < text.length) {
    const end = endOfToken(text, at);
    const token = text.slice(at, end);
    out += token.startsWith("//") || token.startsWith("/*") ? " " : token;
    at = end;
  }
  return dropTrailingCommas(out);
}

function endOfToken(text: string, at: number): number {
  const start = text.slice(at, at + 2);
  if (start === "//") return endAt(text, text.indexOf("\n", at));
  if (start === "/*") {
    const end = text.indexOf("*/", at + 2);
    return end < 0 ? text.length : end + 2;
  }
  if (text[at] === '"') return endOfText(text, at);
  let end = at + 1;
  while (end < text.length && text[end] !== '"' && text[end] !== "/") end += 1;
  return end;
}

function endOfText(text: string, at: number): number {
  let end = at + 1;
  while (end < text.length && text[end] !== '"') end += text[end] === "\\" ? 2 : 1;
  return Math.min(end + 1, text.length);
}

function endAt(text: string, found: number): number {
  return found < 0 ? text.length : found;
}

function dropTrailingCommas(text: string): string {
  let out = "";
  let at = 0;
  while (at < text.length) {
    if (text[at] === '"') {
      const end = endOfText(text, at);
      out += text.slice(at, end);
      at = end;
      continue;
    }
    const isTrailing = text[at] === "," && /^,\s{0,10000}[}\]]/.test(text.slice(at, at + 2000));
    if (!isTrailing) out += text[at] ?? "";
    at += 1;
  }
  return out;
}
