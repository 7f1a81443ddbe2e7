/** Reads forward through bytes. Every method throws a `RangeError` at the end. */
export interface ByteReader {
  byte(): number;
  /** An unsigned integer as `ByteWriter.integer` writes it. */
  integer(): number;
  /** How many items follow; never more than there are bytes left. */
  count(): number;
  text(): string;
}

/** Creates a reader of `buffer` between two offsets. */
export function createByteReader(buffer: Buffer, start: number, end: number): ByteReader {
  return new BufferReader(buffer, start, end);
}

// A class: every look-up that hits creates a reader, and closures for its methods would cost more than the reading.
class BufferReader implements ByteReader {
  readonly #buffer: Buffer;
  readonly #end: number;
  #at: number;

  constructor(buffer: Buffer, start: number, end: number) {
    this.#buffer = buffer;
    this.#end = end;
    this.#at = start;
  }

  byte(): number {
    const value = this.#at < this.#end ? this.#buffer[this.#at] : undefined;
    if (value === undefined) throw new RangeError(`Nothing to read at ${this.#at}`);
    this.#at += 1;
    return value;
  }

  integer(): number {
    let value = 0;
    let scale = 1;
    for (;;) {
      const next = this.byte();
      value += (next % 128) * scale;
      if (value > Number.MAX_SAFE_INTEGER) throw new RangeError(`Number too large at ${this.#at}`);
      if (next < 128) return value;
      scale *= 128;
    }
  }

  count(): number {
    const value = this.integer();
    if (value > this.#end - this.#at) throw new RangeError(`${value} items do not fit at ${this.#at}`);
    return value;
  }

  text(): string {
    const length = this.count();
    this.#at += length;
    return this.#buffer.toString("utf8", this.#at - length, this.#at);
  }
}
