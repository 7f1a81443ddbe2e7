import type { Command, Option } from "commander";

/** A command as a shell completes it. */
export interface CompletedCommand {
  /** The words after the program's name; none for the program itself. */
  readonly path: readonly string[];
  readonly description: string;
  readonly flags: readonly CompletedFlag[];
  /** What may follow: commands below, or the values of its argument. */
  readonly words: readonly CompletedWord[];
}

/** A word with what it stands for. */
export interface CompletedWord {
  readonly word: string;
  readonly description: string;
}

/** A flag with all its spellings. */
export interface CompletedFlag {
  readonly names: readonly string[];
  readonly description: string;
  readonly takesValue: boolean;
  /** The values that it takes, when there are only these. */
  readonly choices: readonly string[];
}

/** Reads the tree of commands: the program first, parents before what is below them. */
export function readCommandTree(root: Command): readonly CompletedCommand[] {
  return readCommand(root, []);
}

function readCommand(command: Command, path: readonly string[]): readonly CompletedCommand[] {
  const globals = path.length === 0 ? [] : rootOf(command).options;
  const read: CompletedCommand = {
    path,
    description: firstSentence(command.description()),
    flags: [...[...command.options, ...globals].filter(({ hidden }) => !hidden).map(readFlag), helpFlag],
    words: [
      ...command.commands.map((each) => ({
        word: each.name(),
        description: firstSentence(each.description()),
      })),
      ...(command.registeredArguments[0]?.argChoices ?? []).map((word) => ({ word, description: "" })),
    ],
  };
  return [read, ...command.commands.flatMap((each) => readCommand(each, [...path, each.name()]))];
}

const helpFlag: CompletedFlag = {
  names: ["-h", "--help"],
  description: "show help",
  takesValue: false,
  choices: [],
};

function readFlag(option: Option): CompletedFlag {
  return {
    names: [option.short, option.long].filter((name) => name !== undefined),
    description: firstSentence(option.description),
    takesValue: option.required || option.optional,
    choices: option.argChoices ?? [],
  };
}

function rootOf(command: Command): Command {
  return command.parent === null ? command : rootOf(command.parent);
}

/** What fits beside a word: a shell shows one line. */
function firstSentence(text: string): string {
  const [first = ""] = text.split(/[.;\n] |\.$|\n/, 1);
  return first;
}
