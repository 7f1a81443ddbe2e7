import { decodeText } from "./json-text.ts";
import { MemberTable } from "./member-table.ts";
import type { DocumentBytes } from "./version-table.ts";

/** The text members of `time` by their keys, decoded when they are read. */
export class TimeTable implements ReadonlyMap<string, string> {
  /** All members, those that are no text too. */
  readonly members: MemberTable = new MemberTable();
  private readonly document: DocumentBytes;
  /** Where a text starts and ends: see `TextSpan`. */
  private readonly cells: number[] = [];
  private readonly rows = new Map<string, number>();

  constructor(document: DocumentBytes) {
    this.document = document;
  }

  /** Adds the text at `start`; `end` is negative when it holds escapes. */
  add(key: string, start: number, end: number): void {
    this.rows.set(key, this.cells.length);
    this.cells.push(start, end);
  }

  get size(): number {
    return this.rows.size;
  }

  has(key: string): boolean {
    return this.rows.has(key);
  }

  get(key: string): string | undefined {
    const cell = this.rows.get(key);
    return cell === undefined ? undefined : this.decode(cell);
  }

  keys(): MapIterator<string> {
    return this.rows.keys();
  }

  *values(): MapIterator<string> {
    for (const cell of this.rows.values()) yield this.decode(cell);
  }

  *entries(): MapIterator<[string, string]> {
    for (const [key, cell] of this.rows) yield [key, this.decode(cell)];
  }

  [Symbol.iterator](): MapIterator<[string, string]> {
    return this.entries();
  }

  forEach(visit: (value: string, key: string, map: ReadonlyMap<string, string>) => void): void {
    for (const [key, value] of this) visit(value, key, this);
  }

  private decode(cell: number): string {
    const { bytes, isAscii } = this.document;
    return decodeText(bytes, { start: this.cells[cell] ?? 0, end: this.cells[cell + 1] ?? 0, isAscii });
  }
}
