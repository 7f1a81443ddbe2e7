import { splitCommands } from "./shell-words.ts";

/** What a command does with packages. Texts are foreign. */
export interface CommandUse {
  /**
   * `run` fetches a package and starts it, `add` installs named packages, `install` what the folder's manifest asks for,
   * `update` resolves ranges anew, `drop-lock` removes a lockfile.
   */
  readonly kind: "run" | "add" | "install" | "update" | "drop-lock";
  /** Packages as they are written. */
  readonly specs: readonly string[];
  /** Where it runs, below where the line begins: `..` and folders, with forward slashes; the empty text for there. */
  readonly folder: string;
  readonly ignoresLock: boolean;
}

const wrappers: ReadonlySet<string> = new Set([
  "sudo",
  "env",
  "time",
  "exec",
  "nice",
  "command",
  "cross-env",
  "then",
  "do",
  "else",
  "if",
  "!",
  "{",
  "corepack",
]);
const shells: ReadonlySet<string> = new Set(["sh", "bash", "zsh", "dash", "cmd", "pwsh", "powershell"]);
const maxDepth = 3;

/** Reads what a line of a shell does with packages, `cd` included. Never throws. */
export function readCommandLine(line: string, depth = 0): readonly CommandUse[] {
  if (depth > maxDepth) return [];
  const uses: CommandUse[] = [];
  let folder = "";
  for (const words of splitCommands(line)) {
    const [program = "", ...rest] = unwrap(words);
    const name = programName(program);
    if (name === "cd" || name === "pushd") folder = joinFolder(folder, rest[0] ?? "");
    else if (shells.has(name)) {
      const script = rest.find((_, index) => index > 0 && /^[-/][a-z]{0,3}c$/i.test(rest[index - 1] ?? ""));
      for (const use of readCommandLine(script ?? "", depth + 1)) uses.push(under(folder, use));
    } else {
      const use = readProgram(name, rest);
      if (use !== undefined) uses.push(under(folder, use));
    }
  }
  return uses;
}

/** Reads a program with its arguments, as settings of tools have them. */
export function readCommandWords(words: readonly string[]): readonly CommandUse[] {
  return readCommandLine(
    words.map((word) => (/[\s;&|()'"]/.test(word) ? `"${word.replaceAll('"', "'")}"` : word)).join(" "),
  );
}

function under(folder: string, use: CommandUse): CommandUse {
  return { ...use, folder: joinFolder(folder, use.folder) };
}

function joinFolder(base: string, next: string): string {
  const clean = next.replaceAll("\\", "/").replace(/^\.\/+|\/+$/g, "");
  if (clean === "" || clean === ".") return base;
  return clean.startsWith("/") || base === "" ? clean : `${base}/${clean}`;
}

function unwrap(words: readonly string[]): readonly string[] {
  let at = 0;
  while (at < words.length) {
    const word = words[at] ?? "";
    if (!wrappers.has(word) && !/^[A-Za-z_][A-Za-z0-9_]{0,100}=/.test(word)) break;
    at += 1;
  }
  return words.slice(at);
}

/** Windows' programs have an ending, and any may be written with its path. */
function programName(program: string): string {
  const name = program.slice(Math.max(program.lastIndexOf("/"), program.lastIndexOf("\\")) + 1);
  return name.replace(/\.(?:cmd|exe|ps1)$/i, "").toLowerCase();
}

const runners: ReadonlySet<string> = new Set(["npx", "bunx", "pnpx"]);
const runWords: Readonly<Record<string, readonly string[]>> = {
  npm: ["exec", "x"],
  pnpm: ["dlx"],
  yarn: ["dlx"],
  bun: ["x"],
};
const installWords: ReadonlySet<string> = new Set(["install", "i", "in", "add", "isntall", "ins", "inst"]);
const updateWords: ReadonlySet<string> = new Set(["update", "up", "upgrade", "upgrade-interactive"]);
/** Flags of the clients whose value is the next word. */
const valued: ReadonlySet<string> = new Set([
  "--prefix",
  "-C",
  "--cwd",
  "--dir",
  "--registry",
  "--workspace",
  "-w",
  "--filter",
  "-F",
  "--tag",
  "--userconfig",
  "--cache",
  "--loglevel",
]);
const folderFlags: ReadonlySet<string> = new Set(["--prefix", "-C", "--cwd", "--dir"]);
const lockIgnoring = /^--(?:no-package-lock|no-lockfile|no-shrinkwrap|package-lock=false|lockfile=false)$/;

const removers: ReadonlySet<string> = new Set(["rm", "rimraf", "del"]);
const updaters: ReadonlySet<string> = new Set(["ncu", "npm-check-updates"]);

function readProgram(name: string, words: readonly string[]): CommandUse | undefined {
  if (removers.has(name)) return readRemoval(words);
  if (runners.has(name)) return readRunner(words);
  if (updaters.has(name)) {
    return words.some((word) => word === "-u" || word === "--upgrade") ? useOf("update", words) : undefined;
  }
  return Object.hasOwn(runWords, name) ? readClient(name, words) : undefined;
}

function readClient(name: string, words: readonly string[]): CommandUse | undefined {
  const [first = "", ...rest] = commandWords(words);
  if (runWords[name]?.includes(first) === true) return readRunner(words.slice(words.indexOf(first) + 1));
  if (updateWords.has(first)) return useOf("update", words, rest);
  if (name === "npm" && first === "audit") return rest[0] === "fix" ? useOf("update", words) : undefined;
  if (name === "yarn") return readYarn(first, rest, words);
  return installWords.has(first) ? readInstall(rest, words) : undefined;
}

/** `yarn` alone installs, and `yarn global add` is two words. */
function readYarn(first: string, rest: readonly string[], words: readonly string[]): CommandUse | undefined {
  if (first === "global") return rest[0] === "add" ? useOf("add", words, rest.slice(1)) : undefined;
  return first === "" || installWords.has(first) ? readInstall(rest, words) : undefined;
}

function readInstall(specs: readonly string[], words: readonly string[]): CommandUse {
  return specs.length === 0 ? useOf("install", words) : useOf("add", words, specs);
}

function useOf(
  kind: CommandUse["kind"],
  words: readonly string[],
  specs: readonly string[] = [],
): CommandUse {
  return { kind, specs, folder: folderOf(words), ignoresLock: words.some((word) => lockIgnoring.test(word)) };
}

/** The words that are neither flags nor values of flags. */
function commandWords(words: readonly string[]): readonly string[] {
  return words.filter((word, index) => !word.startsWith("-") && !valued.has(words[index - 1] ?? ""));
}

function folderOf(words: readonly string[]): string {
  for (const [index, word] of words.entries()) {
    const inline = /^--(?:prefix|cwd|dir)=(.{1,500})$/.exec(word)?.[1];
    if (inline !== undefined) return joinFolder("", inline);
    if (folderFlags.has(word)) return joinFolder("", words[index + 1] ?? "");
  }
  return "";
}

function readRunner(words: readonly string[]): CommandUse | undefined {
  if (words.includes("--no") || words.includes("--no-install")) return undefined;
  const specs = words.flatMap((word, index) => {
    if (word === "-p" || word === "--package") return [words[index + 1] ?? ""];
    return /^--package=(.{1,500})$/.exec(word)?.[1] ?? [];
  });
  const first = commandWords(words)[0];
  const named = specs.length > 0 ? specs : first === undefined ? [] : [first];
  return named.length === 0 ? undefined : { kind: "run", specs: named, folder: "", ignoresLock: false };
}

const lockfileNames =
  /(?:^|[/\\])(?:package-lock\.json|npm-shrinkwrap\.json|pnpm-lock\.yaml|yarn\.lock|bun\.lockb?)$/;

function readRemoval(words: readonly string[]): CommandUse | undefined {
  const removed = words.find((word) => lockfileNames.test(word));
  if (removed === undefined) return undefined;
  const folder = removed.replace(lockfileNames, "");
  return { kind: "drop-lock", specs: [], folder: joinFolder("", folder), ignoresLock: false };
}
