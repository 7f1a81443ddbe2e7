import type { Span } from "./packument.ts";

/** A replacement of a range of bytes; an empty range is an insertion. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Puts a document together from ranges of another and from new text, and copies the bytes once. */
export class ByteWriter {
  private readonly source: Buffer;
  private readonly parts: (Span | string)[] = [];
  private length = 0;

  constructor(source: Buffer) {
    this.source = source;
  }

  copy(start: number, end: number): void {
    if (end <= start) return;
    this.parts.push({ start, end });
    this.length += end - start;
  }

  write(text: string): void {
    if (text === "") return;
    this.parts.push(text);
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

  /** The document, in a buffer of its exact length from `allocate`. */
  finish(allocate: (bytes: number) => Buffer = (bytes) => Buffer.allocUnsafe(bytes)): Buffer {
    const target = allocate(this.length);
    let position = 0;
    for (const part of this.parts) {
      position +=
        typeof part === "string"
          ? target.write(part, position)
          : this.source.copy(target, position, part.start, part.end);
    }
    return target;
  }
}
