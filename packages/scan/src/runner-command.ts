/** A package that a command line fetches and starts. */
export interface StartedPackage {
  /** The runner as written: `npx`, `pnpm dlx`. */
  readonly runner: string;
  readonly name: string;
  /** Version, range or tag; `elsewhere` for repositories and paths; `undefined` where only the name is written. */
  readonly selector: string | undefined;
  /** As written. */
  readonly word: string;
  /** Whether it is fetched without a question, also where a program of that name is at hand. */
  readonly isFetchedUnasked: boolean;
}

interface Runner {
  readonly words: readonly string[];
  /** Whether it always fetches, rather than looking for an installed program first. */
  readonly isFetching: boolean;
}

const runners: readonly Runner[] = [
  { words: ["npx"], isFetching: false },
  { words: ["npm", "exec"], isFetching: false },
  { words: ["npm", "x"], isFetching: false },
  { words: ["bunx"], isFetching: false },
  { words: ["bun", "x"], isFetching: false },
  { words: ["pnpx"], isFetching: true },
  { words: ["pnpm", "dlx"], isFetching: true },
  { words: ["yarn", "dlx"], isFetching: true },
];
const packageFlags = new Set(["-p", "--package"]);
const shells = new Set(["cmd", "cmd.exe", "sh", "bash", "env", "cross-env"]);

/** Reads which package a command line starts through a client's runner; `undefined` when it is no such line. */
export function readRunner(line: readonly string[]): StartedPackage | undefined {
  const words = withoutWrapper(line);
  const runner = runners.find((each) =>
    each.words.every((word, index) => programOf(words[index], index) === word),
  );
  if (runner === undefined) return undefined;
  const rest = words.slice(runner.words.length);
  const word = findPackageWord(rest);
  if (word === undefined || word.startsWith(".") || word.startsWith("/")) return undefined;
  const { name, selector } = splitSpec(word);
  const isAgreed = rest.some((each) => each === "-y" || each === "--yes");
  return {
    runner: runner.words.join(" "),
    name,
    selector,
    word,
    isFetchedUnasked: runner.isFetching || isAgreed,
  };
}

/** Windows' programs have an ending, and any may be written with its path. */
function programOf(word: string | undefined, index: number): string | undefined {
  if (word === undefined || index > 0) return word;
  return word
    .slice(Math.max(word.lastIndexOf("/"), word.lastIndexOf("\\")) + 1)
    .replace(/\.(?:cmd|exe)$/i, "");
}

/** `cmd /c npx …`, `env A=b npx …`: what a shell is given to start. */
function withoutWrapper(line: readonly string[]): readonly string[] {
  const [first = ""] = line;
  if (!shells.has(first)) return line;
  const at = line.findIndex((word, index) => index > 0 && !/^[-/]\w{1,3}$|=/.test(word));
  const rest = at < 0 ? [] : line.slice(at);
  return rest.length === 1 ? (rest[0] ?? "").split(/\s+/) : rest;
}

function findPackageWord(words: readonly string[]): string | undefined {
  for (const [index, word] of words.entries()) {
    if (packageFlags.has(word)) return words[index + 1];
    const inline = /^--package=(.+)$/.exec(word)?.[1];
    if (inline !== undefined) return inline;
    // What is not to be fetched is no matter of pins.
    if (word === "--no" || word === "--no-install") return undefined;
    if (word !== "--" && !word.startsWith("-")) return word;
  }
  return undefined;
}

function splitSpec(word: string): Pick<StartedPackage, "name" | "selector"> {
  if (/^(?:[a-z+]{2,20}:|git@)/i.test(word)) return { name: word, selector: "elsewhere" };
  const at = word.indexOf("@", 1);
  return at < 0
    ? { name: word, selector: undefined }
    : { name: word.slice(0, at), selector: word.slice(at + 1) };
}
