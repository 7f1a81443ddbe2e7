import type { FunctionDeferrer, TableKeys } from "../rewrite/deferred-functions.ts";

/** A text on its way to the engine, with the name that it is known by. */
export interface NamedText {
  readonly text: string;
  readonly name: string;
}

interface DeferredPlaces {
  readonly tables: readonly number[];
  readonly headBytes: number;
}

interface CompiledPlace {
  readonly name: string;
  readonly headBytes: number;
}

/**
 * So many characters of padding put functions at their places, one by one; then a table is compiled as a whole. In a bundle of one line
 * of megabytes each has megabytes before it.
 */
const paddedMaxCharacters = 30_000_000;

/** The tables of functions that were left for later in what a process has compiled, and where they stand. */
export class TablesOfProcess {
  readonly #deferrer: FunctionDeferrer;
  readonly #places: Map<number, CompiledPlace> = new Map();
  #paddedCharacters = 0;

  constructor(deferrer: FunctionDeferrer) {
    this.#deferrer = deferrer;
  }

  /** Takes what was left for later in a text of a name, which so many bytes stand before on its first line. */
  add(name: string, { tables, headBytes }: DeferredPlaces): void {
    for (const table of tables) this.#places.set(table, { name, headBytes });
  }

  keysOf(table: number): TableKeys | undefined {
    return this.#places.has(table) ? this.#deferrer.keysOf(table) : undefined;
  }

  /** A function of a table, or all of them; nothing where it has none of the name. */
  take(table: number, key: string | undefined): NamedText | undefined {
    const place = this.#places.get(table);
    if (place === undefined) return undefined;
    const { name, headBytes } = place;
    const text = this.#deferrer.textOf(table, key, headBytes);
    if (text === undefined) return undefined;
    this.#paddedCharacters += text.length;
    const isMuch = this.#paddedCharacters > paddedMaxCharacters;
    const all = isMuch ? this.#deferrer.textOf(table, undefined, headBytes) : undefined;
    return { text: all ?? text, name };
  }

  restore(text: string): string {
    return this.#deferrer.restore(text);
  }
}
