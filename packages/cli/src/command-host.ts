import { InvalidArgumentError } from "commander";
import type { Command } from "commander";

import type { CommandModule } from "./command.ts";
import { Flags } from "./flags.ts";

/** One call of a command as the user typed it. */
export interface Call {
  readonly args: readonly string[];
  readonly flags: Flags;
}

/** A loaded command with the input made of a call. */
export interface Prepared<Input, Item> {
  readonly command: CommandModule<Input, Item>;
  readonly input: Input;
}

/** Runs what the definitions prepare; the program supplies it. */
export interface CommandHost {
  execute<Input, Item>(call: Call, prepare: (call: Call) => Promise<Prepared<Input, Item>>): Promise<void>;
}

/** What a help page says below the options. */
export interface HelpNotes {
  readonly examples: readonly string[];
  /** Meanings of exit codes that are particular to this command. */
  readonly exits: readonly string[];
  readonly notes?: readonly string[];
}

/** Connects a definition with its command, which is loaded only when it is called. */
export function bindCommand<Input, Item>(
  command: Command,
  host: CommandHost,
  prepare: (call: Call) => Promise<Prepared<Input, Item>>,
): void {
  command.action(async () => {
    await host.execute({ args: command.args, flags: new Flags(command.optsWithGlobals()) }, prepare);
  });
}

/** Connects a definition that is several commands by its flags; `run` hands the call to the host. */
export function bindCalls(command: Command, run: (call: Call) => Promise<void>): void {
  command.action(async () => {
    await run({ args: command.args, flags: new Flags(command.optsWithGlobals()) });
  });
}

/** Adds examples and exit codes to a help page. */
export function addHelpNotes(command: Command, { examples, exits, notes = [] }: HelpNotes): Command {
  const blocks = [
    ...(notes.length === 0 ? [] : [notes.join("\n")]),
    ["Examples:", ...examples.map((example) => `  $ npx --no lockkeeper ${example}`)].join("\n"),
    ["Exit codes:", ...exits.map((exit) => `  ${exit}`)].join("\n"),
  ];
  return command.addHelpText("after", `\n${blocks.join("\n\n")}`);
}

/** The flag that every command with a data folder has. */
export function addDataFlag(command: Command): Command {
  return command.option(
    "--data <folder>",
    "data folder (default: LOCKKEEPER_DATA, else the user's data folder)",
  );
}

/** The flag for output that programs read. */
export function addJsonFlag(command: Command): Command {
  return command.option("--json", "one JSON object per line instead of text");
}

/** Collects the values of a flag that may be given more than once; unlike a variadic one it takes no argument after it. */
export function collectTexts(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text];
}

/** Parses the value of a flag that counts from 1. Throws commander's own error, which becomes a usage error. */
export function parsePositiveCount(text: string): number {
  if (/^\d{1,9}$/.test(text) && Number(text) > 0) return Number(text);
  throw new InvalidArgumentError("It must be a whole number from 1.");
}

/** Parses the value of a flag that is a TCP port; 0 lets the system choose. */
export function parsePort(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new InvalidArgumentError("A port is a number from 0 to 65535; 0 lets the system choose.");
}
