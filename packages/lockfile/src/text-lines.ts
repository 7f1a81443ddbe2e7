/** The lines of a text, each with what ends it, to be changed one by one. */
export class TextLines {
  readonly #lines: string[];
  readonly #ending: string;

  constructor(text: string) {
    this.#lines = text.split(/(?<=\n)/);
    this.#ending = text.includes("\r\n") ? "\r\n" : "\n";
  }

  get count(): number {
    return this.#lines.length;
  }

  get result(): string {
    return this.#lines.join("");
  }

  /** A line without what ends it; empty beyond the last. */
  at(index: number): string {
    return (this.#lines[index] ?? "").replace(/\r?\n$/, "");
  }

  /** Replaces a line's text; what ends it stays. */
  set(index: number, text: string): void {
    const line = this.#lines[index] ?? "";
    const content = line.replace(/\r?\n$/, "");
    this.#lines[index] = `${text}${line.slice(content.length)}`;
  }

  /** Replaces some lines by others, which end as the file's lines do. */
  splice(start: number, count: number, texts: readonly string[]): void {
    this.#lines.splice(start, count, ...texts.map((text) => `${text}${this.#ending}`));
  }

  /** Adds lines at the end, which ends with a line's end then. */
  append(texts: readonly string[]): void {
    const last = this.#lines.length - 1;
    const line = this.#lines[last];
    if (line !== undefined && line !== "" && !line.endsWith("\n"))
      this.#lines[last] = `${line}${this.#ending}`;
    const end = line === "" ? last : this.#lines.length;
    this.splice(end, 0, texts);
  }

  /** How far a line is indented; -1 for a blank one or a comment. */
  indentOf(index: number): number {
    const text = this.at(index);
    const indent = text.search(/[^ ]/);
    return indent < 0 || text[indent] === "#" ? -1 : indent;
  }

  /** The line behind a block: the first one from `start` on that is not indented further than `indent`. */
  endOfBlock(start: number, indent: number): number {
    let end = start + 1;
    let at = end;
    while (at < this.count && (this.indentOf(at) > indent || this.indentOf(at) === -1)) {
      if (this.indentOf(at) > indent) end = at + 1;
      at += 1;
    }
    return end;
  }

  /** The first line of a block, one level below `indent`, that begins with a text; `undefined` when there is none. */
  findIn(start: number, indent: number, beginning: string): number | undefined {
    const end = this.endOfBlock(start, indent);
    for (let at = start + 1; at < end; at += 1) {
      if (this.indentOf(at) === indent + 2 && this.at(at).startsWith(beginning, indent + 2)) return at;
    }
    return undefined;
  }
}
