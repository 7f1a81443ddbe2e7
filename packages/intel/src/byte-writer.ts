/** Appends to one growing buffer. */
export interface ByteWriter {
  readonly length: number;
  byte(value: number): void;
  /** An unsigned integer below 2^53, seven bits a byte, lowest first. */
  integer(value: number): void;
  /** A text in UTF-8 with its length before it. */
  text(value: string): void;
  bytes(value: Uint8Array): void;
  /** What has been written; later writing may change it. */
  view(): Buffer;
}

/** Creates an empty writer. */
export function createByteWriter(): ByteWriter {
  let buffer = Buffer.allocUnsafe(65_536);
  let length = 0;

  function reserve(more: number): void {
    if (length + more <= buffer.length) return;
    const grown = Buffer.allocUnsafe(Math.max(buffer.length * 2, length + more));
    buffer.copy(grown, 0, 0, length);
    buffer = grown;
  }

  function byte(value: number): void {
    reserve(1);
    buffer[length] = value;
    length += 1;
  }

  function integer(value: number): void {
    let rest = value;
    while (rest >= 128) {
      byte((rest % 128) + 128);
      rest = Math.floor(rest / 128);
    }
    byte(rest);
  }

  function bytes(value: Uint8Array): void {
    reserve(value.length);
    buffer.set(value, length);
    length += value.length;
  }

  return {
    get length() {
      return length;
    },
    byte,
    integer,
    bytes,
    text(value) {
      const encoded = Buffer.from(value, "utf8");
      integer(encoded.length);
      bytes(encoded);
    },
    view: () => buffer.subarray(0, length),
  };
}
