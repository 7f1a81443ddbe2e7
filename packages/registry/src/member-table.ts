import type { Span } from "./packument.ts";

const cellsPerMember = 3;

/**
 * The members of one JSON object in document order, numbers instead of objects: hundreds of packuments of hundreds of
 * versions are held at once, and what is held the garbage collector goes over again and again.
 */
export class MemberTable {
  /** Decoded. */
  readonly keys: string[] = [];
  private readonly cells: number[] = [];

  /** `start` is the offset of the key's opening quote. */
  add(key: string, start: number, value: Span): void {
    this.keys.push(key);
    this.cells.push(start, value.start, value.end);
  }

  get length(): number {
    return this.keys.length;
  }

  /** The offset of the key's opening quote. */
  startOf(member: number): number {
    return this.cells[member * cellsPerMember] ?? 0;
  }

  valueOf(member: number): Span {
    return { start: this.cells[member * cellsPerMember + 1] ?? 0, end: this.endOf(member) };
  }

  /** The offset after the value. */
  endOf(member: number): number {
    return this.cells[member * cellsPerMember + 2] ?? 0;
  }
}
