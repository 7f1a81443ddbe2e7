/** A place where one of the texts ends. */
export interface TextHit {
  /** The index of the text in the list. */
  readonly text: number;
  /** Of the first byte. */
  readonly start: number;
  /** After the last byte. */
  readonly end: number;
}

/**
 * Finds many texts in one pass over bytes (Aho and Corasick, 1975), without regard to the case of ASCII letters. The
 * table has a row per state and a column per class of bytes that the texts tell apart.
 */
export class TextSearch {
  readonly #classes = new Uint8Array(256);
  readonly #classCount: number;
  readonly #next: Int32Array;
  /** The texts that end in a state. */
  readonly #found: readonly (readonly number[])[];
  readonly #hasFound: Uint8Array;
  readonly #lengths: readonly number[];

  constructor(texts: readonly string[]) {
    const words = texts.map((text) => Buffer.from(text.replace(/[A-Z]/g, toSmall), "latin1"));
    this.#lengths = words.map((word) => word.length);
    this.#classCount = fillClasses(this.#classes, words);
    const trie = buildTrie(words, this.#classes, this.#classCount);
    this.#next = trie.next;
    this.#found = trie.found;
    this.#hasFound = Uint8Array.from(trie.found, (ended) => (ended.length > 0 ? 1 : 0));
  }

  /** Every place where a text ends, in order; stops when the receiver answers false. */
  search(bytes: Uint8Array, receive: (hit: TextHit) => boolean): void {
    const next = this.#next;
    const classes = this.#classes;
    const classCount = this.#classCount;
    const hasFound = this.#hasFound;
    let state = 0;
    for (let at = 0; at < bytes.length; at += 1) {
      state = next[state * classCount + (classes[bytes[at] ?? 0] ?? 0)] ?? 0;
      if (hasFound[state] === 1 && !this.#report(state, at + 1, receive)) return;
    }
  }

  #report(state: number, end: number, receive: (hit: TextHit) => boolean): boolean {
    for (const text of this.#found[state] ?? []) {
      if (!receive({ text, start: end - (this.#lengths[text] ?? 0), end })) return false;
    }
    return true;
  }
}

function toSmall(letter: string): string {
  return letter.toLowerCase();
}

/** Class 0 is every byte that no text has; capitals have the class of their small letters. */
function fillClasses(classes: Uint8Array, words: readonly Buffer[]): number {
  let count = 1;
  for (const byte of new Set(words.flatMap((word) => [...word]))) {
    classes[byte] = count;
    if (byte >= 0x61 && byte <= 0x7a) classes[byte - 0x20] = count;
    count += 1;
  }
  return count;
}

interface Trie {
  readonly next: Int32Array;
  readonly found: number[][];
}

function buildTrie(words: readonly Buffer[], classes: Uint8Array, classCount: number): Trie {
  const stateMax = words.reduce((sum, word) => sum + word.length, 1);
  const next = new Int32Array(stateMax * classCount);
  const found: number[][] = [[]];
  for (const [index, word] of words.entries()) {
    let state = 0;
    for (const byte of word) {
      const cell = state * classCount + (classes[byte] ?? 0);
      if (next[cell] === 0) next[cell] = found.push([]) - 1;
      state = next[cell] ?? 0;
    }
    found[state]?.push(index);
  }
  linkFailures(next, found, classCount);
  return { next: next.slice(0, found.length * classCount), found };
}

/** Breadth first, so that where a state fails to is complete before the state is. */
function linkFailures(next: Int32Array, found: number[][], classCount: number): void {
  const fails = new Int32Array(found.length);
  const queue: number[] = [];
  for (let column = 0; column < classCount; column += 1) {
    const state = next[column] ?? 0;
    if (state !== 0) queue.push(state);
  }
  for (const state of queue) {
    const fail = fails[state] ?? 0;
    found[state]?.push(...(found[fail] ?? []));
    for (let column = 0; column < classCount; column += 1) {
      const cell = state * classCount + column;
      const failed = next[fail * classCount + column] ?? 0;
      const child = next[cell] ?? 0;
      if (child === 0) next[cell] = failed;
      else {
        fails[child] = failed;
        queue.push(child);
      }
    }
  }
}
