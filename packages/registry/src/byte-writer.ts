import type { Span } from "./packument.ts";

/** A replacement of a range of bytes; an empty range is an insertion. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** How a document is put together from ranges of another and from new text: plain data for any thread. */
export interface BytePlan {
  /** Two for each part: the offsets of a range, or -1 and the place of a text. */
  readonly cells: Int32Array<ArrayBuffer>;
  readonly texts: readonly string[];
  /** Of the document, in bytes. */
  readonly length: number;
}

/** Puts a document together, range by range and text by text. */
export class ByteWriter {
  private readonly cells: number[] = [];
  private readonly texts: string[] = [];
  private length = 0;

  copy(start: number, end: number): void {
    if (end <= start) return;
    this.cells.push(start, end);
    this.length += end - start;
  }

  write(text: string): void {
    if (text === "") return;
    this.cells.push(-1, this.texts.length);
    this.texts.push(text);
    this.length += Buffer.byteLength(text);
  }

  /** Copies a range with the edits that lie in it; `edits` are in order and do not overlap. */
  copyEdited({ start, end }: Span, edits: readonly Edit[]): void {
    let position = start;
    for (const edit of edits) {
      if (edit.start < start || edit.end > end) continue;
      this.copy(position, edit.start);
      this.write(edit.text);
      position = edit.end;
    }
    this.copy(position, end);
  }

  finish(): BytePlan {
    return { cells: Int32Array.from(this.cells), texts: this.texts, length: this.length };
  }
}

/** Writes the document of a plan over the bytes that it was made for; `target` has the plan's length. */
export function writePlan(source: Buffer, { cells, texts }: BytePlan, target: Buffer): void {
  let position = 0;
  for (let at = 0; at < cells.length; at += 2) {
    const start = cells[at] ?? 0;
    const second = cells[at + 1] ?? 0;
    position +=
      start < 0 ? target.write(texts[second] ?? "", position) : source.copy(target, position, start, second);
  }
}
