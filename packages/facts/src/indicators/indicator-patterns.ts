import type { IndicatorKind } from "../package-facts.ts";
import { placeTexts, secretVariables, wordPlaces } from "./secret-places.ts";
import { serviceTexts } from "./service-hosts.ts";
import { listOf } from "../text/text-list.ts";
import { TextSearch } from "../text/text-search.ts";

/** How a text that was found is looked at. */
export type PatternRule =
  /** It counts with what stands around it, up to quotes and spaces. */
  | "around"
  /** The same, where a path or a name begins: `.aws/`, but not `api.aws/`. */
  | "path"
  /** It counts as it is written, alone between quotes, slashes or backslashes. */
  | "alone"
  /** It counts as it is written, as a whole word. */
  | "word"
  | "url"
  | "address"
  | "host"
  | "ethereum"
  | "base58"
  | "bech32"
  /** It counts as it is written. */
  | "exact";

/** A text that is searched for. */
export interface IndicatorPattern {
  readonly text: string;
  readonly kind: IndicatorKind;
  readonly rule: PatternRule;
}

/** The texts that are searched for, and the machine that finds them all at once. Costly to make: made once. */
export interface IndicatorPatterns {
  readonly patterns: readonly IndicatorPattern[];
  readonly search: TextSearch;
}

/** Indicators of campaigns are shorter than this only by mistake. */
const knownMinCharacters = 6;

/** Makes patterns of the built-in texts and of known indicators: hosts, addresses, paths, names of files. */
export function createIndicatorPatterns(known: readonly string[] = []): IndicatorPatterns {
  const patterns = [
    ...builtIn,
    ...known
      .filter((text) => text.length >= knownMinCharacters)
      .map((text) => ({ text, kind: "known-indicator", rule: "around" }) as const),
  ];
  return { patterns, search: new TextSearch(patterns.map(({ text }) => text)) };
}

function patternsOf(
  groups: readonly (readonly [IndicatorKind, readonly string[]])[],
  rule: PatternRule,
): readonly IndicatorPattern[] {
  return groups.flatMap(([kind, texts]) =>
    texts.flatMap((text) => writings(text).map((writing) => ({ text: writing, kind, rule }))),
  );
}

/** In a source a backslash is written twice. */
function writings(text: string): readonly string[] {
  return text.includes("\\") ? [text, text.replaceAll("\\", "\\\\")] : [text];
}

const quotes = ['"', "'", "`"];
/** Domains that names of files and members of code hardly ever end in. */
const topLevels = listOf(`
  com | net | org | io | co | xyz | top | site | online | info | biz | ru | cn | dev | cc | tk | pw | icu | shop | live
  club | fun | space | website | tech | ai | eu | uk | de | su | gg | cloud | lol | monster | rocks | finance
`);

const builtIn: readonly IndicatorPattern[] = [
  ...patternsOf(serviceTexts, "around"),
  ...patternsOf(placeTexts, "path"),
  ...patternsOf(wordPlaces, "alone"),
  ...secretVariables.map((text) => ({ text, kind: "secret-variable", rule: "word" }) as const),
  { text: "_authToken", kind: "secret-variable", rule: "exact" },
  { text: "://", kind: "url", rule: "url" },
  ...topLevels.flatMap((top) =>
    quotes.map((quote) => ({ text: `.${top}${quote}`, kind: "host", rule: "host" }) as const),
  ),
  ...Array.from("0123456789", (digit) => ({ text: `.${digit}`, kind: "address", rule: "address" }) as const),
  ...quotes.flatMap((quote) => [
    { text: `${quote}0x`, kind: "wallet-address", rule: "ethereum" } as const,
    { text: `${quote}bc1`, kind: "wallet-address", rule: "bech32" } as const,
    ...Array.from(
      "13LDT",
      (letter) => ({ text: quote + letter, kind: "wallet-address", rule: "base58" }) as const,
    ),
  ]),
];

/** The built-in patterns. */
export const builtInPatterns: IndicatorPatterns = createIndicatorPatterns();
