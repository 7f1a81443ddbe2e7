/** Texts that are put into another one, which stays as it is otherwise. */
export class TextEdits {
  readonly #edits: {
    readonly at: number;
    readonly until: number;
    readonly text: string;
    readonly rank: number;
  }[] = [];

  /** Puts a text before what begins at a place. */
  insertBefore(at: number, text: string): void {
    this.#edits.push({ at, until: at, text, rank: 1 });
  }

  /** Puts a text after what ends at a place, and so before what begins there. */
  insertAfter(at: number, text: string): void {
    this.#edits.push({ at, until: at, text, rank: 0 });
  }

  replace(at: number, until: number, text: string): void {
    this.#edits.push({ at, until, text, rank: 2 });
  }

  get isEmpty(): boolean {
    return this.#edits.length === 0;
  }

  /** Edits at one place come in the order in which they were made. */
  applyTo(text: string): string {
    const parts: string[] = [];
    let last = 0;
    const inOrder = this.#edits.toSorted((left, right) => left.at - right.at || left.rank - right.rank);
    for (const { at, until, text: inserted } of inOrder) {
      parts.push(text.slice(last, at), inserted);
      last = until;
    }
    return parts.join("") + text.slice(last);
  }
}
