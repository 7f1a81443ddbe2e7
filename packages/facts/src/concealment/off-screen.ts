import type { ExaminedFile, FoundConcealment } from "./concealed-place.ts";

/** Wider than any editor shows. */
const columnMin = 200;
const tabMin = 60;
/** Bundles have gaps of two hundred lines where comments were taken out. */
const blankLineMin = 400;
const foundMax = 5;

const spaces = Buffer.alloc(columnMin, 0x20);
const tabs = Buffer.alloc(tabMin, 0x09);
const lineFeeds = Buffer.alloc(blankLineMin, 0x0a);
const carriageReturns = Buffer.from("\r\n".repeat(blankLineMin));

/** Finds code behind so much white space that it is not on the screen: far to the right, or far below. */
export function* findOffScreenCode({ bytes }: ExaminedFile): Generator<FoundConcealment> {
  let count = 0;
  for (const needle of [spaces, tabs, lineFeeds, carriageReturns]) {
    for (let at = bytes.indexOf(needle); at >= 0 && count < foundMax;) {
      const end = endOfWhiteSpace(bytes, at);
      const found = describe(bytes, at, end);
      if (found !== undefined) {
        count += 1;
        yield found;
      }
      at = bytes.indexOf(needle, end);
    }
  }
}

/** Finds the rest of a script's command behind white space in a manifest, where nobody writes any. */
export function* findOffScreenCommand({ bytes }: ExaminedFile): Generator<FoundConcealment> {
  const at = bytes.indexOf(spaces);
  const end = at < 0 ? bytes.length : endOfWhiteSpace(bytes, at);
  if (end >= bytes.length || bytes.subarray(at, end).includes(0x0a)) return;
  const amount = end - at;
  yield {
    kind: "off-screen-code",
    start: end,
    detail: `${String(amount)} columns of white space before it`,
    amount,
  };
}

function endOfWhiteSpace(bytes: Buffer, start: number): number {
  let at = start;
  while (at < bytes.length && isWhite(bytes[at] ?? 0)) at += 1;
  return at;
}

function isWhite(byte: number): boolean {
  return byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d;
}

function describe(bytes: Buffer, start: number, end: number): FoundConcealment | undefined {
  if (!isCode(bytes.toString("latin1", end, end + 400))) return undefined;
  const gap = bytes.subarray(start, end);
  const lastLine = gap.lastIndexOf(0x0a);
  const columns = gap.length - lastLine - 1;
  const lines = lastLine < 0 ? 0 : countOf(gap, 0x0a);
  if (lines >= blankLineMin) {
    return {
      kind: "off-screen-code",
      start: end,
      detail: `${String(lines)} empty lines before it`,
      amount: lines,
    };
  }
  const isWide = columns >= columnMin || (gap[gap.length - 1] === 0x09 && columns >= tabMin);
  const isIndentation = lastLine >= 0 || start === 0 || bytes[start - 1] === 0x0a;
  if (!isWide || (isIndentation ? isAmongIndented(bytes, end) : !isAfterCode(bytes, start))) return undefined;
  return {
    kind: "off-screen-code",
    start: end,
    detail: `${String(columns)} columns of white space before it`,
    amount: columns,
  };
}

function countOf(bytes: Buffer, byte: number): number {
  let count = 0;
  for (let at = bytes.indexOf(byte); at >= 0; at = bytes.indexOf(byte, at + 1)) count += 1;
  return count;
}

/** Something that does something: a call, an assignment, an import; no rest of a table, no end of a block, no prose. */
function isCode(text: string): boolean {
  const [line = ""] = text.split("\n", 1);
  const rest = line.trimStart();
  if (rest.length < 12 || /^(?:[*|+\-/#"'`,)\]}]|\\n)/.test(rest)) return false;
  return /^(?:[;!(]|(?:var|let|const|function|async|await|import|if|try|for|return|global|process|eval|require|module|exports|new|void|this|_|\$)\b|[\w$.[\]]{1,80}\s{0,5}(?:=(?!=)|\())/.test(
    rest,
  );
}

/** Deep code is indented step by step: the line before or the one after stands nearly as far to the right. */
function isAmongIndented(bytes: Buffer, end: number): boolean {
  const lineStart = bytes.lastIndexOf(0x0a, end) + 1;
  const nextStart = bytes.indexOf(0x0a, end) + 1;
  const half = (end - lineStart) / 2;
  return (
    indentationAt(bytes, bytes.lastIndexOf(0x0a, lineStart - 2) + 1) >= half ||
    (nextStart > 0 && indentationAt(bytes, nextStart) >= half)
  );
}

function indentationAt(bytes: Buffer, start: number): number {
  let at = start;
  while (at < bytes.length && (bytes[at] === 0x20 || bytes[at] === 0x09)) at += 1;
  return at - start;
}

/** Inside of a text, white space is content: the quotes of the line before it must be even. */
function isAfterCode(bytes: Buffer, start: number): boolean {
  const lineStart = bytes.lastIndexOf(0x0a, start) + 1;
  const before = bytes.toString("latin1", Math.max(lineStart, start - 2000), start);
  return ['"', "'", "`"].every((quote) => before.split(quote).length % 2 === 1);
}
