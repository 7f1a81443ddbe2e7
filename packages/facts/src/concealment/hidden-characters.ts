import { isAscii } from "node:buffer";

import { findCommentRanges, isInRange } from "../text/comment-ranges.ts";
import type { ExaminedFile, FoundConcealment } from "./concealed-place.ts";
import { surveyHidden } from "./hidden-survey.ts";

/** So many in a row are no accident: an emoji has one or two, a word of Persian one. */
const runMin = 6;
const decodedMax = 200_000;
const foundMax = 5;

/** Finds characters that a reader does not see, that turn the order of a text, or that look like others. */
export function* findHiddenCharacters(file: ExaminedFile): Generator<FoundConcealment> {
  if (isAscii(file.bytes)) return;
  const survey = surveyHidden(file.bytes);
  const hasRun = survey.longestRun >= runMin;
  if (!hasRun && !survey.hasFiller && !survey.hasTurn && !survey.hasMixture) return;
  const text = file.bytes.toString("utf8");
  if (hasRun) yield* invisibleRuns(text);
  if (survey.hasFiller) yield* invisibleNames(text);
  if (survey.hasTurn) yield* turnedText(text);
  if (survey.hasMixture) yield* lookAlikeNames(text, file.bytes);
}

/** Zero width, joiners, marks of direction, tags, variation selectors, soft hyphens, fillers. */
const invisible: RegExp = new RegExp(
  "[\\u{ad}\\u{34f}\\u{115f}\\u{1160}\\u{180b}-\\u{180e}\\u{200b}-\\u{200f}\\u{2060}-\\u{2064}\\u{206a}-\\u{206f}\\u{3164}" +
    "\\u{fe00}-\\u{fe0f}\\u{feff}\\u{ffa0}\\u{1d173}-\\u{1d17a}\\u{e0001}\\u{e0020}-\\u{e007f}\\u{e0100}-\\u{e01ef}]{6,}",
  "gu",
);

function* invisibleRuns(text: string): Generator<FoundConcealment> {
  let count = 0;
  for (const match of text.matchAll(invisible)) {
    const characters = Array.from(match[0].slice(0, decodedMax));
    if (characters.length < runMin || isFlag(characters)) continue;
    count += 1;
    if (count > foundMax) return;
    yield {
      kind: "invisible-characters",
      start: byteOffset(text, match.index),
      detail: `${String(characters.length)} in a row${decodedDetail(characters)}`,
      amount: characters.length,
      excerpt: characters.slice(0, 20).map(nameOf).join(" "),
    };
  }
}

/** Flags of England, Scotland and Wales are written with up to six tags and an end. */
function isFlag(characters: readonly string[]): boolean {
  return characters.length <= 7 && characters.at(-1) === "\u{e007f}";
}

function nameOf(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
}

/** Variation selectors carry a byte each, tags a character: a known way of hiding a program. */
function decodedDetail(characters: readonly string[]): string {
  const bytes = characters
    .map((character) => hiddenByte(character.codePointAt(0) ?? 0))
    .filter((byte) => byte >= 0);
  if (bytes.length * 2 < characters.length) return "";
  const decoded = Buffer.from(bytes).toString("latin1");
  const printable = decoded.replace(/[^\t\n\r -~]/g, "").length;
  return printable * 10 >= decoded.length * 9
    ? `, which decode to the text ${JSON.stringify(decoded.slice(0, 80))}`
    : `, which decode to ${String(bytes.length)} bytes`;
}

function hiddenByte(point: number): number {
  if (point >= 0xfe00 && point <= 0xfe0f) return point - 0xfe00;
  if (point >= 0xe0100 && point <= 0xe01ef) return point - 0xe0100 + 16;
  return point >= 0xe0020 && point <= 0xe007e ? point - 0xe0000 : -1;
}

/** Fillers are letters to JavaScript, and nothing to the eye. */
const fillerName =
  /(?:^|[\s;,({[.=])([\u3164\uffa0\u115f\u1160][\w$\u3164\uffa0\u115f\u1160]*)\s{0,5}(?=[=,;)}\]:.([])/gu;

function* invisibleNames(text: string): Generator<FoundConcealment> {
  const [first] = text.matchAll(fillerName);
  if (first === undefined) return;
  const amount = [...text.matchAll(fillerName)].length;
  yield {
    kind: "invisible-characters",
    start: byteOffset(text, first.index),
    detail: `${String(amount)} times a name of letters that are not seen`,
    amount,
  };
}

/** Embeddings, overrides and isolates: a line with one that is not ended reads otherwise than it runs (CVE-2021-42574). */
const turning = /[\u202a\u202b\u202d\u202e\u2066-\u2068]/u;
const ending = /[\u202c\u2069]/gu;

function* turnedText(text: string): Generator<FoundConcealment> {
  if (!turning.test(text)) return;
  let at = 0;
  let first: FoundConcealment | undefined;
  let amount = 0;
  for (const line of text.split("\n")) {
    const opened = line.match(new RegExp(turning, "gu"))?.length ?? 0;
    if (opened > (line.match(ending)?.length ?? 0)) {
      amount += 1;
      first ??= {
        kind: "bidirectional-text",
        start: byteOffset(text, at),
        detail: "",
        amount,
        excerpt: markTurns(line),
      };
    }
    at += line.length + 1;
  }
  if (first === undefined) return;
  yield {
    ...first,
    detail: `${String(amount)} lines in which the order of text is turned and not turned back`,
    amount,
  };
}

function markTurns(line: string): string {
  return line
    .trim()
    .slice(0, 160)
    .replace(/[\u202a-\u202e\u2066-\u2069]/gu, (mark) => `<${nameOf(mark)}>`);
}

/** Letters of Cyrillic that look like Latin ones, in one name with Latin letters. */
const mixedName =
  /(?<![\w$\u0400-\u04ff])(?=[\w$]*[\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0458\u0455\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0425])(?=[\u0400-\u04ff]*[A-Za-z])[\w$\u0400-\u04ff]{3,60}/gu;
const quote = /["'`]/;

function* lookAlikeNames(text: string, bytes: Buffer): Generator<FoundConcealment> {
  const matches = [...text.matchAll(mixedName)].slice(0, namesMax).filter((match) => isName(text, match));
  if (matches.length === 0) return;
  const comments = findCommentRanges(bytes);
  const places = matches.map(({ 0: name, index }) => ({ name, offset: byteOffset(text, index) }));
  const found = places.filter(({ offset }) => !isInRange(comments, offset));
  const names = new Set(found.map(({ name }) => name));
  const [first] = found;
  if (first === undefined) return;
  const shown = [...names].slice(0, 5).join(", ");
  yield {
    kind: "homoglyphs",
    start: first.offset,
    detail: `names of Latin and Cyrillic letters: ${shown}`,
    amount: names.size,
  };
}

const namesMax = 200;

/** What stands before and after tells a name from a word of a text; a word of Cyrillic with a slip is no name. */
function isName(text: string, { 0: name, index }: RegExpExecArray): boolean {
  if (quote.test(text[index - 1] ?? "") || !/[=(.,;:)\]\s[]/.test(text[index + name.length] ?? ""))
    return false;
  const latin = name.replace(/[^A-Za-z]/g, "").length;
  return latin * 2 >= name.length && !isInsideText(text, index);
}

/** By the quotes on its line: a text is where people write in their own alphabet. */
function isInsideText(text: string, index: number): boolean {
  const line = text.slice(Math.max(text.lastIndexOf("\n", index) + 1, index - 20_000), index);
  return ['"', "'", "`"].some((mark) => line.split(mark).length % 2 === 0);
}

function byteOffset(text: string, index: number): number {
  return Buffer.byteLength(text.slice(0, index));
}
