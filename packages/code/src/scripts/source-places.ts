import type { SourceLocation } from "../source-facts.ts";

const excerptMaxCharacters = 200;

/** Tells lines and columns of offsets in one text. */
export interface SourcePlaces {
  at(offset: number): SourceLocation;
  /** The source around an offset: its line, or a part of it where the line is long. */
  excerpt(offset: number): string;
}

/** Looks up places in a text; the lines are counted when the first is asked for. */
export function createSourcePlaces(text: string): SourcePlaces {
  let starts: readonly number[] | undefined;
  const lineOf = (offset: number): number => {
    starts ??= lineStarts(text);
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  };
  return {
    at: (offset) => {
      const line = lineOf(offset);
      return { line: line + 1, column: offset - (starts?.[line] ?? 0) + 1 };
    },
    excerpt: (offset) => {
      const line = lineOf(offset);
      const start = starts?.[line] ?? 0;
      const end = starts?.[line + 1] ?? text.length;
      if (end - start <= excerptMaxCharacters) return text.slice(start, end).trim();
      const from = Math.max(start, offset - excerptMaxCharacters / 4);
      return text.slice(from, Math.min(end, from + excerptMaxCharacters)).trim();
    },
  };
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}
