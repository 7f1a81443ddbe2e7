import { MemberTable } from "./member-table.ts";
import { textAt } from "./packument-texts.ts";
import type { PackumentTexts, TextCollector } from "./packument-texts.ts";

/** The members of `time`, as a scan leaves them and as they can be handed to another thread. */
export interface TimeColumns {
  /** Of each member the place of its key among those of `versions`, or -1 less its place among the others. */
  readonly places: Int32Array<ArrayBuffer>;
  /** Keys that are no version's. */
  readonly otherKeys: readonly string[];
  readonly cells: Int32Array<ArrayBuffer>;
}

/** After the three cells of every table, where the text starts and ends among the texts that are kept. */
const cellsPerTime = 5;
const textCell = 3;

/** Gathers the members of `time` during a scan. */
export class TimeColumnsBuilder {
  private readonly keys: string[] = [];
  private readonly cells: number[] = [];
  private readonly texts: TextCollector;

  constructor(texts: TextCollector) {
    this.texts = texts;
  }

  /** Adds a member; `textEnd` is 0 when its value is no text, and negative when the text holds escapes. */
  add(
    key: string,
    keyStart: number,
    value: { readonly start: number; readonly end: number; readonly textEnd: number },
  ): void {
    const { start, end, textEnd } = value;
    const at = this.texts.add(start, textEnd);
    this.keys.push(key);
    this.cells.push(keyStart, start, end, at, Math.sign(textEnd) * (at + end - start));
  }

  /** Most keys are those of versions, which need not be held twice. */
  finish(versionKeys: readonly string[]): TimeColumns {
    const placeOf = new Map(versionKeys.map((key, place) => [key, place]));
    const otherKeys: string[] = [];
    const places = this.keys.map((key) => placeOf.get(key) ?? -otherKeys.push(key));
    return { places: Int32Array.from(places), otherKeys, cells: Int32Array.from(this.cells) };
  }
}

/** The text members of `time` by their keys, decoded when they are read. */
export class TimeTable implements ReadonlyMap<string, string> {
  /** All members, those that are no text too. */
  readonly members: MemberTable;
  private readonly source: PackumentTexts;
  private readonly texts = new Map<string, number>();

  constructor(
    { places, otherKeys, cells }: TimeColumns,
    versionKeys: readonly string[],
    source: PackumentTexts,
  ) {
    const keys = Array.from(
      places,
      (place) => (place < 0 ? otherKeys[-1 - place] : versionKeys[place]) ?? "",
    );
    this.members = new MemberTable({ keys, cells, cellsPerMember: cellsPerTime });
    this.source = source;
    for (const [member, key] of keys.entries()) {
      if (this.members.cellOf(member, textCell + 1) !== 0) this.texts.set(key, member);
    }
  }

  get size(): number {
    return this.texts.size;
  }

  has(key: string): boolean {
    return this.texts.has(key);
  }

  get(key: string): string | undefined {
    const member = this.texts.get(key);
    return member === undefined ? undefined : this.decode(member);
  }

  keys(): MapIterator<string> {
    return this.texts.keys();
  }

  *values(): MapIterator<string> {
    for (const member of this.texts.values()) yield this.decode(member);
  }

  *entries(): MapIterator<[string, string]> {
    for (const [key, member] of this.texts) yield [key, this.decode(member)];
  }

  [Symbol.iterator](): MapIterator<[string, string]> {
    return this.entries();
  }

  forEach(visit: (value: string, key: string, map: ReadonlyMap<string, string>) => void): void {
    for (const [key, value] of this) visit(value, key, this);
  }

  private decode(member: number): string {
    const { members } = this;
    return textAt(this.source, members.cellOf(member, textCell), members.cellOf(member, textCell + 1)) ?? "";
  }
}
