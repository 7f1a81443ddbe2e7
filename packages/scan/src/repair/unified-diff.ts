import type { TextChange } from "./repair.ts";

const contextLines = 3;
/** More differences than edits of ours make; beyond, the middle is written as a whole. */
const maxDifferences = 2000;

/** A patch of changes as `git apply` takes it; files in their order. */
export function renderPatch(changes: readonly TextChange[]): string {
  return changes.map(renderFile).join("");
}

/** Whether a patch of a change also applies to another text: each of its parts is there once, as it was before. */
export function appliesTo({ before, after }: TextChange, text: string | undefined): boolean {
  if (before === text) return true;
  if (before === undefined || after === undefined || text === undefined) return false;
  const lines = linesOf(text);
  return listHunks(compareLines(linesOf(before), linesOf(after))).every(
    (hunk) =>
      countOf(
        lines,
        hunk.filter(({ sign }) => sign !== "+").map(({ line }) => line),
      ) === 1,
  );
}

function countOf(lines: readonly string[], part: readonly string[]): number {
  let found = 0;
  for (let at = 0; at + part.length <= lines.length; at += 1)
    if (part.every((line, index) => lines[at + index] === line)) found += 1;
  return found;
}

function listHunks(steps: readonly Step[]): readonly (readonly Step[])[] {
  const hunks: (readonly Step[])[] = [];
  for (let at = 0; at < steps.length;) {
    if (steps[at]?.sign === " ") {
      at += 1;
      continue;
    }
    const end = endOfHunk(steps, at);
    hunks.push(steps.slice(Math.max(0, at - contextLines), end));
    at = end;
  }
  return hunks;
}

function renderFile({ file, before, after }: TextChange): string {
  if (before === after) return "";
  const [from, to] = [gitPath(`a/${file}`), gitPath(`b/${file}`)];
  const mode = before === undefined ? "new file mode 100644\n" : "";
  const header = `diff --git ${from} ${to}\n${after === undefined ? "deleted file mode 100644\n" : mode}`;
  const none = "/dev/null";
  const names = `--- ${before === undefined ? none : from}\n+++ ${after === undefined ? none : to}\n`;
  return `${header}${names}${renderHunks(linesOf(before ?? ""), linesOf(after ?? ""))}`;
}

/** As git writes names that are not plain: quoted, with the bytes of everything else escaped (`core.quotePath`). */
function gitPath(path: string): string {
  if (/^[\w./@+,=-]+$/.test(path)) return path;
  const escaped = [...Buffer.from(path, "utf8")].map((byte) => {
    const character = String.fromCharCode(byte);
    if (character === '"' || character === "\\") return `\\${character}`;
    return byte >= 0x20 && byte < 0x7f ? character : `\\${byte.toString(8).padStart(3, "0")}`;
  });
  return `"${escaped.join("")}"`;
}

/** Lines with their ends, so that other line ends and a missing last one are differences. */
function linesOf(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

interface Step {
  readonly sign: " " | "-" | "+";
  readonly line: string;
}

function renderHunks(before: readonly string[], after: readonly string[]): string {
  const steps = compareLines(before, after);
  let hunks = "";
  let [old, fresh] = [1, 1];
  for (let at = 0; at < steps.length;) {
    if (steps[at]?.sign === " ") {
      [old, fresh, at] = [old + 1, fresh + 1, at + 1];
      continue;
    }
    const lead = Math.min(contextLines, at);
    const start = at - lead;
    const end = endOfHunk(steps, at);
    const hunk = steps.slice(start, end);
    hunks += renderHunk(hunk, old - lead, fresh - lead);
    for (const { sign } of hunk.slice(lead)) {
      if (sign !== "+") old += 1;
      if (sign !== "-") fresh += 1;
    }
    at = end;
  }
  return hunks;
}

/** A hunk ends where twice the context and nothing else follows; what is between stays out of the next one. */
function endOfHunk(steps: readonly Step[], from: number): number {
  let last = from;
  for (let at = from; at < steps.length && at - last <= 2 * contextLines; at += 1)
    if (steps[at]?.sign !== " ") last = at;
  return Math.min(steps.length, last + 1 + contextLines);
}

function renderHunk(steps: readonly Step[], old: number, fresh: number): string {
  const [olds, freshes] = [
    steps.filter(({ sign }) => sign !== "+").length,
    steps.filter(({ sign }) => sign !== "-").length,
  ];
  const header = `@@ -${olds === 0 ? old - 1 : old},${olds} +${freshes === 0 ? fresh - 1 : fresh},${freshes} @@\n`;
  return (
    header +
    steps
      .map(({ sign, line }) =>
        line.endsWith("\n") ? `${sign}${line}` : `${sign}${line}\n\\ No newline at end of file\n`,
      )
      .join("")
  );
}

function compareLines(before: readonly string[], after: readonly string[]): readonly Step[] {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start += 1;
  let tail = 0;
  while (
    tail < before.length - start &&
    tail < after.length - start &&
    before[before.length - 1 - tail] === after[after.length - 1 - tail]
  )
    tail += 1;
  const same = (line: string): Step => ({ sign: " ", line });
  return [
    ...before.slice(0, start).map(same),
    ...compareMiddle(before.slice(start, before.length - tail), after.slice(start, after.length - tail)),
    ...before.slice(before.length - tail).map(same),
  ];
}

/** How far each diagonal was followed, of one number of differences. */
class Ends {
  readonly #size: number;
  readonly #ends: Int32Array;

  constructor(size: number, ends: Int32Array = new Int32Array(2 * size + 3)) {
    this.#size = size;
    this.#ends = ends;
  }

  on(diagonal: number): number {
    return this.#ends[this.#size + diagonal + 1] ?? 0;
  }

  set(diagonal: number, end: number): void {
    this.#ends[this.#size + diagonal + 1] = end;
  }

  /** What was known before so many differences. */
  before(differences: number): Ends {
    return new Ends(differences, this.#ends.slice(this.#size - differences, this.#size + differences + 3));
  }

  /** Whether a diagonal is reached from the one above, by an added line. */
  isAdded(diagonal: number, differences: number): boolean {
    if (diagonal === -differences) return true;
    return diagonal !== differences && this.on(diagonal - 1) < this.on(diagonal + 1);
  }
}

/** The shortest way from one list to the other (Myers, 1986). */
function compareMiddle(before: readonly string[], after: readonly string[]): readonly Step[] {
  const size = Math.min(before.length + after.length, maxDifferences);
  const trace: Ends[] = [];
  const ends = new Ends(size);
  for (let count = 0; count <= size; count += 1) {
    trace.push(ends.before(count));
    for (let diagonal = -count; diagonal <= count; diagonal += 2) {
      const start = ends.isAdded(diagonal, count) ? ends.on(diagonal + 1) : ends.on(diagonal - 1) + 1;
      const end = follow(before, after, { x: start, y: start - diagonal });
      ends.set(diagonal, end);
      if (end >= before.length && end - diagonal >= after.length) return walkBack(trace, before, after);
    }
  }
  return [
    ...before.map((line): Step => ({ sign: "-", line })),
    ...after.map((line): Step => ({ sign: "+", line })),
  ];
}

/** How far the lists are the same from a place on. */
function follow(
  before: readonly string[],
  after: readonly string[],
  { x, y }: { readonly x: number; readonly y: number },
): number {
  let length = 0;
  while (x + length < before.length && y + length < after.length && before[x + length] === after[y + length])
    length += 1;
  return x + length;
}

function walkBack(
  trace: readonly Ends[],
  before: readonly string[],
  after: readonly string[],
): readonly Step[] {
  const steps: Step[] = [];
  let [x, y] = [before.length, after.length];
  for (const [count, ends] of [...trace.entries()].toReversed()) {
    const diagonal = x - y;
    const isAdded = ends.isAdded(diagonal, count);
    const startX = isAdded ? ends.on(diagonal + 1) : ends.on(diagonal - 1);
    const startY = startX - (isAdded ? diagonal + 1 : diagonal - 1);
    const sameFrom = count === 0 ? 0 : startX + Number(!isAdded);
    for (; x > sameFrom; x -= 1, y -= 1) steps.push({ sign: " ", line: before[x - 1] ?? "" });
    if (count === 0) break;
    steps.push(
      isAdded ? { sign: "+", line: after[startY] ?? "" } : { sign: "-", line: before[startX] ?? "" },
    );
    [x, y] = [startX, startY];
  }
  return steps.toReversed();
}
