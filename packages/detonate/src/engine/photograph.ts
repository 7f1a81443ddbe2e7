/** What a machine's memory held at a moment, without the large parts of it that nothing was written to. */
export interface Photograph {
  /** What was in use of the memory. */
  readonly length: number;
  /** Where something was, in its order; all between is zeros. */
  readonly parts: readonly PhotographPart[];
}

/** A part of a photograph. */
export interface PhotographPart {
  readonly at: number;
  readonly bytes: Uint8Array;
}

const pageBytes = 16 * 1024;

/**
 * Takes a photograph of a memory. What a process leaves above it stays there: the engine's allocator clears what it must, so that
 * nobody reads it.
 */
export function takePhotograph(memory: Uint8Array): Photograph {
  const words = new BigUint64Array(memory.buffer, memory.byteOffset, Math.floor(memory.length / 8));
  const wordsOfPage = pageBytes / 8;
  const parts: { at: number; end: number }[] = [];
  for (let at = 0; at < memory.length; at += pageBytes) {
    const first = at / 8;
    if (!words.subarray(first, first + wordsOfPage).some((word) => word !== 0n)) continue;
    const end = Math.min(at + pageBytes, memory.length);
    const last = parts.at(-1);
    if (last?.end === at) last.end = end;
    else parts.push({ at, end });
  }
  return {
    length: parts.at(-1)?.end ?? 0,
    parts: parts.map(({ at, end }) => ({ at, bytes: memory.slice(at, end) })),
  };
}

/** Puts a memory back to what it was. */
export function restorePhotograph(memory: Uint8Array, { parts }: Photograph): void {
  let end = 0;
  for (const { at, bytes } of parts) {
    memory.fill(0, end, at);
    memory.set(bytes, at);
    end = at + bytes.length;
  }
}
