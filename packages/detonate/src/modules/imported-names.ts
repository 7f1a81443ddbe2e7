/** What a module takes of another: names, or whatever there is. */
export type ImportedNames = ReadonlySet<string> | "all";

const clauseMaxCharacters = 6_000;
const comment = /\/\/[^\n]*|\/\*[^*]*\*+(?:[^/*][^*]*\*+)*\//g;
const identifier = /^[\p{ID_Start}$_][\p{ID_Continue}$\u200C\u200D]*$/u;

/**
 * The names that an ES module imports or re-exports statically, by specifier. It is read by its words and not by its grammar:
 * a name too many does no harm, as what is imported of a CommonJS module only decides which names stand for its members.
 */
export function readImportedNames(text: string): ReadonlyMap<string, ImportedNames> {
  const found = new Map<string, Set<string> | "all">();
  const pattern = /\b(import|export)\b\s*([^"'`;()=]*?)\bfrom\s*(["'])((?:(?!\3)[^\n\\]){1,500})\3/g;
  for (const match of bounded(text, pattern)) {
    const [, word = "", clause = "", , specifier = ""] = match;
    if (clause.length > clauseMaxCharacters) continue;
    const names = namesOfClause(word, clause);
    const before = found.get(specifier);
    if (names === "all" || before === "all") found.set(specifier, "all");
    else found.set(specifier, new Set([...(before ?? []), ...names]));
  }
  return found;
}

/** Security: a text of many words `import` and no `from` must not be read to its end for each of them. */
function* bounded(text: string, pattern: RegExp): Generator<RegExpExecArray> {
  const window = clauseMaxCharacters + 1_000;
  const word = /\b(?:import|export)\b/g;
  for (let start = word.exec(text); start !== null; start = word.exec(text)) {
    pattern.lastIndex = 0;
    const part = text.slice(start.index, start.index + window);
    const next = part.slice(1).search(/\b(?:import|export)\b/) + 1;
    const match = pattern.exec(next > 0 ? part.slice(0, next) : part);
    if (match !== null && match.index === 0) yield match;
  }
}

function namesOfClause(word: string, clause: string): Set<string> | "all" {
  const plain = clause.replaceAll(comment, " ");
  if (plain.includes("*")) return "all";
  const names = new Set<string>();
  const braces = /\{([^}]*)\}/.exec(plain)?.[1] ?? "";
  for (const part of braces.split(",")) {
    const name =
      part
        .trim()
        .split(/\s+as\s+/)[0]
        ?.trim() ?? "";
    if (identifier.test(name) && name !== "default") names.add(name);
  }
  // `import x from` and `export { default } from` both take the default, which is always there.
  return word === "import" || braces !== "" ? names : "all";
}
