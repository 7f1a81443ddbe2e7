/** The offset of the first byte below 0x20, or infinity; four bytes at a time, since most documents have none. */
export function firstControlByte(bytes: Uint8Array): number {
  const head = Math.min(bytes.length, (4 - (bytes.byteOffset & 3)) & 3);
  const inHead = findControl(bytes, 0, head);
  if (inHead !== undefined) return inHead;
  const wordCount = (bytes.length - head) >> 2;
  const words = new Int32Array(bytes.buffer, bytes.byteOffset + head, wordCount);
  let at = 0;
  while (at < wordCount && !hasControl(words[at] ?? 0)) at += 1;
  return findControl(bytes, head + at * 4, bytes.length) ?? Number.POSITIVE_INFINITY;
}

/** Subtracting 0x20 borrows into the top bit of exactly those bytes that are smaller (and had it clear). */
function hasControl(word: number): boolean {
  return ((word - 0x20202020) & ~word & 0x80808080) !== 0;
}

function findControl(bytes: Uint8Array, start: number, end: number): number | undefined {
  for (let at = start; at < end; at += 1) {
    if ((bytes[at] ?? 0xff) < 0x20) return at;
  }
  return undefined;
}
