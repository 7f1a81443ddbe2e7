const countMax = 5_000;

/** Says whether a text stands in a package's files as it is, and remembers what it was asked. */
export class PackageTexts {
  readonly #contents: Uint8Array[];
  readonly #known: Map<string, boolean> = new Map();

  constructor(contents: Iterable<Uint8Array>) {
    // Scripts are small beside what else packages hold.
    this.#contents = [...contents].toSorted((one, other) => one.length - other.length);
  }

  contains(text: string): boolean {
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    // Who asks this often is no installer: what comes then counts as written.
    if (this.#known.size > countMax) return true;
    const isThere = this.#find(text);
    this.#known.set(text, isThere);
    return isThere;
  }

  /** The file that had one text is asked for the next one first: what code asks for in a row stands together. */
  #find(text: string): boolean {
    const at = this.#contents.findIndex((bytes) =>
      Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(text),
    );
    if (at > 0) this.#contents.unshift(...this.#contents.splice(at, 1));
    return at >= 0;
  }
}
