/** Below this a loop over the bytes is as quick as the words' alignment. */
const wordsMinBytes = 256;

/** Whether a byte below 0x20 is in a range; sixteen bytes at a time where it is long. */
export function hasControlByte(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < wordsMinBytes) return findControl(bytes, start, end) !== undefined;
  const first = start + ((4 - ((bytes.byteOffset + start) & 3)) & 3);
  const wordCount = (end - first) >> 2;
  const words = new Int32Array(bytes.buffer, bytes.byteOffset + first, wordCount);
  let at = 0;
  while (at + 4 <= wordCount && !haveControl(words, at)) at += 4;
  return (
    findControl(bytes, start, first) !== undefined || findControl(bytes, first + at * 4, end) !== undefined
  );
}

/**
 * Whether one of the sixteen bytes of four words is below 0x20. Subtracting 0x20 sets the top bit of exactly the first
 * byte that is smaller, unless it was set before.
 */
function haveControl(words: Int32Array, at: number): boolean {
  const a = words[at] ?? 0;
  const b = words[at + 1] ?? 0;
  const c = words[at + 2] ?? 0;
  const d = words[at + 3] ?? 0;
  const belows =
    ((a - 0x20202020) & ~a) | ((b - 0x20202020) & ~b) | ((c - 0x20202020) & ~c) | ((d - 0x20202020) & ~d);
  return (belows & 0x80808080) !== 0;
}

function findControl(bytes: Uint8Array, start: number, end: number): number | undefined {
  for (let at = start; at < end; at += 1) {
    if ((bytes[at] ?? 0xff) < 0x20) return at;
  }
  return undefined;
}
