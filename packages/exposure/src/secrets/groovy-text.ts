/** A string of a Groovy source. */
export interface GroovyString {
  readonly text: string;
  /** Where it begins. */
  readonly at: number;
}

/** A Groovy source whose comments are blanked, so that places stay what they were, and the strings in it. */
export interface GroovyText {
  readonly code: string;
  readonly strings: readonly GroovyString[];
}

const quotes: readonly string[] = ['"""', "'''", '"', "'"];

/** Tells comments and strings of Groovy from the rest, in one pass. */
export function readGroovy(source: string): GroovyText {
  const strings: GroovyString[] = [];
  const pieces: string[] = [];
  let from = 0;
  let at = 0;
  while (at < source.length) {
    const comment = endOfComment(source, at);
    if (comment !== undefined) {
      pieces.push(source.slice(from, at), " ".repeat(comment - at));
      from = comment;
      at = comment;
      continue;
    }
    const quote = quotes.find((each) => source.startsWith(each, at));
    if (quote === undefined) {
      at += 1;
      continue;
    }
    const end = endOfString(source, at + quote.length, quote);
    strings.push({ text: source.slice(at + quote.length, end), at });
    at = end + quote.length;
  }
  pieces.push(source.slice(from));
  return { code: pieces.join(""), strings };
}

function endOfComment(source: string, at: number): number | undefined {
  if (source.startsWith("//", at)) return orEnd(source.indexOf("\n", at), source);
  if (!source.startsWith("/*", at)) return undefined;
  const end = source.indexOf("*/", at + 2);
  return end === -1 ? source.length : end + 2;
}

/** A string that is not closed ends with its line, one of three quotes with the source. */
function endOfString(source: string, start: number, quote: string): number {
  for (let at = start; at < source.length; at += 1) {
    if (source[at] === "\\") {
      at += 1;
      continue;
    }
    if (source.startsWith(quote, at)) return at;
    if (quote.length === 1 && source[at] === "\n") return at;
  }
  return source.length;
}

function orEnd(at: number, source: string): number {
  return at === -1 ? source.length : at;
}
