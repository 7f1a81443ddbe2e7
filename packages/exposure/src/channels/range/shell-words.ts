const maxLength = 20_000;
const maxCommands = 200;
const separators: ReadonlySet<string> = new Set([";", "&", "|", "(", ")", "\n", "\r"]);
const quotes: ReadonlySet<string> = new Set(['"', "'", "`"]);

/**
 * Takes a line apart into simple commands, at `&&`, `||`, `;`, `|`, `&` and parentheses that stand in no quotes; each is its
 * words without quotes. What it does not understand stays a word. Linear; never throws.
 */
export function splitCommands(line: string): readonly (readonly string[])[] {
  const splitter = new CommandSplitter();
  for (const sign of line.slice(0, maxLength)) splitter.take(sign);
  return splitter.end();
}

class CommandSplitter {
  readonly #commands: string[][] = [];
  #words: string[] = [];
  #word: string | undefined;
  #quote = "";

  take(sign: string): void {
    if (this.#quote !== "") this.#takeQuoted(sign);
    else if (quotes.has(sign)) {
      this.#quote = sign;
      this.#word ??= "";
    } else if (separators.has(sign)) this.#endCommand();
    else if (sign === " " || sign === "\t") this.#endWord();
    else this.#word = (this.#word ?? "") + sign;
  }

  end(): readonly (readonly string[])[] {
    this.#endCommand();
    return this.#commands;
  }

  #takeQuoted(sign: string): void {
    if (sign === this.#quote) this.#quote = "";
    else this.#word = (this.#word ?? "") + sign;
  }

  #endWord(): void {
    if (this.#word !== undefined) this.#words.push(this.#word);
    this.#word = undefined;
  }

  #endCommand(): void {
    this.#endWord();
    if (this.#words.length > 0 && this.#commands.length < maxCommands) this.#commands.push(this.#words);
    this.#words = [];
  }
}
