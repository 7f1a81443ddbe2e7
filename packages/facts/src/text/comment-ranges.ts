/** Where comments stand in a source of JavaScript or TypeScript: pairs of start and end, in order. */
export function findCommentRanges(bytes: Uint8Array): readonly number[] {
  const scanner = new CommentScanner(bytes);
  scanner.run();
  return scanner.ranges;
}

/** Whether an offset lies in one of the ranges. */
export function isInRange(ranges: readonly number[], offset: number): boolean {
  let low = 0;
  let high = ranges.length >> 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ranges[middle * 2 + 1] ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return low * 2 < ranges.length && (ranges[low * 2] ?? 0) <= offset;
}

const slash = 0x2f;
const star = 0x2a;
const backslash = 0x5c;
const lineFeed = 0x0a;
const backtick = 0x60;
const openBrace = 0x7b;
const closeBrace = 0x7d;
/** Comments that are kept; code with more is code with comments all over. */
const rangeMax = 200_000;

/**
 * Tells comments from texts and regular expressions, as well as one can without a parser: whether a slash begins a
 * regular expression is told by what stands before it.
 */
class CommentScanner {
  readonly #bytes: Uint8Array;
  readonly ranges: number[] = [];
  /** Braces that are open inside of each template's substitution. */
  readonly #templates: number[] = [];
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  run(): void {
    const bytes = this.#bytes;
    while (this.ranges.length < rangeMax) {
      let at = this.#at;
      while (at < bytes.length && isPlain[bytes[at] ?? 0] === 1) at += 1;
      this.#at = at;
      const byte = bytes[at];
      if (byte === undefined) return;
      if (byte === slash) this.#takeSlash();
      else if (byte === backtick) this.#skipTemplate();
      else if (byte === openBrace || byte === closeBrace) this.#takeBrace(byte);
      else this.#skipQuoted(byte);
    }
  }

  #takeBrace(byte: number): void {
    this.#at += 1;
    const depth = this.#templates.length - 1;
    if (depth < 0) return;
    const open = this.#templates[depth] ?? 0;
    if (byte === openBrace) this.#templates[depth] = open + 1;
    else if (open > 0) this.#templates[depth] = open - 1;
    else {
      this.#templates.pop();
      this.#at -= 1;
      this.#skipTemplate();
    }
  }

  #takeSlash(): void {
    const next = this.#bytes[this.#at + 1];
    if (next === slash) this.#endRange(this.#bytes.indexOf(lineFeed, this.#at), 0);
    else if (next === star) this.#endRange(this.#closeOfBlock(), 2);
    else if (regexpPredecessors.has(this.#byteBefore())) this.#skipRegexp();
    else this.#at += 1;
  }

  /** The last byte that is neither white space nor in the comment just before. */
  #byteBefore(): number {
    let at = this.#at - 1;
    while (at >= 0 && (this.#bytes[at] ?? 0) <= 0x20) at -= 1;
    if (at + 1 === this.ranges.at(-1)) at = (this.ranges.at(-2) ?? 0) - 1;
    while (at >= 0 && (this.#bytes[at] ?? 0) <= 0x20) at -= 1;
    return this.#bytes[at] ?? 0;
  }

  #closeOfBlock(): number {
    for (let at = this.#bytes.indexOf(star, this.#at + 2); at >= 0; at = this.#bytes.indexOf(star, at + 1)) {
      if (this.#bytes[at + 1] === slash) return at;
    }
    return -1;
  }

  #endRange(close: number, length: number): void {
    const end = close < 0 ? this.#bytes.length : close + length;
    this.ranges.push(this.#at, end);
    this.#at = end;
  }

  #skipQuoted(quote: number): void {
    let at = this.#at + 1;
    for (; at < this.#bytes.length; at += 1) {
      const byte = this.#bytes[at];
      if (byte === backslash) at += 1;
      else if (byte === quote || byte === lineFeed) break;
    }
    this.#at = at + 1;
  }

  /** From the backtick, or from the brace that ends a substitution. */
  #skipTemplate(): void {
    let at = this.#at + 1;
    for (; at < this.#bytes.length; at += 1) {
      const byte = this.#bytes[at];
      if (byte === backslash) at += 1;
      else if (byte === backtick) break;
      else if (byte === 0x24 && this.#bytes[at + 1] === openBrace) {
        this.#templates.push(0);
        this.#at = at + 2;
        return;
      }
    }
    this.#at = at + 1;
  }

  #skipRegexp(): void {
    let isInClass = false;
    let at = this.#at + 1;
    for (; at < this.#bytes.length; at += 1) {
      const byte = this.#bytes[at];
      if (byte === backslash) at += 1;
      else if (byte === 0x5b) isInClass = true;
      else if (byte === 0x5d) isInClass = false;
      else if (byte === lineFeed || (byte === slash && !isInClass)) break;
    }
    this.#at = at + 1;
  }
}

/** Bytes that begin nothing that is looked at. */
const isPlain: Uint8Array = Uint8Array.from({ length: 256 }, (_, byte) =>
  "/\"'`{}".includes(String.fromCharCode(byte)) ? 0 : 1,
);

/** A slash after one of these begins a regular expression. */
const regexpPredecessors: ReadonlySet<number> = new Set([0, ...Buffer.from("(,=:[!&|?{};+-*%~^<>")]);
