/** How many characters at its beginning a word is looked up by; shorter words are never found. */
const keyCharacters = 3;
const bitsOfCharacter = 6;
const maskOfCharacter = (1 << bitsOfCharacter) - 1;

/**
 * Finds which of many words are in a text, in one pass over it: hardly any place of a text begins as one of them does. Asking for
 * each word by itself takes as many passes as there are words.
 */
export class WordFinder<Owner> {
  readonly #begins = new Uint8Array(1 << (keyCharacters * bitsOfCharacter));
  readonly #words: Map<string, (readonly [word: string, owner: Owner])[]> = new Map();

  constructor(words: Iterable<readonly [word: string, owner: Owner]>) {
    for (const [word, owner] of words) {
      if (word.length < keyCharacters) continue;
      const key = word.slice(0, keyCharacters);
      this.#words.set(key, [...(this.#words.get(key) ?? []), [word, owner]]);
      this.#begins[keyAt(word, 0)] = 1;
    }
  }

  /** Adds the owners of the words that are in a text. */
  find(text: string, found: Set<Owner>): void {
    const last = text.length - keyCharacters;
    for (let at = 0; at <= last; at += 1) {
      if (this.#begins[keyAt(text, at)] === 1) this.#compare(text, at, found);
    }
  }

  #compare(text: string, at: number, found: Set<Owner>): void {
    for (const [word, owner] of this.#words.get(text.slice(at, at + keyCharacters)) ?? []) {
      if (text.startsWith(word, at)) found.add(owner);
    }
  }
}

function keyAt(text: string, at: number): number {
  const first = text.charCodeAt(at) & maskOfCharacter;
  const second = text.charCodeAt(at + 1) & maskOfCharacter;
  const third = text.charCodeAt(at + 2) & maskOfCharacter;
  return (((first << bitsOfCharacter) | second) << bitsOfCharacter) | third;
}
