const chunkBytes = 65_536;

/**
 * Finds one character in a document, forwards. The engine's string search is the fastest there is for this, but one
 * string of a whole document costs more to allocate than to search; this one looks at the bytes a piece at a time.
 */
export class ByteSearch {
  private readonly bytes: Buffer;
  private readonly character: string;
  private chunk = "";
  private chunkStart = 0;

  /** `character` is ASCII. */
  constructor(bytes: Buffer, character: string) {
    this.bytes = bytes;
    this.character = character;
  }

  /** The offset of the first such character at or after `from`, or -1. */
  find(from: number): number {
    let at = from;
    while (at < this.bytes.length) {
      if (at < this.chunkStart || at >= this.chunkStart + this.chunk.length) this.load(at);
      const found = this.chunk.indexOf(this.character, at - this.chunkStart);
      if (found >= 0) return this.chunkStart + found;
      at = this.chunkStart + this.chunk.length;
    }
    return -1;
  }

  private load(start: number): void {
    this.chunk = this.bytes.toString("latin1", start, Math.min(start + chunkBytes, this.bytes.length));
    this.chunkStart = start;
  }
}
