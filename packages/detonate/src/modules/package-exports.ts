type Conditions = ReadonlySet<string>;

const maxDepth = 20;

/**
 * The file of a package that its `exports` name for a subpath (`.`, `./x`), relative to the package.
 * Source: https://nodejs.org/api/esm.html#resolution-algorithm-specification
 */
export function resolveExports(
  exports: unknown,
  subpath: string,
  conditions: Conditions,
): string | undefined {
  const table = entriesOf(exports);
  const isTable = table?.some(([key]) => key.startsWith(".")) === true;
  if (!isTable) return subpath === "." ? targetOf(exports, "", conditions, 0) : undefined;
  return match(table ?? [], subpath, conditions);
}

/** What the `imports` of a package name for a specifier that begins with `#`. */
export function resolveImports(
  imports: unknown,
  specifier: string,
  conditions: Conditions,
): string | undefined {
  return match(entriesOf(imports) ?? [], specifier, conditions);
}

function match(
  table: readonly (readonly [string, unknown])[],
  subpath: string,
  conditions: Conditions,
): string | undefined {
  const exact = table.find(([key]) => key === subpath && !key.includes("*"));
  if (exact !== undefined) return targetOf(exact[1], "", conditions, 0);
  const patterns = table
    .flatMap(([key, target]) => {
      const star = key.indexOf("*");
      const [before, after] = star < 0 ? [key, ""] : [key.slice(0, star), key.slice(star + 1)];
      const isFolder = star < 0 && key.endsWith("/");
      const fits = subpath.startsWith(before) && subpath.endsWith(after) && subpath.length > key.length - 1;
      if (!fits || (star < 0 && !isFolder)) return [];
      return [
        { before, target, middle: subpath.slice(before.length, subpath.length - after.length), isFolder },
      ];
    })
    .toSorted((left, right) => right.before.length - left.before.length);
  const [best] = patterns;
  if (best === undefined) return undefined;
  const target = targetOf(best.target, best.middle, conditions, 0);
  return best.isFolder && target !== undefined ? target + best.middle : target;
}

function targetOf(
  target: unknown,
  middle: string,
  conditions: Conditions,
  depth: number,
): string | undefined {
  if (depth > maxDepth) return undefined;
  if (typeof target === "string") return target.replaceAll("*", () => middle);
  if (Array.isArray(target)) {
    for (const item of target) {
      const found = targetOf(item, middle, conditions, depth + 1);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  for (const [condition, inner] of entriesOf(target) ?? []) {
    if (!conditions.has(condition)) continue;
    const found = targetOf(inner, middle, conditions, depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

function entriesOf(value: unknown): readonly (readonly [string, unknown])[] | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  return Object.entries(value);
}
