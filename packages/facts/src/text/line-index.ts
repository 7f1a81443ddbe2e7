import type { SourceLocation } from "@lockkeeper/code";

/** Finds lines and columns of offsets, asked for in any order. Columns count bytes, from 1. */
export class LineIndex {
  readonly #starts: readonly number[];

  constructor(bytes: Uint8Array) {
    const starts = [0];
    for (let at = bytes.indexOf(0x0a); at >= 0; at = bytes.indexOf(0x0a, at + 1)) starts.push(at + 1);
    this.#starts = starts;
  }

  locationOf(offset: number): SourceLocation {
    const line = this.#lineOf(offset);
    return { line: line + 1, column: offset - (this.#starts[line] ?? 0) + 1 };
  }

  lineStart(offset: number): number {
    return this.#starts[this.#lineOf(offset)] ?? 0;
  }

  #lineOf(offset: number): number {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
