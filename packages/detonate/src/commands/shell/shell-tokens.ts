/** A piece of a shell's text. Words keep their quotes, which say how they are expanded. */
export type ShellToken =
  | { readonly kind: "word"; readonly raw: string }
  | { readonly kind: "operator"; readonly operator: string }
  | { readonly kind: "redirect"; readonly operator: string; readonly descriptor: number }
  | { readonly kind: "document"; readonly text: string; readonly isExpanded: boolean };

const operators = ["&&", "||", ";;", "|&", ";", "|", "&", "(", ")", "\n"] as const;
const redirects = ["<<<", "<<-", "&>>", "<<", ">>", "&>", ">&", "<&", ">|", "<", ">"] as const;

/** Cuts a text into tokens; a quote that nobody closes ends with the text. */
export function readShellTokens(text: string): readonly ShellToken[] {
  return new ShellScanner(text).read();
}

class ShellScanner {
  readonly #text: string;
  readonly #tokens: ShellToken[] = [];
  /** Documents that begin after the next end of a line. */
  #waiting: { readonly mark: string; readonly isExpanded: boolean; readonly isIndented: boolean }[] = [];
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  read(): readonly ShellToken[] {
    while (this.#at < this.#text.length) this.#readToken();
    return this.#tokens;
  }

  #readToken(): void {
    const rest = this.#text.slice(this.#at, this.#at + 3);
    if (rest.startsWith("\\\n")) this.#at += 2;
    else if (rest.startsWith("#")) this.#skipComment();
    else if (/^[ \t\r]/.test(rest)) this.#at += 1;
    else if (this.#readRedirect(rest)) return;
    else if (!this.#readOperator(rest)) this.#tokens.push({ kind: "word", raw: this.#takeWord() });
  }

  #skipComment(): void {
    while (this.#at < this.#text.length && this.#text[this.#at] !== "\n") this.#at += 1;
  }

  #readOperator(rest: string): boolean {
    const operator = operators.find((one) => rest.startsWith(one));
    if (operator === undefined) return false;
    this.#at += operator.length;
    this.#tokens.push({ kind: "operator", operator: operator === "\n" ? ";" : operator });
    if (operator === "\n") this.#takeDocuments();
    return true;
  }

  #readRedirect(rest: string): boolean {
    const digit = /^[0-9](?=[<>])/.exec(rest)?.[0] ?? "";
    const after = this.#text.slice(this.#at + digit.length, this.#at + digit.length + 3);
    const operator = redirects.find((one) => after.startsWith(one));
    if (operator === undefined) return false;
    this.#at += digit.length + operator.length;
    if (operator === "<<" || operator === "<<-") this.#announceDocument(operator);
    else {
      const descriptor = digit === "" ? (operator.startsWith("<") ? 0 : 1) : Number(digit);
      this.#tokens.push({ kind: "redirect", operator, descriptor });
    }
    return true;
  }

  #announceDocument(operator: string): void {
    while (/[ \t]/.test(this.#text[this.#at] ?? "")) this.#at += 1;
    const raw = this.#takeWord();
    this.#waiting.push({
      mark: raw.replaceAll(/["'\\]/g, ""),
      isExpanded: !/["'\\]/.test(raw),
      isIndented: operator === "<<-",
    });
    // Its text comes after the line; the place where it belongs is here.
    this.#tokens.push({ kind: "document", text: "", isExpanded: true });
  }

  #takeDocuments(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const { mark, isExpanded, isIndented } of waiting) {
      const lines: string[] = [];
      while (this.#at < this.#text.length) {
        const end = this.#text.indexOf("\n", this.#at);
        const line = this.#text.slice(this.#at, end === -1 ? undefined : end);
        this.#at = end === -1 ? this.#text.length : end + 1;
        const plain = isIndented ? line.replace(/^\t+/, "") : line;
        if (plain === mark) break;
        lines.push(plain);
      }
      const place = this.#tokens.findIndex((token) => token.kind === "document" && token.text === "");
      this.#tokens[place] = { kind: "document", text: `${lines.join("\n")}\n`, isExpanded };
    }
  }

  #takeWord(): string {
    const start = this.#at;
    while (this.#at < this.#text.length) {
      const character = this.#text.charAt(this.#at);
      if (/[\s;&|()<>]/.test(character)) break;
      this.#at = endOfPiece(this.#text, this.#at);
    }
    if (this.#at === start) this.#at += 1;
    return this.#text.slice(start, this.#at);
  }
}

const nestingMax = 60;

/** Where a quoted piece, a substitution or a single character ends. What is nested more deeply than anybody writes ends at once. */
export function endOfPiece(text: string, at: number, depth: number = 0): number {
  const character = text.charAt(at);
  if (character === "\\") return Math.min(at + 2, text.length);
  if (character === "'" || character === "`") return endOf(text, at + 1, character);
  if (depth > nestingMax) return at + 1;
  if (character === '"') return endOfDouble(text, at + 1, depth + 1);
  if (character === "$" && text[at + 1] === "(") return endOfNested(text, at + 2, "()", depth + 1);
  if (character === "$" && text[at + 1] === "{") return endOfNested(text, at + 2, "{}", depth + 1);
  return at + 1;
}

function endOf(text: string, from: number, mark: string): number {
  const end = text.indexOf(mark, from);
  return end === -1 ? text.length : end + 1;
}

function endOfDouble(text: string, from: number, depth: number): number {
  let at = from;
  while (at < text.length && text[at] !== '"') at = text[at] === "'" ? at + 1 : endOfPiece(text, at, depth);
  return Math.min(at + 1, text.length);
}

function endOfNested(text: string, from: number, pair: string, depth: number): number {
  let open = 1;
  let at = from;
  while (at < text.length && open > 0) {
    const character = text.charAt(at);
    if (character === pair.charAt(0) || character === pair.charAt(1)) {
      open += character === pair.charAt(0) ? 1 : -1;
      at += 1;
    } else {
      at = endOfPiece(text, at, depth);
    }
  }
  return at;
}
