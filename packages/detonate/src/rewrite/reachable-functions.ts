import type { CountedText, NameUses } from "@lockkeeper/code/rewrite";

/** A text of which it is known which of its functions ran. */
export interface RanText {
  readonly counted: CountedText;
  readonly ranFunctions: ReadonlySet<number>;
}

/** Chains of names are followed this far; longer ones are of libraries, not of installers. */
const passMaxCount = 100;

/**
 * Which functions could run if every branch were taken: those that ran, those that stand in the way of something reachable, and
 * those whose name something reachable names. A name leads to every function that has it, so that more is called reachable than is.
 * For each text, whether it holds, by the function's index.
 */
export function reachableFunctions(texts: readonly RanText[]): readonly (readonly boolean[])[] {
  const members = new Set<string>();
  const all = texts.map((text) => new ReachableText(text, members));
  for (let pass = 0; pass < passMaxCount; pass += 1) {
    const grown = all.filter((text) => text.grow());
    if (grown.length === 0) break;
  }
  return all.map(({ reached }) => reached);
}

class ReachableText {
  readonly reached: boolean[];
  readonly #counted: CountedText;
  readonly #locals: Set<string> = new Set();
  readonly #members: Set<string>;
  readonly #later: (readonly [once: string, name: string])[] = [];
  #isCallingAny = false;

  constructor({ counted, ranFunctions }: RanText, members: Set<string>) {
    this.#counted = counted;
    this.#members = members;
    this.reached = counted.functions.map((_, index) => ranFunctions.has(index));
    this.#take(counted.uses[0]);
    for (const index of ranFunctions) this.#take(counted.uses[index + 1]);
  }

  /** Reaches what can be reached by now. Whether that was more than before. */
  grow(): boolean {
    const before = this.#locals.size + this.#members.size;
    let isGrown = false;
    for (const [once, name] of this.#later) if (this.#isNamed(once)) this.#name(name);
    for (const [index, { parent, names }] of this.#counted.functions.entries()) {
      if (this.reached[index] === true || (parent >= 0 && this.reached[parent] !== true)) continue;
      if (names.length > 0 && !names.some((name) => this.#isNamed(name))) continue;
      this.reached[index] = true;
      isGrown = true;
      this.#take(this.#counted.uses[index + 1]);
    }
    return isGrown || this.#locals.size + this.#members.size > before;
  }

  #take(uses: NameUses | undefined): void {
    if (uses === undefined) return;
    for (const name of uses.names) this.#name(name);
    this.#later.push(...uses.later);
    if (uses.isCallingAny) this.#isCallingAny = true;
  }

  #name(name: string): void {
    (name.startsWith(".") ? this.#members : this.#locals).add(name);
  }

  /** A member whose name is computed may be any of the same text. */
  #isNamed(name: string): boolean {
    if (!name.startsWith(".")) return this.#locals.has(name);
    return this.#isCallingAny || this.#members.has(name);
  }
}
