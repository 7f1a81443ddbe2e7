import type { Span } from "./packument.ts";

/** The members of one JSON object, as numbers. */
export interface MemberColumns {
  /** Decoded, in document order. */
  readonly keys: readonly string[];
  /**
   * Of each member first the offset of its key's opening quote, then those of its value's start and end; what follows
   * is the table's own.
   */
  readonly cells: ArrayLike<number>;
  readonly cellsPerMember: number;
}

/**
 * The members of one JSON object in document order, numbers instead of objects: hundreds of packuments of hundreds of
 * versions are held at once, and what is held the garbage collector goes over again and again.
 */
export class MemberTable {
  readonly keys: readonly string[];
  private readonly cells: ArrayLike<number>;
  private readonly cellsPerMember: number;

  constructor({ keys, cells, cellsPerMember }: MemberColumns) {
    this.keys = keys;
    this.cells = cells;
    this.cellsPerMember = cellsPerMember;
  }

  get length(): number {
    return this.keys.length;
  }

  /** The offset of the key's opening quote. */
  startOf(member: number): number {
    return this.cellOf(member, 0);
  }

  valueOf(member: number): Span {
    return { start: this.cellOf(member, 1), end: this.endOf(member) };
  }

  /** The offset after the value. */
  endOf(member: number): number {
    return this.cellOf(member, 2);
  }

  /** One of the numbers that the table itself keeps of a member, counted from the first. */
  cellOf(member: number, cell: number): number {
    return this.cells[member * this.cellsPerMember + cell] ?? 0;
  }
}
