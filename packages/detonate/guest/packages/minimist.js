/** Words of a command line as an object, as minimist gives them. */
export default function create() {
  const parse = (words = [], options = {}) => {
    const line = new CommandLine(options);
    line.read([...words].map(String));
    return line.finish();
  };
  return Object.assign(parse, { default: parse });
}

class CommandLine {
  #options;
  #found = { _: [] };

  constructor(options) {
    this.#options = options;
  }

  read(words) {
    for (let word = words.shift(); word !== undefined; word = words.shift()) {
      if (word === "--") this.#found._.push(...words.splice(0));
      else if (word.startsWith("-") && word !== "-") this.#readOption(word, words);
      else {
        this.#found._.push(word);
        if (this.#options.stopEarly) this.#found._.push(...words.splice(0));
      }
    }
  }

  finish() {
    for (const [name, value] of Object.entries(this.#options.default ?? {})) this.#found[name] ??= value;
    for (const name of this.#listed("boolean")) this.#found[name] ??= false;
    return this.#found;
  }

  #readOption(word, words) {
    const [, name = "", value] = /^--?([^=]*)(?:=(.*))?$/s.exec(word) ?? [];
    const isLast =
      words[0] === undefined || words[0].startsWith("-") || this.#listed("boolean").includes(name);
    if (value !== undefined) this.#set(name, value);
    else if (word.startsWith("--no-")) this.#set(name.slice("no-".length), false);
    else this.#set(name, isLast ? true : words.shift());
  }

  #set(name, value) {
    const isNumber =
      typeof value === "string" && value.trim() !== "" && !this.#listed("string").includes(name);
    const kept = isNumber && !Number.isNaN(Number(value)) ? Number(value) : value;
    for (const each of [name, ...[this.#options.alias?.[name] ?? []].flat()]) {
      if (each !== "__proto__") this.#found[each] = kept;
    }
  }

  #listed(kind) {
    return [this.#options[kind] ?? []].flat().filter((name) => typeof name === "string");
  }
}
