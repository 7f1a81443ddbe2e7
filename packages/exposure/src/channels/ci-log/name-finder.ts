/** Finds names in texts; cheap, since it is asked of every line of a log. */
export interface NameFinder {
  /** Whether any of the names occurs at all. */
  occursIn(text: string): boolean;
  /** The parts of a long text around the names, bounded in number; the whole of a short one. */
  around(text: string): readonly string[];
}

const shortCharacters = 4000;
const aroundCharacters = 1500;
const maxParts = 40;

/** Prepares the search. Names are compared as they are. */
export function createNameFinder(names: ReadonlySet<string>): NameFinder {
  const list = [...names].filter((name) => name !== "");
  if (list.length === 0) return { occursIn: () => false, around: () => [] };
  const sorted = list.toSorted((left, right) => right.length - left.length);
  const any = new RegExp(sorted.map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|"), "g");
  const few = list.length <= 12 ? list : undefined;
  return {
    occursIn(text) {
      if (few !== undefined) return few.some((name) => text.includes(name));
      any.lastIndex = 0;
      return any.test(text);
    },
    around: (text) => partsAround(text, any),
  };
}

/** The parts of a long text around what a pattern finds, bounded in number; the whole of a short one. */
export function partsAround(text: string, any: RegExp): readonly string[] {
  if (text.length <= shortCharacters) return [text];
  const parts: string[] = [];
  let end = 0;
  for (const match of text.matchAll(any)) {
    if (match.index + match[0].length < end) continue;
    if (parts.length >= maxParts) break;
    const start = Math.max(0, match.index - aroundCharacters);
    end = match.index + aroundCharacters;
    parts.push(text.slice(start, end));
  }
  return parts;
}
