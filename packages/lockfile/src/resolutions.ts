import type { GraphOverride } from "./dependency-graph.ts";
import { splitSpec } from "./dependency-spec.ts";

/** A selector of `resolutions`, such as `b`, `a/b`, `a@npm:1.0.0/b@npm:^2`, taken apart. */
export interface ResolutionSelector {
  /** The dependent's name, and where it is taken from; `undefined` for any. */
  readonly from: { readonly name: string; readonly reference: string } | undefined;
  /** The dependency's name, and the range that it is asked for with; empty for any. */
  readonly name: string;
  readonly range: string;
  readonly forced: string;
}

/** Takes the selectors of a project's overrides apart; those that are no selectors are left out. */
export function parseResolutions(overrides: readonly GraphOverride[]): readonly ResolutionSelector[] {
  return overrides.flatMap(({ selector, range: forced }) => {
    const parts = splitSelector(selector);
    const last = parts.at(-1);
    if (last === undefined || last === "") return [];
    const { name, spec: range } = splitSpec(last);
    const above = parts.length > 1 ? parts.at(-2) : undefined;
    const isAny = above === undefined || above === "**" || above === "*";
    const { name: fromName, spec: reference } = splitSpec(above ?? "");
    return [{ from: isAny ? undefined : { name: fromName, reference }, name, range, forced }];
  });
}

/** The ranges that are forced on a name, whoever depends on it. */
export function forcedRanges(overrides: readonly GraphOverride[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const { name, forced } of parseResolutions(overrides)) {
    const others = found.get(name);
    if (others === undefined) found.set(name, [forced]);
    else others.push(forced);
  }
  return found;
}

/** Splits at slashes and at `>`, as Yarn and pnpm write paths; the slash of a scope and those of a range do not count. */
function splitSelector(selector: string): readonly string[] {
  const parts: string[] = [];
  let start = 0;
  for (let at = 0; at < selector.length; at += 1) {
    const isSlash = selector[at] === "/" && !isScope(selector.slice(start, at));
    if (!isSlash && selector[at] !== ">") continue;
    parts.push(selector.slice(start, at));
    start = at + 1;
  }
  parts.push(selector.slice(start));
  return parts;
}

function isScope(text: string): boolean {
  return text.startsWith("@") && !text.includes("@", 1);
}
