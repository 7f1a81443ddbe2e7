import type { SourceLocation } from "../source-facts.ts";

/** Finds lines and columns of offsets. */
export interface LineTable {
  readonly locate: (offset: number) => SourceLocation;
  /** The line around an offset, at most 200 characters of it. */
  readonly excerpt: (offset: number) => string;
}

const excerptLength = 200;
const before = 60;

/** Creates the table of a text's lines; the offsets of line starts are found when first asked for. */
export function createLineTable(text: string): LineTable {
  const starts: number[] = [];

  function fill(): void {
    starts.push(0);
    for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  }

  function lineOf(offset: number): number {
    if (starts.length === 0) fill();
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  function locate(offset: number): SourceLocation {
    const line = lineOf(offset);
    return { line: line + 1, column: offset - (starts[line] ?? 0) + 1 };
  }

  function excerpt(offset: number): string {
    const line = lineOf(offset);
    const start = starts[line] ?? 0;
    const end = Math.min(starts[line + 1] ?? text.length + 1, text.length + 1) - 1;
    const from = end - start <= excerptLength ? start : Math.max(start, offset - before);
    return text.slice(from, Math.min(end, from + excerptLength)).trim();
  }

  return { locate, excerpt };
}
