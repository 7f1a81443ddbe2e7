import { findFunctionTables } from "@lockkeeper/code/rewrite";
import type { FunctionTable, TableEntry } from "@lockkeeper/code/rewrite";

/** A text whose tables of functions are made when they are asked for, with the numbers of these tables. */
export interface DeferredText {
  readonly text: string;
  readonly tables: readonly number[];
}

/** What the guest is given of a table to begin with. */
export interface TableKeys {
  readonly isList: boolean;
  readonly keys: readonly string[];
}

interface DeferredTable {
  readonly source: SourceText;
  readonly table: FunctionTable;
  readonly entries: ReadonlyMap<string, TableEntry>;
  /** What stands in the text instead. */
  readonly call: string;
}

/** The names of the globals that deferred texts use; `guest/system/deferred.js` makes them. */
const hooks = { table: "$$table", pending: "$$pending" } as const;

/** Below, the engine compiles it in less time than is gained. */
const textMinCharacters = 100_000;
const tableMinCharacters = 20_000;
const tableMaxCount = 8;
/** What is looked at of all texts together is kept for as long as the package is run. */
const keptMaxCharacters = 40_000_000;

/**
 * Takes the functions of large tables, as bundlers write the modules of a bundle, out of a text: the engine compiles each when it
 * is first asked for, where it stands, with the variables around it. Few of the modules of most bundles are. Each table becomes a
 * call of a hook, with a function that evaluates in its place what the hook has for it; all else stays where it was.
 */
export class FunctionDeferrer {
  readonly #known: Map<string, DeferredText | undefined> = new Map();
  readonly #tables: DeferredTable[] = [];
  #keptCharacters = 0;

  /** Gives nothing back for a text that is better left as it is. */
  defer(text: string): DeferredText | undefined {
    if (text.length < textMinCharacters) return undefined;
    if (!this.#known.has(text)) {
      this.#keptCharacters += text.length;
      if (this.#keptCharacters > keptMaxCharacters) return undefined;
      this.#known.set(text, this.#defer(text));
    }
    return this.#known.get(text);
  }

  keysOf(table: number): TableKeys | undefined {
    const known = this.#tables[table];
    return known && { isList: known.table.isList, keys: known.table.entries.map(({ key }) => key) };
  }

  /**
   * A text that evaluates to an object or a list with one function of a table, or with all of them where none is named; nothing
   * where it has none of the name. Each stands in the line and the column where it stands in its file, on whose first line there
   * are so many bytes more.
   */
  textOf(table: number, key: string | undefined, headBytes: number): string | undefined {
    const known = this.#tables[table];
    if (known === undefined) return undefined;
    const { source, table: whole, entries } = known;
    if (key === undefined) {
      const inner = source.text.slice(whole.start, whole.end);
      return `(${source.padding(whole.start, headBytes, 1)}${inner})`;
    }
    const entry = entries.get(key);
    if (entry === undefined) return undefined;
    const [open, close] = whole.isList ? ["([", "])"] : ["({", "})"];
    const inner = source.text.slice(entry.start, entry.end);
    return `${open}${source.padding(entry.start, headBytes, open.length)}${inner}${close}`;
  }

  /** The text of a function as it was before: what stands in its way are calls of the hook. */
  restore(text: string): string {
    return text.replaceAll(
      /\$\$table\((\d{1,7}),[^\n$]{0,40}\$\$pending\(\)\)\)[ \n]*/g,
      (found, number: string) => {
        const known = this.#tables[Number(number)];
        if (known === undefined || !found.startsWith(known.call)) return found;
        const { source, table } = known;
        return source.text.slice(table.start, table.end) + found.slice(known.call.length);
      },
    );
  }

  #defer(text: string): DeferredText | undefined {
    if (Object.values(hooks).some((name) => text.includes(name))) return undefined;
    const found = findFunctionTables(text, tableMinCharacters) ?? [];
    if (found.length === 0) return undefined;
    const largest = found.toSorted((one, other) => other.characters - one.characters).slice(0, tableMaxCount);
    const source = new SourceText(text);
    const parts: string[] = [];
    const tables: number[] = [];
    let last = 0;
    for (const table of largest.toSorted((one, other) => one.start - other.start)) {
      const number = this.#tables.length;
      const call = callOf(number, text.slice(table.start, table.end));
      const entries = new Map(table.entries.map((entry) => [entry.key, entry]));
      this.#tables.push({ source, table, entries, call });
      tables.push(number);
      parts.push(text.slice(last, table.start), call);
      last = table.end;
    }
    return { text: parts.join("") + text.slice(last), tables };
  }
}

/** A call as long as what it stands for: what comes behind it stays where it is, in its line and column. */
function callOf(number: number, replaced: string): string {
  const call = `${hooks.table}(${number},()=>eval(${hooks.pending}()))`;
  const lines = replaced.split("\n");
  if (lines.length === 1) return call + " ".repeat(Buffer.byteLength(replaced) - call.length);
  return call + "\n".repeat(lines.length - 1) + " ".repeat(Buffer.byteLength(lines.at(-1) ?? ""));
}

/** A text with the places of its lines. */
class SourceText {
  readonly text: string;
  #lineStarts: readonly number[] | undefined;

  constructor(text: string) {
    this.text = text;
  }

  /** What a text begins with that something of this one is to stand at its place in, behind so many characters. */
  padding(place: number, headBytes: number, taken: number): string {
    const starts = (this.#lineStarts ??= lineStartsOf(this.text));
    const line = lineAt(starts, place);
    const before = Buffer.byteLength(this.text.slice(starts[line], place));
    if (line > 0) return "\n".repeat(line) + " ".repeat(before);
    return " ".repeat(Math.max(0, before + headBytes - taken));
  }
}

function lineStartsOf(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}

/** The last line that begins at a place or before it. */
function lineAt(starts: readonly number[], place: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((starts[middle] ?? 0) <= place) low = middle;
    else high = middle - 1;
  }
  return low;
}
