const countMax = 5_000;

/** Says whether a text stands in a package's files as it is, and remembers what it was asked. */
export class PackageTexts {
  readonly #contents: readonly Uint8Array[];
  readonly #known: Map<string, boolean> = new Map();

  constructor(contents: Iterable<Uint8Array>) {
    this.#contents = [...contents];
  }

  contains(text: string): boolean {
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    // Who asks this often is no installer: what comes then counts as written.
    if (this.#known.size > countMax) return true;
    const isThere = this.#contents.some((bytes) =>
      Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(text),
    );
    this.#known.set(text, isThere);
    return isThere;
  }
}
