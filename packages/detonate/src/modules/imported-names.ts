/** What a module takes of another. */
export interface ImportedNames {
  readonly names: ReadonlySet<string>;
  /** Whether it takes whatever there is; the names are then those that it is seen to use. */
  readonly isAll: boolean;
}

const namespaceMaxCount = 200;
const memberMaxCount = 5_000;
const comment = /\/\/[^\n]*|\/\*[^*]*\*+(?:[^/*][^*]*\*+)*\//g;
/** One import or re-export. Security: it never goes past the next such word, or a text of many would be read to its end for each. */
const statement =
  /(import|export)\b\s*((?:(?!\b(?:import|export)\b)(?:[^"'`;()=]|"[^"\n]{1,100}"(?=\s*(?:[,}]|as\b))|'[^'\n]{1,100}'(?=\s*(?:[,}]|as\b)))){0,6000}?)\bfrom\s*(["'])((?:(?!\3)[^\n\\]){1,500})\3/y;
/** What is taken out of something by names: `const { a, b: c } = something`. */
const taken = /\{([^{}]{1,4000})\}\s{0,9}=\s{0,9}([\w$]+)(?![\w$]|\s{0,9}[.([])/g;
const nothing: ImportedNames = { names: new Set(), isAll: false };

/**
 * The names that an ES module imports or re-exports statically, by specifier. It is read by its words and not by its grammar:
 * a name too many does no harm, as what is imported of a CommonJS module only decides which names stand for its members.
 */
export function readImportedNames(text: string): ReadonlyMap<string, ImportedNames> {
  const found = new Map<string, ImportedNames>();
  const spaces = new Map<string, string>();
  for (const [, word = "", clause = "", , specifier = ""] of statementsOf(text)) {
    const plain = clause.replaceAll(comment, " ");
    const { names, isAll } = found.get(specifier) ?? nothing;
    found.set(specifier, {
      names: new Set([...names, ...namesOf(plain)]),
      isAll: isAll || takesAll(word, plain),
    });
    const space = /\*\s*as\s+([\w$]+)/.exec(plain)?.[1];
    if (space !== undefined && spaces.size < namespaceMaxCount) spaces.set(space, specifier);
  }
  return spaces.size === 0 ? found : withMembers(found, spaces, text);
}

function* statementsOf(text: string): Generator<RegExpExecArray> {
  for (const { index } of text.matchAll(/\b(?:import|export)\b/g)) {
    statement.lastIndex = index;
    const match = statement.exec(text);
    if (match !== null) yield match;
  }
}

/** `export x from` is no JavaScript; `import x from` takes the default, which is always there. */
function takesAll(word: string, clause: string): boolean {
  return clause.includes("*") || (word === "export" && !clause.includes("{"));
}

function namesOf(clause: string, between = /\s+as\s+/): readonly string[] {
  const braces = /\{([^}]*)\}/.exec(clause)?.[1] ?? "";
  return braces.split(",").flatMap((part) => {
    const name = (part.trim().split(between)[0] ?? "").trim().replace(/^(["'])(.*)\1$/, "$2");
    return name === "" || name === "default" ? [] : [name];
  });
}

/** What is used of namespaces: of a package that is not there, nothing else says what it has. */
function withMembers(
  found: ReadonlyMap<string, ImportedNames>,
  spaces: ReadonlyMap<string, string>,
  text: string,
): ReadonlyMap<string, ImportedNames> {
  const members = new Map<string, Set<string>>();
  let count = 0;
  const add = (specifier: string, name: string): void => {
    count += 1;
    if (count < memberMaxCount) members.set(specifier, (members.get(specifier) ?? new Set()).add(name));
  };
  for (const [, clause = "", space = ""] of text.matchAll(taken)) {
    const specifier = spaces.get(space);
    if (specifier !== undefined) for (const name of namesOf(`{${clause}}`, /\s*[:=]/)) add(specifier, name);
  }
  for (const [, space = "", name = ""] of text.matchAll(/(?<![\w$.])([\w$]+)\s?\.\s?([A-Za-z_$][\w$]*)/g)) {
    const specifier = spaces.get(space);
    if (specifier !== undefined) add(specifier, name);
  }
  return new Map(
    [...found].map(([specifier, { names, isAll }]) => {
      return [specifier, { names: new Set([...names, ...(members.get(specifier) ?? [])]), isAll }];
    }),
  );
}
