import { ScriptTokens } from "./script-tokens.ts";
import type { OperandState } from "./script-tokens.ts";

/** A function of a table, with the name that it has there: a text that means the same in an object or a list of its own. */
export interface TableEntry {
  readonly key: string;
  readonly start: number;
  readonly end: number;
}

/** An object or a list that holds nothing but functions, as bundlers write the modules of a bundle. */
export interface FunctionTable {
  readonly start: number;
  readonly end: number;
  readonly isList: boolean;
  readonly entries: readonly TableEntry[];
  /** How long its functions are together. */
  readonly characters: number;
}

const depthMax = 400;
const mark = {
  star: 42,
  open: 40,
  close: 41,
  comma: 44,
  colon: 58,
  semicolon: 59,
  equals: 61,
  question: 63,
  bracket: 91,
  bracketEnd: 93,
  brace: 123,
  braceEnd: 125,
} as const;
const closers: Readonly<Record<number, number>> = {
  [mark.open]: mark.close,
  [mark.bracket]: mark.bracketEnd,
  [mark.brace]: mark.braceEnd,
};
/** Marks after which a table may stand for itself: a call there means the same. */
const beforeTable: ReadonlySet<number> = new Set([
  mark.open,
  mark.comma,
  mark.bracket,
  mark.equals,
  mark.question,
]);
const headWords: ReadonlySet<string> = new Set(["if", "while", "for", "with"]);
const blockWords: ReadonlySet<string> = new Set(["else", "do"]);
const canonicalIndex = /^(?:0|[1-9]\d{0,8})$/;

/** Thrown where a text is one that only a parser could read for certain. */
class UnclearText extends Error {}

/**
 * Finds the tables of functions in a script, without a tree: reading one takes as long as the engine. Gives nothing back for a text
 * that cannot be read for certain, or where what `eval` means may be another thing than usual. Tables within tables are not told.
 */
export function findFunctionTables(
  text: string,
  charactersMin: number,
): readonly FunctionTable[] | undefined {
  try {
    const finder = new TableFinder(text, charactersMin);
    return finder.read();
  } catch (error) {
    if (error instanceof UnclearText) return undefined;
    throw error;
  }
}

/** Where a bracket that opens stands. */
interface Opening {
  readonly mark: number;
  readonly kind: "expression" | "block" | "head" | "other";
  readonly mayBeTable: boolean;
}

class TableFinder {
  readonly #tables: FunctionTable[] = [];
  readonly #tokens: ScriptTokens;
  readonly #charactersMin: number;
  /** Where words stand by which `eval` may mean another thing than usual, for what is around them. */
  readonly #strange: number[] = [];
  #depth = 0;
  /** Whether what is read stands in the parentheses of `for` and its kind, and in none within. */
  #isInHead = false;
  /** Of the token before. */
  #markBefore = 0;
  #wordBefore = "";
  #operandBefore: OperandState = "none";

  constructor(text: string, charactersMin: number) {
    this.#tokens = new ScriptTokens(text);
    this.#charactersMin = charactersMin;
  }

  read(): readonly FunctionTable[] | undefined {
    this.#next();
    this.#walk(-1);
    // Both are in the order of the text, and may be many.
    let index = 0;
    for (const place of this.#strange) {
      while ((this.#tables[index]?.end ?? Infinity) <= place) index += 1;
      const table = this.#tables[index];
      if (table === undefined || place < table.start) return undefined;
    }
    return this.#tables;
  }

  #next(): void {
    const tokens = this.#tokens;
    this.#markBefore = tokens.kind === "mark" && !tokens.isArrow ? tokens.mark : 0;
    this.#wordBefore = tokens.keyword;
    this.#operandBefore = tokens.operand;
    tokens.next();
    if (tokens.kind === "unknown") throw new UnclearText();
    // A key, or a value that is only read.
    if (this.#wordBefore === "eval" && tokens.isMark(mark.colon)) this.#strange.pop();
    if (tokens.keyword === "eval" || tokens.keyword === "with") this.#strange.push(tokens.start);
  }

  /** Goes on from the token that was read to the mark that closes; that is the token then. */
  #walk(closer: number): void {
    const tokens = this.#tokens;
    for (; !tokens.isMark(closer); this.#next()) {
      if (tokens.kind === "end") {
        if (closer >= 0) throw new UnclearText();
        return;
      }
      this.#enterIfOpening();
    }
  }

  #enterIfOpening(): void {
    const tokens = this.#tokens;
    if (tokens.kind === "template") this.#enterTemplate();
    else if (tokens.kind === "mark" && !tokens.isArrow) {
      if (tokens.mark in closers) this.#enter(this.#opening());
      else if (isCloser(tokens.mark)) throw new UnclearText();
    }
  }

  #enterTemplate(): void {
    const tokens = this.#tokens;
    this.#deepen();
    while (tokens.kind === "template") {
      this.#next();
      this.#walk(mark.braceEnd);
      this.#readTemplateOn();
    }
    this.#depth -= 1;
  }

  #readTemplateOn(): void {
    const tokens = this.#tokens;
    tokens.readTemplate(tokens.end);
    if (tokens.kind === "unknown") throw new UnclearText();
  }

  #deepen(): void {
    this.#depth += 1;
    if (this.#depth > depthMax) throw new UnclearText();
  }

  /** Reads what a bracket holds; the one that closes it is the token then. */
  #enter(opening: Opening): void {
    const tokens = this.#tokens;
    const closer = closers[opening.mark] ?? -1;
    this.#deepen();
    if (opening.mayBeTable) this.#readTable(opening.mark === mark.bracket, closer);
    else {
      const isInHead = this.#isInHead;
      this.#isInHead = opening.kind === "head";
      this.#next();
      this.#walk(closer);
      this.#isInHead = isInHead;
    }
    this.#depth -= 1;
    if (opening.kind === "expression") tokens.operand = "operand";
    else tokens.operand = opening.kind === "other" ? "unclear" : "none";
  }

  /** What the bracket at hand opens, by the tokens before it. */
  #opening(): Opening {
    const tokens = this.#tokens;
    switch (tokens.mark) {
      case mark.open: {
        const isHead = headWords.has(this.#wordBefore);
        const kind = isHead ? "head" : this.#wordBefore === "await" ? "other" : "expression";
        return { mark: mark.open, kind, mayBeTable: false };
      }
      case mark.bracket:
        return { mark: mark.bracket, kind: "expression", mayBeTable: this.#mayTableStand() };
      default:
        return { mark: mark.brace, kind: this.#kindOfBrace(), mayBeTable: this.#mayTableStand() };
    }
  }

  #mayTableStand(): boolean {
    const isReturned = this.#wordBefore === "return" && !this.#tokens.isAfterNewline;
    return isReturned || beforeTable.has(this.#markBefore);
  }

  #kindOfBrace(): Opening["kind"] {
    if (this.#mayTableStand()) return "expression";
    const before = this.#markBefore;
    const isBehindHead = before === mark.close && this.#operandBefore === "none";
    // Within the head of a loop what comes behind a semicolon is an expression.
    const isBehindStatement = (before === mark.semicolon && !this.#isInHead) || before === mark.brace;
    return isBehindHead || isBehindStatement || blockWords.has(this.#wordBefore) ? "block" : "other";
  }

  #readTable(isList: boolean, closer: number): void {
    const tokens = this.#tokens;
    const { start } = tokens;
    const known = this.#tables.length;
    this.#next();
    const entries = this.#readEntries(isList, closer);
    if (entries === undefined) {
      this.#walk(closer);
      return;
    }
    const characters = entries.reduce((sum, entry) => sum + entry.end - entry.start, 0);
    if (characters < this.#charactersMin) return;
    this.#tables.splice(known, Infinity, { start, end: tokens.end, isList, entries, characters });
  }

  /** Nothing where it holds something else; the token at hand is where reading ended. */
  #readEntries(isList: boolean, closer: number): readonly TableEntry[] | undefined {
    const tokens = this.#tokens;
    const entries: TableEntry[] = [];
    const keys = new Set<string>();
    while (!tokens.isMark(closer)) {
      const { start } = tokens;
      const key = isList ? String(entries.length) : keyOf(tokens);
      if (key === undefined || keys.has(key)) return undefined;
      keys.add(key);
      if (!(isList ? this.#readFunction(closer) : this.#readMember(closer))) return undefined;
      entries.push({ key, start, end: tokens.endBefore });
      if (tokens.isMark(mark.comma)) this.#next();
    }
    return entries;
  }

  /** Reads on behind the key at hand. */
  #readMember(closer: number): boolean {
    const tokens = this.#tokens;
    this.#next();
    if (tokens.isMark(mark.open)) return this.#readParametersAndBody(closer);
    if (!tokens.isMark(mark.colon)) return false;
    this.#next();
    return this.#readFunction(closer);
  }

  /** Reads the function at hand, if it is one and nothing else comes up to a comma or the mark that closes. */
  #readFunction(closer: number): boolean {
    const tokens = this.#tokens;
    if (tokens.keyword === "async") {
      this.#next();
      if (tokens.isAfterNewline) return false;
    }
    if (tokens.keyword === "function") return this.#readFunctionExpression(closer);
    if (tokens.isMark(mark.open)) return this.#readParenthesis(closer);
    if (tokens.kind !== "word") return false;
    this.#next();
    return this.#readArrow(closer);
  }

  #readFunctionExpression(closer: number): boolean {
    const tokens = this.#tokens;
    this.#next();
    if (tokens.isMark(mark.star)) this.#next();
    if (tokens.kind === "word") this.#next();
    return tokens.isMark(mark.open) && this.#readParametersAndBody(closer);
  }

  #readParametersAndBody(closer: number): boolean {
    const tokens = this.#tokens;
    this.#skipBracket();
    if (!tokens.isMark(mark.brace)) return false;
    this.#skipBracket();
    return this.#isAtEnd(closer);
  }

  /** Parameters of an arrow, or a function in parentheses. */
  #readParenthesis(closer: number): boolean {
    const tokens = this.#tokens;
    this.#deepen();
    this.#next();
    const isInner = tokens.keyword === "function" || tokens.keyword === "async" || tokens.isMark(mark.open);
    const isFunction = isInner && this.#readFunction(mark.close) && tokens.isMark(mark.close);
    if (!isFunction) this.#walk(mark.close);
    this.#depth -= 1;
    tokens.operand = "operand";
    this.#next();
    return isFunction ? this.#isAtEnd(closer) : !isInner && this.#readArrow(closer);
  }

  #readArrow(closer: number): boolean {
    const tokens = this.#tokens;
    if (!tokens.isArrow) return false;
    for (this.#next(); !this.#isAtEnd(closer); this.#next()) {
      if (tokens.kind === "end") throw new UnclearText();
      this.#enterIfOpening();
    }
    return true;
  }

  #skipBracket(): void {
    this.#enter(this.#opening());
    this.#next();
  }

  #isAtEnd(closer: number): boolean {
    return this.#tokens.isMark(mark.comma) || this.#tokens.isMark(closer);
  }
}

function keyOf({ kind, text, start, end }: ScriptTokens): string | undefined {
  if (kind !== "word" && kind !== "value") return undefined;
  const first = text.charCodeAt(start);
  const isQuoted = first === 34 || first === 39;
  const key = isQuoted ? text.slice(start + 1, end - 1) : text.slice(start, end);
  const isPlain = isQuoted ? !key.includes("\\") : kind === "word" || canonicalIndex.test(key);
  return isPlain && key !== "__proto__" ? key : undefined;
}

function isCloser(found: number): boolean {
  return found === mark.close || found === mark.bracketEnd || found === mark.braceEnd;
}
