import { tryParsePackageName } from "@lockkeeper/core";
import { tryParseVersionRange } from "./version-range.ts";
import type { VersionRange } from "./version-range.ts";

/** A parsed `name`, `name@range`, `@scope/*`, or name with one `*`. */
export interface PackagePattern {
  /** How narrow it is; of several that match, the one with the highest figure is the most specific. */
  readonly specificity: number;
  readonly name: NamePattern;
  readonly range: VersionRange | undefined;
}

/** The part of a pattern that speaks about names. */
type NamePattern =
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "glob"; readonly prefix: string; readonly suffix: string };

/** Why a text is no usable pattern. */
export interface RefusedPattern {
  readonly refused: string;
}

const minLiteralCharacters = 3;

/** Parses a pattern, or answers why it cannot be used. A `*` that would match nearly everything is refused. */
export function parsePackagePattern(text: string): PackagePattern | RefusedPattern {
  const at = text.indexOf("@", 1);
  const name = parseNamePattern(at < 0 ? text : text.slice(0, at));
  if ("refused" in name) return name;
  const specificity = name.kind === "name" ? 4 : isWholeScope(name) ? 0 : 2;
  if (at < 0) return { specificity, name, range: undefined };
  const range = tryParseVersionRange(text.slice(at + 1));
  if (range === undefined) return { refused: `"${text.slice(at + 1)}" is neither a version nor a range` };
  return { specificity: specificity + 1, name, range };
}

function parseNamePattern(text: string): NamePattern | RefusedPattern {
  const parts = text.split("*");
  const [prefix = "", suffix = ""] = parts;
  // A star is a legal character of a name, so a name stands in for it when the rest is checked.
  if (tryParsePackageName(parts.join("x")) === undefined) return { refused: `"${text}" is no package name` };
  if (parts.length === 1) return { kind: "name", name: text };
  if (parts.length > 2) return { refused: `"${text}" has more than one *` };
  if (prefix.startsWith("@") && !prefix.includes("/"))
    return { refused: `"${text}" would match foreign scopes` };
  const isBroad = !prefix.startsWith("@") && prefix.length + suffix.length < minLiteralCharacters;
  if (isBroad) return { refused: `"${text}" would match nearly every package` };
  return { kind: "glob", prefix, suffix };
}

function isWholeScope(pattern: NamePattern): boolean {
  return pattern.kind === "glob" && pattern.prefix.endsWith("/") && pattern.suffix === "";
}

/** Rules that can be found by the name they are for. */
export interface PatternIndex<Rule> {
  /** The rules whose names match; their ranges are not looked at. */
  find(name: string): readonly IndexedRule<Rule>[];
}

/** A rule with its parsed pattern. */
export interface IndexedRule<Rule> {
  readonly rule: Rule;
  readonly pattern: PackagePattern;
}

const nothing: readonly never[] = [];

/** Creates an index in which a name that no rule mentions costs one look-up, and one test per pattern with a star. */
export function createPatternIndex<Rule>(
  rules: readonly Rule[],
  matchOf: (rule: Rule) => string,
): PatternIndex<Rule> {
  const byName = new Map<string, IndexedRule<Rule>[]>();
  const globs: (IndexedRule<Rule> & { readonly prefix: string; readonly suffix: string })[] = [];
  for (const rule of rules) {
    const pattern = parsePackagePattern(matchOf(rule));
    // The schema has refused unusable patterns already.
    if ("refused" in pattern) continue;
    const { name } = pattern;
    if (name.kind === "glob") {
      globs.push({ rule, pattern, prefix: name.prefix, suffix: name.suffix });
      continue;
    }
    const named = byName.get(name.name);
    if (named === undefined) byName.set(name.name, [{ rule, pattern }]);
    else named.push({ rule, pattern });
  }
  return {
    find(name) {
      const named = byName.get(name) ?? nothing;
      if (globs.length === 0) return named;
      const matched = globs.filter(({ prefix, suffix }) => isGlobMatch(name, { prefix, suffix }));
      return matched.length === 0 ? named : [...named, ...matched];
    },
  };
}

function isGlobMatch(
  name: string,
  { prefix, suffix }: { readonly prefix: string; readonly suffix: string },
): boolean {
  if (name.length < prefix.length + suffix.length || !name.startsWith(prefix) || !name.endsWith(suffix))
    return false;
  // `eslint-*` speaks about unscoped names only, and no star crosses the slash.
  return (
    !name.slice(prefix.length, name.length - suffix.length).includes("/") &&
    name.startsWith("@") === prefix.startsWith("@")
  );
}
