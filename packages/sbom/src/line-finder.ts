/** Finds the lines of texts that come in a document one after the other. */
export class LineFinder {
  readonly #text: string;
  #offset = 0;
  #line = 1;
  /** How often a text was not where it should be; each miss costs a look at the whole rest. */
  #misses = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** The line from 1 of the next place of a JSON string; the last line found when there is none. */
  find(wanted: string): number {
    if (this.#misses > 20) return this.#line;
    const at = this.#text.indexOf(JSON.stringify(wanted), this.#offset);
    if (at < 0) {
      this.#misses += 1;
      return this.#line;
    }
    for (let index = this.#offset; index < at; index += 1) {
      if (this.#text.charCodeAt(index) === 10) this.#line += 1;
    }
    this.#offset = at;
    return this.#line;
  }
}
