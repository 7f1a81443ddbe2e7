import type { Span } from "./packument.ts";

/** A power of two. */
const slotCount = 512;
/** Below this comparing gains nothing over validating. */
const comparedBytesMin = 80;

/**
 * Remembers where the last objects and arrays of a document lay that have been validated, each in a slot that follows
 * from its key and depth. Equal bytes at the start of another value are that value, whole: an object or array ends where
 * its brackets do, whatever comes after. Keys that fall into one slot push each other out, which costs time only.
 */
export class RepeatedValues {
  private readonly bytes: Buffer;
  private readonly starts: Int32Array = new Int32Array(slotCount);
  private readonly ends: Int32Array = new Int32Array(slotCount);
  private readonly depths: Int32Array = new Int32Array(slotCount);

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  /** The slot of a member's value; `keyStart` and `keyEnd` enclose the key with its quotes. */
  slotOf(keyStart: number, keyEnd: number): number {
    const first = this.bytes[keyStart + 1] ?? 0;
    const last = this.bytes[keyEnd - 2] ?? 0;
    return ((keyEnd - keyStart) * 37 + first * 7 + last) & (slotCount - 1);
  }

  /** The end of the value at `start` if it repeats the slot's, at the same depth; otherwise -1. */
  endOf(slot: number, start: number, depth: number): number {
    const from = this.starts[slot] ?? 0;
    const to = this.ends[slot] ?? 0;
    const end = start + to - from;
    if (to - from < comparedBytesMin || end > this.bytes.length) return -1;
    // As deep as before it is within the bound on depth, as before.
    if (this.depths[slot] !== depth || this.bytes[end - 1] !== this.bytes[to - 1]) return -1;
    return this.bytes.compare(this.bytes, from, to, start, end) === 0 ? end : -1;
  }

  /** Remembers a value that has been validated. */
  note(slot: number, span: Span, depth: number): void {
    this.starts[slot] = span.start;
    this.ends[slot] = span.end;
    this.depths[slot] = depth;
  }
}
