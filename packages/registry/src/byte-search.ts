const nearBytes = 16;

/**
 * The offset of the first such byte at or after `from`, or the length of all. A call of the engine's search costs as much as some tens
 * of bytes in a loop, so documents that are dense with what is sought would suffer from a call for each.
 */
export function findByte(bytes: Buffer, code: number, from: number): number {
  const near = Math.min(from + nearBytes, bytes.length);
  for (let at = from; at < near; at += 1) {
    if (bytes[at] === code) return at;
  }
  const found = near < bytes.length ? bytes.indexOf(code, near) : -1;
  return found < 0 ? bytes.length : found;
}
