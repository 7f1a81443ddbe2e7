/** What a token is: `template` ends at a `${`, where an expression begins; `unknown` is what cannot be read for certain. */
export type TokenKind = "end" | "word" | "value" | "mark" | "template" | "unknown";

/**
 * Whether what was read last could be an operand, so that a slash after it divides, or could not, so that it begins a regular
 * expression. `unclear` is what only a parser would know.
 */
export type OperandState = "operand" | "none" | "unclear";

/** Words after which an expression begins. */
const beforeExpression =
  "return typeof case do else in instanceof new void delete throw extends default".split(" ");
/** Words that are names in some places and mean that an expression begins in others, or behind which a line may end what they say. */
const unclearWords = ["yield", "await", "of", "break", "continue", "debugger"];
/** Words that whoever reads tokens asks for, beside these. */
const otherWords = ["async", "eval", "for", "function", "if", "while", "with"];
const states: ReadonlyMap<string, OperandState> = new Map([
  ...beforeExpression.map((word) => [word, "none"] as const),
  ...unclearWords.map((word) => [word, "unclear"] as const),
  ...otherWords.map((word) => [word, "operand"] as const),
]);
/** For the code of a first letter, a bit for each length that such words have: most names are told apart without a copy of them. */
const wordLengths = lengthsByLetter([...states.keys()]);
const wordMaxCharacters = 10;

/** What a character may begin. */
const sign = {
  mark: 0,
  word: 1,
  digit: 2,
  space: 3,
  newline: 4,
  slash: 5,
  quote: 6,
  template: 7,
  dot: 8,
  question: 9,
  equals: 10,
  step: 11,
  closer: 12,
  braceEnd: 13,
  hash: 14,
  less: 15,
  odd: 16,
  end: 17,
} as const;
const signs = signsOfAscii();
const wideSpace = /[\s\uFEFF]/;
const wideNewline = /[\u2028\u2029]/;
const code = {
  dollar: 36,
  star: 42,
  dot: 46,
  slash: 47,
  greater: 62,
  bracket: 91,
  backslash: 92,
  bracketEnd: 93,
  backtick: 96,
  brace: 123,
} as const;

/**
 * Reads the tokens of a script one after the other, without a tree. It tells a regular expression from a division as far as that can
 * be told from the tokens before; where it cannot, or where something is written in a way that nobody writes, it says `unknown`.
 * Source: https://tc39.es/ecma262/ "ECMAScript Language: Lexical Grammar".
 */
export class ScriptTokens {
  static readonly #readers = readersBySign();
  readonly text: string;
  kind: TokenKind = "end";
  /** The word, where it is one of those that matter here, and no name of a member. */
  keyword = "";
  /** The code of a mark; that of a dot for `?.`. */
  mark = 0;
  isArrow = false;
  start = 0;
  end = 0;
  /** Where the token before ended. */
  endBefore = 0;
  isAfterNewline = true;
  /** What the tokens up to here leave; whoever knows more after a bracket says so. */
  operand: OperandState = "none";
  /** Whether the name of a member follows. */
  #isAfterDot = false;

  constructor(text: string) {
    this.text = text;
  }

  isMark(mark: number): boolean {
    return this.kind === "mark" && this.mark === mark && !this.isArrow;
  }

  next(): void {
    this.endBefore = this.end;
    this.isArrow = false;
    this.mark = 0;
    this.keyword = "";
    const at = this.#skipSpace(this.end);
    this.start = at;
    ScriptTokens.#readers[signAt(this.text, at)]?.(this, at);
  }

  /** Ends the token that is read. */
  finish(kind: TokenKind, end: number, operand: OperandState = "none"): void {
    this.kind = kind;
    this.end = end;
    this.operand = operand;
    this.#isAfterDot = false;
  }

  /** Ends a mark; a name of a member may follow it. */
  finishMark(end: number, operand: OperandState, isBeforeName = false): void {
    this.mark = isBeforeName ? code.dot : this.text.charCodeAt(this.start);
    this.finish("mark", end, operand);
    this.#isAfterDot = isBeforeName;
  }

  /** Where nothing is certain any more. */
  giveUp(): void {
    this.finish("unknown", this.text.length);
  }

  readWord(from: number): void {
    const end = endOfWord(this.text, from);
    if (this.text.charCodeAt(end) === code.backslash) return this.giveUp();
    // A name of a member is no word of the language.
    if (this.#isAfterDot) return this.finish("value", end, "operand");
    this.keyword = keywordAt(this.text, from, end);
    this.finish("word", end, this.keyword === "" ? "operand" : states.get(this.keyword));
  }

  /** Reads a template from its beginning, or on behind the `}` of an expression within it. */
  readTemplate(from: number): void {
    const { text } = this;
    for (let at = from; at < text.length; at += 1) {
      const found = text.charCodeAt(at);
      if (found === code.backslash) at += 1;
      else if (found === code.backtick) return this.finish("value", at + 1, "operand");
      else if (found === code.dollar && text.charCodeAt(at + 1) === code.brace)
        return this.finish("template", at + 2, "none");
    }
    this.giveUp();
  }

  /** Where the next token begins; a comment that does not end is one that nobody can read. */
  #skipSpace(from: number): number {
    const { text } = this;
    this.isAfterNewline = from === 0;
    for (let at = from; ; at += 1) {
      const found = signAt(text, at);
      if (found === sign.newline) this.isAfterNewline = true;
      else if (found === sign.slash) {
        const end = this.#endOfComment(at);
        if (end === at) return at;
        at = end - 1;
      } else if (found !== sign.space) return at;
    }
  }

  /** Where a comment ends that begins at a slash; the slash itself where none does. */
  #endOfComment(at: number): number {
    const { text } = this;
    const second = text.charCodeAt(at + 1);
    if (second === code.slash) {
      let end = at + 2;
      while (!isLineEnd(signAt(text, end))) end += 1;
      return end;
    }
    const end = second === code.star ? text.indexOf("*/", at + 2) : -1;
    if (end < 0) return at;
    if (/[\n\r\u2028\u2029]/.test(text.slice(at, end))) this.isAfterNewline = true;
    return end + 2;
  }
}

/** What reads each kind of token, by the sign that it begins with. */
function readersBySign(): readonly ((tokens: ScriptTokens, at: number) => void)[] {
  const readers: ((tokens: ScriptTokens, at: number) => void)[] = [];
  readers[sign.mark] = (tokens, at) => tokens.finishMark(at + 1, "none");
  readers[sign.word] = (tokens, at) => tokens.readWord(at);
  readers[sign.digit] = readNumber;
  readers[sign.slash] = readSlash;
  readers[sign.quote] = readString;
  readers[sign.template] = (tokens, at) => tokens.readTemplate(at + 1);
  readers[sign.dot] = readDot;
  readers[sign.question] = readQuestion;
  readers[sign.equals] = readEquals;
  readers[sign.step] = readStep;
  readers[sign.closer] = (tokens, at) => tokens.finishMark(at + 1, "operand");
  readers[sign.braceEnd] = (tokens, at) => tokens.finishMark(at + 1, "unclear");
  readers[sign.hash] = (tokens, at) => tokens.finishMark(at + 1, "none", true);
  readers[sign.less] = readLess;
  readers[sign.odd] = (tokens) => tokens.giveUp();
  readers[sign.end] = (tokens, at) => tokens.finish("end", at);
  return readers;
}

/** Of `1.5`, `1..toString` and `1.e3` all is one: what matters is that an operand ends. */
function readNumber(tokens: ScriptTokens, from: number): void {
  const { text } = tokens;
  let end = endOfWord(text, from);
  while (text.charCodeAt(end) === code.dot) end = endOfWord(text, end + 1);
  if (text.charCodeAt(end) === code.backslash) tokens.giveUp();
  else tokens.finish("value", end, "operand");
}

function readString(tokens: ScriptTokens, from: number): void {
  const { text } = tokens;
  const quote = text.charCodeAt(from);
  for (let at = from + 1; at < text.length; at += 1) {
    const found = text.charCodeAt(at);
    if (found === quote) return tokens.finish("value", at + 1, "operand");
    if (found === 10 || found === 13) break;
    if (found === code.backslash) at += text.startsWith("\r\n", at + 1) ? 2 : 1;
  }
  tokens.giveUp();
}

function readSlash(tokens: ScriptTokens, from: number): void {
  const isComment = tokens.text.charCodeAt(from + 1) === code.star;
  if (isComment || tokens.operand === "unclear") tokens.giveUp();
  else if (tokens.operand === "operand") tokens.finishMark(from + 1, "none");
  else readRegularExpression(tokens, from);
}

function readRegularExpression(tokens: ScriptTokens, from: number): void {
  const { text } = tokens;
  let isInClass = false;
  for (let at = from + 1; !isLineEnd(signAt(text, at)); at += 1) {
    const found = text.charCodeAt(at);
    if (found === code.bracket) isInClass = true;
    else if (found === code.bracketEnd) isInClass = false;
    else if (found === code.slash && !isInClass)
      return tokens.finish("value", endOfWord(text, at + 1), "operand");
    else if (found === code.backslash) {
      at += 1;
      if (isLineEnd(signAt(text, at))) break;
    }
  }
  tokens.giveUp();
}

function readDot(tokens: ScriptTokens, at: number): void {
  const { text } = tokens;
  if (signAt(text, at + 1) === sign.digit) readNumber(tokens, at + 1);
  else if (text.startsWith("...", at)) tokens.finishMark(at + 3, "none");
  else tokens.finishMark(at + 1, "none", true);
}

function readQuestion(tokens: ScriptTokens, at: number): void {
  const { text } = tokens;
  const isChain = text.charCodeAt(at + 1) === code.dot && signAt(text, at + 2) !== sign.digit;
  tokens.finishMark(at + (isChain ? 2 : 1), "none", isChain);
}

function readEquals(tokens: ScriptTokens, at: number): void {
  const isArrow = tokens.text.charCodeAt(at + 1) === code.greater;
  tokens.finishMark(at + (isArrow ? 2 : 1), "none");
  tokens.isArrow = isArrow;
}

/** `++` and `--`: behind an operand they belong to it. A comment as of pages may begin so. */
function readStep(tokens: ScriptTokens, at: number): void {
  const { text, isAfterNewline } = tokens;
  if (text.charCodeAt(at) !== text.charCodeAt(at + 1)) tokens.finishMark(at + 1, "none");
  else if (isAfterNewline && text.startsWith("-->", at)) tokens.giveUp();
  else tokens.finishMark(at + 2, tokens.operand === "operand" && !isAfterNewline ? "operand" : "unclear");
}

function readLess(tokens: ScriptTokens, at: number): void {
  if (tokens.text.startsWith("<!--", at)) tokens.giveUp();
  else tokens.finishMark(at + 1, "none");
}

function endOfWord(text: string, from: number): number {
  let end = from;
  for (let found = signAt(text, end); found === sign.word || found === sign.digit; found = signAt(text, end))
    end += 1;
  return end;
}

function keywordAt(text: string, start: number, end: number): string {
  const lengths = wordLengths[text.charCodeAt(start)] ?? 0;
  if (end - start > wordMaxCharacters || ((lengths >> (end - start)) & 1) === 0) return "";
  const word = text.slice(start, end);
  return states.has(word) ? word : "";
}

function isLineEnd(found: number): boolean {
  return found === sign.newline || found === sign.end;
}

function signAt(text: string, at: number): number {
  if (at >= text.length) return sign.end;
  const known = signs[text.charCodeAt(at)];
  if (known !== undefined) return known;
  const character = text.charAt(at);
  if (wideNewline.test(character)) return sign.newline;
  return wideSpace.test(character) ? sign.space : sign.word;
}

function signsOfAscii(): Uint8Array {
  const all = new Uint8Array(128);
  const groups: readonly (readonly [characters: RegExp, found: number])[] = [
    [/[\w$]/, sign.word],
    [/\d/, sign.digit],
    [/[\t\v\f ]/, sign.space],
    [/[\n\r]/, sign.newline],
    [/\//, sign.slash],
    [/["']/, sign.quote],
    [/`/, sign.template],
    [/\./, sign.dot],
    [/\?/, sign.question],
    [/=/, sign.equals],
    [/[-+]/, sign.step],
    [/[)\]]/, sign.closer],
    [/\}/, sign.braceEnd],
    [/#/, sign.hash],
    [/</, sign.less],
    // Decorators, and escapes in names.
    [/[@\\]/, sign.odd],
  ];
  for (const [characters, found] of groups) {
    for (let at = 0; at < all.length; at += 1) if (characters.test(String.fromCharCode(at))) all[at] = found;
  }
  return all;
}

function lengthsByLetter(words: readonly string[]): Int32Array {
  const lengths = new Int32Array(128);
  for (const word of words) {
    const first = word.charCodeAt(0);
    lengths[first] = (lengths[first] ?? 0) | (1 << word.length);
  }
  return lengths;
}
