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
  let at = start;

  function byte(): number {
    const value = at < end ? buffer[at] : undefined;
    if (value === undefined) throw new RangeError(`Nothing to read at ${at}`);
    at += 1;
    return value;
  }

  function integer(): number {
    let value = 0;
    let scale = 1;
    for (;;) {
      const next = byte();
      value += (next % 128) * scale;
      if (value > Number.MAX_SAFE_INTEGER) throw new RangeError(`Number too large at ${at}`);
      if (next < 128) return value;
      scale *= 128;
    }
  }

  function count(): number {
    const value = integer();
    if (value > end - at) throw new RangeError(`${value} items do not fit at ${at}`);
    return value;
  }

  return {
    byte,
    integer,
    count,
    text() {
      const length = count();
      at += length;
      return buffer.toString("utf8", at - length, at);
    },
  };
}
