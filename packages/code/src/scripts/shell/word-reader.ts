import type { ShellWord, WordPart } from "./shell-syntax.ts";

/** A word, and where the text goes on after it. */
interface ReadWord {
  readonly word: ShellWord;
  readonly end: number;
}

const wordEnds = new Set([" ", "\t", "\n", "\r", ";", "|", "&", "(", ")", "<", ">"]);
const substitutionMaxCharacters = 100_000;

/** Reads one word with POSIX quoting, and the `$'…'` of bash. */
export function readWord(text: string, start: number): ReadWord {
  return new WordReader(text, start).read();
}

class WordReader {
  readonly #text: string;
  readonly #start: number;
  readonly #parts: WordPart[] = [];
  #literal = "";
  #isQuoted = false;
  #at: number;

  constructor(text: string, start: number) {
    this.#text = text;
    this.#start = start;
    this.#at = start;
  }

  read(): ReadWord {
    const text = this.#text;
    while (this.#at < text.length && !wordEnds.has(text.charAt(this.#at))) this.#readPiece();
    this.#endLiteral();
    return {
      word: { parts: this.#parts, offset: this.#start, isQuoted: this.#isQuoted },
      end: Math.max(this.#at, this.#start + 1),
    };
  }

  #readPiece(): void {
    const character = this.#text.charAt(this.#at);
    switch (character) {
      case "'":
        this.#readSingleQuoted();
        break;
      case '"':
        this.#readDoubleQuoted();
        break;
      case "\\":
        if (this.#text.charAt(this.#at + 1) !== "\n") this.#literal += this.#text.charAt(this.#at + 1);
        this.#at += 2;
        break;
      case "$":
      case "`":
        this.#readExpansion();
        break;
      default:
        this.#literal += character;
        this.#at += 1;
    }
  }

  #readSingleQuoted(): void {
    const end = this.#indexOf("'", this.#at + 1);
    this.#literal += this.#text.slice(this.#at + 1, end);
    this.#isQuoted = true;
    this.#at = end + 1;
  }

  #readDoubleQuoted(): void {
    this.#isQuoted = true;
    this.#at += 1;
    while (this.#at < this.#text.length) {
      const character = this.#text.charAt(this.#at);
      if (character === '"') break;
      if (character === "\\" && '"\\$`\n'.includes(this.#text.charAt(this.#at + 1))) {
        if (this.#text.charAt(this.#at + 1) !== "\n") this.#literal += this.#text.charAt(this.#at + 1);
        this.#at += 2;
      } else if (character === "$" || character === "`") {
        this.#readExpansion();
      } else {
        this.#literal += character;
        this.#at += 1;
      }
    }
    this.#at += 1;
  }

  #readExpansion(): void {
    const text = this.#text;
    const at = this.#at;
    if (text.charAt(at) === "`") return this.#readCommand(at + 1, this.#indexOf("`", at + 1));
    const next = text.charAt(at + 1);
    if (next === "(") return this.#readCommand(at + 2, closingOf(text, at + 1, "(", ")"));
    if (next === "{") return this.#readBraced(at + 2, closingOf(text, at + 1, "{", "}"));
    if (next === "'") return this.#readAnsiQuoted();
    const name = /^(?:[A-Za-z_]\w{0,200}|[0-9@*#?$!-])/.exec(text.slice(at + 1, at + 203))?.[0];
    if (name === undefined) {
      this.#literal += "$";
      this.#at += 1;
      return;
    }
    this.#push({ kind: "variable", name });
    this.#at += 1 + name.length;
  }

  #readCommand(from: number, end: number): void {
    const inner = this.#text.slice(from, Math.min(end, from + substitutionMaxCharacters));
    // `$((1 + 2))` is arithmetic, no command.
    if (!inner.startsWith("(")) this.#push({ kind: "command", text: inner, offset: from });
    this.#at = end + 1;
  }

  #readBraced(from: number, end: number): void {
    const inner = this.#text.slice(from, end);
    const name = /^[!#]?(\w{1,200})/.exec(inner)?.[1];
    if (name !== undefined) this.#push({ kind: "variable", name });
    // A default may be a command itself: `${X:-$(curl …)}`.
    const command = inner.indexOf("$(");
    if (command !== -1) {
      const close = closingOf(inner, command + 1, "(", ")");
      this.#push({ kind: "command", text: inner.slice(command + 2, close), offset: from + command + 2 });
    }
    this.#at = end + 1;
  }

  #readAnsiQuoted(): void {
    let end = this.#at + 2;
    while (end < this.#text.length && this.#text.charAt(end) !== "'")
      end += this.#text.charAt(end) === "\\" ? 2 : 1;
    this.#literal += unescapeAnsi(this.#text.slice(this.#at + 2, end));
    this.#isQuoted = true;
    this.#at = end + 1;
  }

  #push(part: WordPart): void {
    this.#endLiteral();
    this.#parts.push(part);
  }

  #endLiteral(): void {
    if (this.#literal !== "") this.#parts.push({ kind: "text", text: this.#literal });
    this.#literal = "";
  }

  #indexOf(character: string, from: number): number {
    const found = this.#text.indexOf(character, from);
    return found === -1 ? this.#text.length : found;
  }
}

/** The index of the bracket that closes the one at `open`; the end of the text where none does. */
export function closingOf(text: string, open: number, opening: string, closing: string): number {
  let depth = 0;
  for (let at = open; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === "\\") at += 1;
    else if (character === "'" && opening === "(") {
      const end = text.indexOf("'", at + 1);
      if (end === -1) return text.length;
      at = end;
    } else if (character === opening) depth += 1;
    else if (character === closing) {
      depth -= 1;
      if (depth === 0) return at;
    }
  }
  return text.length;
}

const ansiEscapes: ReadonlyMap<string, string> = new Map([
  ["n", "\n"],
  ["t", "\t"],
  ["r", "\r"],
  ["e", "\u{1B}"],
]);

function unescapeAnsi(text: string): string {
  return text.replaceAll(
    /\\(?:[xu]([0-9A-Fa-f]{1,4})|([0-7]{1,3})|([\s\S]))/g,
    (_, ...groups: (string | undefined)[]) => {
      const [hex, octal, other] = groups;
      if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
      return ansiEscapes.get(other ?? "") ?? other ?? "";
    },
  );
}
