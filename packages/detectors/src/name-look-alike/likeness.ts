/** Whom a name resembles, and how. */
export interface Likeness {
  readonly of: string;
  readonly kind: "spelling" | "punctuation" | "scope" | "unscoped" | "prefix";
}

/** Below this a letter more or less makes another word. */
const minCharacters = 5;
/** What people and language models leave out. */
const prefixes = [
  "eslint-plugin-",
  "babel-plugin-",
  "rollup-plugin-",
  "vite-plugin-",
  "webpack-plugin-",
  "gatsby-plugin-",
];

/** Finds the most used name that another one resembles; `undefined` for a name that is well known itself. */
export function findLikeness(name: string, popularNames: readonly string[]): Likeness | undefined {
  const lower = name.toLowerCase();
  if (popularNames.includes(lower) || lower.length < minCharacters) return undefined;
  const own = partsOf(lower);
  for (const of of popularNames) {
    const kind = likenessTo(own, partsOf(of));
    if (kind !== undefined) return { of, kind };
  }
  return undefined;
}

interface NameParts {
  readonly scope: string;
  readonly base: string;
}

function partsOf(name: string): NameParts {
  const slash = name.indexOf("/");
  return name.startsWith("@") && slash > 0
    ? { scope: name.slice(1, slash), base: name.slice(slash + 1) }
    : { scope: "", base: name };
}

function likenessTo(own: NameParts, other: NameParts): Likeness["kind"] | undefined {
  if (own.scope === other.scope) return baseLikeness(own, other);
  if (own.base !== other.base && own.scope !== "") return undefined;
  // Everybody may publish a fork in a scope of their own.
  if (
    own.scope !== "" &&
    other.scope !== "" &&
    other.scope.length >= minCharacters &&
    isOneEditApart(own.scope, other.scope)
  )
    return "scope";
  if (own.scope === "" && other.scope !== "" && own.base === `${other.scope}-${other.base}`)
    return "unscoped";
  return undefined;
}

function baseLikeness(own: NameParts, other: NameParts): Likeness["kind"] | undefined {
  // A scope belongs to one owner, who may name things as they like.
  if (own.scope !== "") return undefined;
  if (prefixes.some((prefix) => `${prefix}${own.base}` === other.base)) return "prefix";
  if (other.base.length < minCharacters) return undefined;
  if (bare(own.base) === bare(other.base)) return "punctuation";
  return isOneEditApart(own.base, other.base) ? "spelling" : undefined;
}

function bare(text: string): string {
  return text.replaceAll(/[-_.]/g, "");
}

/** Whether one letter more, less or other, or two swapped neighbours, make the one of the other. */
export function isOneEditApart(left: string, right: string): boolean {
  const [short, long] = left.length <= right.length ? [left, right] : [right, left];
  if (long.length - short.length > 1 || short === long) return false;
  let start = 0;
  while (start < short.length && short[start] === long[start]) start += 1;
  if (short.length < long.length) return short.slice(start) === long.slice(start + 1);
  const isOther = short.slice(start + 1) === long.slice(start + 1);
  const isSwapped =
    short[start] === long[start + 1] &&
    short[start + 1] === long[start] &&
    short.slice(start + 2) === long.slice(start + 2);
  return isOther || isSwapped;
}
