import type { TimeContradiction, VersionSighting } from "./sighting.ts";

/**
 * What the first-seen clock knows of the versions of a packument. It is held for as long as the packument, in numbers
 * instead of objects: the garbage collector goes over every object again and again.
 */
export class PresentVersions implements ReadonlyMap<string, VersionSighting> {
  private readonly rows = new Map<string, number>();
  /** Of each version when it was seen first, and what publish time was claimed first; NaN is no claim. */
  private readonly times: number[] = [];
  private readonly contradictions = new Map<string, TimeContradiction>();

  /** Adds a version, which must not be there yet. */
  add(version: string, { firstSeenAt, firstClaim, contradiction }: VersionSighting): void {
    this.rows.set(version, this.times.length);
    this.times.push(firstSeenAt, firstClaim ?? Number.NaN);
    if (contradiction !== undefined) this.contradictions.set(version, contradiction);
  }

  get size(): number {
    return this.rows.size;
  }

  has(version: string): boolean {
    return this.rows.has(version);
  }

  get(version: string): VersionSighting | undefined {
    const cell = this.rows.get(version);
    return cell === undefined ? undefined : this.build(version, cell);
  }

  keys(): MapIterator<string> {
    return this.rows.keys();
  }

  *values(): MapIterator<VersionSighting> {
    for (const [version, cell] of this.rows) yield this.build(version, cell);
  }

  *entries(): MapIterator<[string, VersionSighting]> {
    for (const [version, cell] of this.rows) yield [version, this.build(version, cell)];
  }

  [Symbol.iterator](): MapIterator<[string, VersionSighting]> {
    return this.entries();
  }

  forEach(
    visit: (value: VersionSighting, key: string, map: ReadonlyMap<string, VersionSighting>) => void,
  ): void {
    for (const [version, value] of this) visit(value, version, this);
  }

  private build(version: string, cell: number): VersionSighting {
    const firstClaim = this.times[cell + 1] ?? Number.NaN;
    return {
      firstSeenAt: this.times[cell] ?? 0,
      firstClaim: Number.isNaN(firstClaim) ? undefined : firstClaim,
      contradiction: this.contradictions.get(version),
    };
  }
}
