/** A command that a JSON file names: a line for a shell, or a program with its arguments. */
export interface JsonCommand {
  readonly line: number;
  readonly words: string | readonly string[];
}

const maxBytes = 4_000_000;
const maxDepth = 20;
const maxCommands = 2000;
const commandKeys = /^(?:.{0,40}command|preinstall|install|postinstall|prepare)$/i;

/**
 * Lists the commands of settings in JSON with comments and trailing commas (`command` with `args`), or the scripts of a
 * manifest. Never throws; a text that is no JSON has none.
 */
export function listJsonCommands(text: string, form: "json" | "scripts"): readonly JsonCommand[] {
  if (text.length > maxBytes) return [];
  const value = tryParse(text);
  const found: JsonCommand[] = [];
  if (form === "scripts") {
    for (const [name, script] of membersOf(membersOf(value).get("scripts"))) {
      if (typeof script === "string") found.push({ line: lineOf(text, JSON.stringify(name)), words: script });
    }
    return found;
  }
  walk(value, { text, found, depth: 0 });
  return found;
}

interface Walk {
  readonly text: string;
  readonly found: JsonCommand[];
  readonly depth: number;
}

function walk(value: unknown, { text, found, depth }: Walk): void {
  if (depth > maxDepth || found.length >= maxCommands || typeof value !== "object" || value === null) return;
  const members = membersOf(value);
  for (const [key, each] of members) {
    if (!Array.isArray(value) && commandKeys.test(key))
      addCommand(each, members.get("args"), { text, found, depth });
    walk(each, { text, found, depth: depth + 1 });
  }
}

function addCommand(command: unknown, args: unknown, { text, found }: Walk): void {
  const given = textsOf(args);
  if (Array.isArray(command)) {
    const words = [...textsOf(command), ...given];
    if (words.length > 0) found.push({ line: lineOf(text, JSON.stringify(words.at(-1))), words });
  } else if (typeof command === "string") {
    const line = lineOf(text, JSON.stringify(given.at(-1) ?? command));
    found.push({ line, words: given.length === 0 ? command : [command, ...given] });
  }
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((each): each is string => typeof each === "string") : [];
}

function membersOf(value: unknown): ReadonlyMap<string, unknown> {
  return new Map<string, unknown>(typeof value === "object" && value !== null ? Object.entries(value) : []);
}

function lineOf(text: string, part: string): number {
  const at = text.indexOf(part);
  return at < 0 ? 1 : text.slice(0, at).split("\n").length;
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(withoutComments(text.replace(/^\uFEFF/, "")));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Takes comments and trailing commas out in one pass, and leaves texts in quotes as they are. */
function withoutComments(text: string): string {
  const parts: string[] = [];
  let at = 0;
  while (at < text.length) {
    const end = endOfToken(text, at);
    const isComment = text.startsWith("//", at) || text.startsWith("/*", at);
    if (!isComment && !isTrailingComma(text, at, end)) parts.push(text.slice(at, end));
    at = end;
  }
  return parts.join("");
}

function endOfToken(text: string, at: number): number {
  if (text[at] === '"') {
    let end = at + 1;
    while (end < text.length && text[end] !== '"') end += text[end] === "\\" ? 2 : 1;
    return end + 1;
  }
  if (text.startsWith("//", at)) return orEnd(text, text.indexOf("\n", at));
  if (text.startsWith("/*", at)) {
    const end = text.indexOf("*/", at + 2);
    return end < 0 ? text.length : end + 2;
  }
  return at + 1;
}

function orEnd(text: string, found: number): number {
  return found < 0 ? text.length : found;
}

const maxBlank = 1000;

function isTrailingComma(text: string, at: number, end: number): boolean {
  return end === at + 1 && text[at] === "," && /^\s{0,999}[}\]]/.test(text.slice(end, end + maxBlank));
}
