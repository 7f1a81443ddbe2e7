import { decodeText } from "./json-text.ts";

/** JSON strings of a document, one after another, so that they outlive the document itself. */
export interface PackumentTexts {
  readonly bytes: Buffer;
  readonly isAscii: boolean;
}

/** The text between two offsets; `undefined` where the end is 0, and see `TextSpan` for a negative one. */
export function textAt({ bytes, isAscii }: PackumentTexts, start: number, end: number): string | undefined {
  return end === 0 ? undefined : decodeText(bytes, { start, end, isAscii });
}

/** Copies the strings of a document into a buffer that is made in one piece at the end. */
export class TextCollector {
  private readonly spans: number[] = [];
  private length = 0;

  /** Takes the string that starts and ends there, and answers where it will start; its end may be negative, or 0 for none. */
  add(start: number, end: number): number {
    if (end === 0) return 0;
    const at = this.length;
    this.spans.push(start, Math.abs(end));
    this.length += Math.abs(end) - start;
    return at;
  }

  finish(document: Buffer): Buffer<ArrayBuffer> {
    const bytes = Buffer.allocUnsafeSlow(this.length);
    let at = 0;
    for (let place = 0; place < this.spans.length; place += 2) {
      at += document.copy(bytes, at, this.spans[place], this.spans[place + 1]);
    }
    return bytes;
  }
}
