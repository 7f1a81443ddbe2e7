import type { BaseDisk } from "./base-disk.ts";
import type { DiskNode } from "./disk-node.ts";
import type { Places } from "./places.ts";

/** The nodes of a run: those of the base, with what the run made, changed and removed on top. */
export class NodeTable {
  readonly places: Places;
  readonly #base: BaseDisk;
  readonly #changed: Map<string, DiskNode | undefined> = new Map();
  /** Folders whose listing differs from the base's. */
  readonly #listings: Map<string, Map<string, string>> = new Map();
  #lastInode = 2_000_000;

  /** Begins with what an earlier run left, where one is given; that one is not changed. */
  constructor(base: BaseDisk, before?: NodeTable) {
    this.#base = base;
    this.places = base.places;
    for (const [key, node] of before?.changed ?? []) this.#changed.set(key, node);
    for (const [key, listing] of before?.listings ?? []) this.#listings.set(key, new Map(listing));
  }

  /** What differs from the base, nothing where something was removed. */
  get changed(): ReadonlyMap<string, DiskNode | undefined> {
    return this.#changed;
  }

  get listings(): ReadonlyMap<string, ReadonlyMap<string, string>> {
    return this.#listings;
  }

  get(place: string): DiskNode | undefined {
    const key = this.places.keyOf(place);
    return this.#changed.has(key) ? this.#changed.get(key) : this.#base.nodes.get(key);
  }

  set(place: string, node: Omit<DiskNode, "name" | "inode"> & { readonly inode?: number }): void {
    const name = this.places.nameOf(place);
    this.#lastInode += 1;
    this.#changed.set(this.places.keyOf(place), { inode: this.#lastInode, ...node, name });
    const parent = this.places.parentOf(place);
    if (parent !== place) this.#listingOf(parent).set(this.places.keyOf(name), name);
  }

  remove(place: string): void {
    const key = this.places.keyOf(place);
    this.#changed.set(key, undefined);
    this.#listings.delete(key);
    this.#listingOf(this.places.parentOf(place)).delete(this.places.keyOf(this.places.nameOf(place)));
  }

  names(folder: string): readonly string[] {
    const key = this.places.keyOf(folder);
    const listing = this.#listings.get(key) ?? (this.get(folder) && this.#base.children.get(key));
    return [...(listing?.values() ?? [])].toSorted();
  }

  /** How many nodes the run touched. */
  get changedCount(): number {
    return this.#changed.size;
  }

  #listingOf(folder: string): Map<string, string> {
    const key = this.places.keyOf(folder);
    const known = this.#listings.get(key);
    if (known !== undefined) return known;
    const listing = new Map(this.#base.children.get(key));
    this.#listings.set(key, listing);
    return listing;
  }
}
