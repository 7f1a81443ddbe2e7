const newline = 10;

/** Splits a stream of bytes into lines; a line longer than `maxBytes` is `undefined`. Memory stays within one line. */
export async function* readJsonLines(
  stream: AsyncIterable<unknown>,
  maxBytes: number,
): AsyncGenerator<string | undefined, void, undefined> {
  let parts: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream) {
    if (!Buffer.isBuffer(chunk)) throw new TypeError("the stream does not hold bytes");
    let start = 0;
    for (;;) {
      const end = chunk.indexOf(newline, start);
      const part = chunk.subarray(start, end < 0 ? chunk.length : end);
      length += part.length;
      if (length <= maxBytes) parts.push(part);
      else parts = [];
      if (end < 0) break;
      yield length > maxBytes ? undefined : Buffer.concat(parts).toString("utf8").trim();
      parts = [];
      length = 0;
      start = end + 1;
    }
  }
  if (length > 0) yield length > maxBytes ? undefined : Buffer.concat(parts).toString("utf8").trim();
}
