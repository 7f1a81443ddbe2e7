/** One comparison of a STIX pattern (STIX 2.1, part 9): an object path, how it is compared, and with what. */
export interface StixComparison {
  readonly path: string;
  readonly operator: "=" | "LIKE";
  readonly value: string | number;
}

/** The text of a pattern that asks for all comparisons in one observation. */
export function renderStixPattern(comparisons: readonly StixComparison[]): string {
  const texts = comparisons.map(({ path, operator, value }) => `${path} ${operator} ${renderValue(value)}`);
  return `[${texts.join(" AND ")}]`;
}

function renderValue(value: string | number): string {
  if (typeof value === "number") return String(value);
  return `'${value.replaceAll("\\", "\\\\").replaceAll("'", String.raw`\'`)}'`;
}

const maxCharacters = 20_000;
const maxAlternatives = 1000;

/**
 * Reads a pattern as alternatives, each of comparisons that hold together. What is read is a part of the language: `=` and
 * `LIKE` with texts and numbers, `AND`, `OR`, and `OR` of observations. Throws a `RangeError` that says what is not.
 */
export function parseStixPattern(pattern: string): readonly (readonly StixComparison[])[] {
  if (pattern.length > maxCharacters)
    throw new RangeError(`the pattern has over ${maxCharacters} characters`);
  const tokens = tokenize(pattern);
  const alternatives: StixComparison[][] = [];
  let at = 0;
  do {
    at = readObservation(tokens, at, alternatives);
    if (alternatives.length > maxAlternatives) throw new RangeError("the pattern has too many alternatives");
  } while (isWord(tokens[at], "OR") && (at += 1) > 0);
  if (at < tokens.length)
    throw new RangeError(`the pattern goes on with ${show(tokens[at])}, which is not read`);
  return alternatives;
}

type Token =
  | { readonly kind: "mark"; readonly text: string }
  | { readonly kind: "word"; readonly text: string }
  | { readonly kind: "path"; readonly text: string }
  | { readonly kind: "value"; readonly value: string | number };

function readObservation(tokens: readonly Token[], start: number, alternatives: StixComparison[][]): number {
  let at = expectMark(tokens, start, "[");
  let together: StixComparison[] = [];
  for (;;) {
    const { comparison, next } = readComparison(tokens, at);
    together.push(comparison);
    at = next;
    if (isWord(tokens[at], "AND")) {
      at += 1;
      continue;
    }
    alternatives.push(together);
    together = [];
    if (!isWord(tokens[at], "OR")) return expectMark(tokens, at, "]");
    at += 1;
  }
}

function readComparison(
  tokens: readonly Token[],
  at: number,
): { readonly comparison: StixComparison; readonly next: number } {
  const [path, operator, value] = [tokens[at], tokens[at + 1], tokens[at + 2]];
  if (path?.kind !== "path") throw new RangeError(`an object path is expected, not ${show(path)}`);
  const isEquals = operator?.kind === "mark" && operator.text === "=";
  if (!isEquals && !isWord(operator, "LIKE"))
    throw new RangeError(`${show(operator)} is not read, only = and LIKE`);
  if (value?.kind !== "value") throw new RangeError(`a text or number is expected, not ${show(value)}`);
  const comparison = { path: path.text, operator: isEquals ? "=" : "LIKE", value: value.value } as const;
  return { comparison, next: at + 3 };
}

function expectMark(tokens: readonly Token[], at: number, mark: string): number {
  const token = tokens[at];
  if (token?.kind === "mark" && token.text === mark) return at + 1;
  throw new RangeError(`${mark} is expected, not ${show(token)}`);
}

function isWord(token: Token | undefined, word: string): boolean {
  return token?.kind === "word" && token.text === word;
}

function show(token: Token | undefined): string {
  if (token === undefined) return "the end";
  return JSON.stringify(token.kind === "value" ? token.value : token.text.slice(0, 60));
}

// Each is anchored where it is tried and matches a run of single characters, so that reading stays linear.
const space = /^\s+/;
const objectPath = /^[a-z0-9-]+:[A-Za-z0-9_.[\]*'-]+/;
const numeral = /^-?\d{1,15}(?:\.\d{1,15})?/;
const wordForm = /^[A-Za-z]+/;
const textForm = /^'(?:[^'\\]|\\['\\])*'/;
const markForm = /^(?:[[\]()]|[=!<>]=?)/;

function tokenize(pattern: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < pattern.length) {
    const skipped = matchAt(space, pattern, at);
    if (skipped !== undefined) {
      at += skipped.length;
      continue;
    }
    const { token, length } = readToken(pattern, at);
    tokens.push(token);
    at += length;
  }
  return tokens;
}

function readToken(pattern: string, at: number): { readonly token: Token; readonly length: number } {
  const path = matchAt(objectPath, pattern, at);
  if (path !== undefined) return { token: { kind: "path", text: path }, length: path.length };
  const quoted = matchAt(textForm, pattern, at);
  if (quoted !== undefined)
    return { token: { kind: "value", value: unquote(quoted) }, length: quoted.length };
  const number = matchAt(numeral, pattern, at);
  if (number !== undefined) return { token: { kind: "value", value: Number(number) }, length: number.length };
  const word = matchAt(wordForm, pattern, at);
  if (word !== undefined) return { token: { kind: "word", text: word }, length: word.length };
  const mark = matchAt(markForm, pattern, at);
  if (mark !== undefined) return { token: { kind: "mark", text: mark }, length: mark.length };
  throw new RangeError(`the pattern cannot be read from ${JSON.stringify(pattern.slice(at, at + 20))} on`);
}

function matchAt(form: RegExp, text: string, at: number): string | undefined {
  return form.exec(text.slice(at))?.[0];
}

function unquote(quoted: string): string {
  return quoted.slice(1, -1).replaceAll(/\\(['\\])/g, "$1");
}
