import type { Environment } from "./environment.ts";
import type { ExitCode } from "./exit-code.ts";
import type { Style } from "./style.ts";

/** What a view for people knows besides the item. */
export interface ViewContext {
  readonly style: Style;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Whether nothing was printed before this item. */
  readonly isFirst: boolean;
  /** How many characters a line should have at most. */
  readonly width: number;
}

/** A command: `run` answers data, the views print it. */
export interface CommandModule<Input, Item> {
  /** Whether it goes on when the reader of its output went away. */
  readonly isService?: boolean;
  run(input: Input, environment: Environment): AsyncIterable<Item>;
  readonly views: {
    /** The text for people, with its final line break; empty for items that only programs read. */
    person(item: Item, context: ViewContext): string;
    /** The line for programs, without `schema`; `undefined` for items that only people read. */
    json(item: Item): object | undefined;
  };
  /** What the item makes of the command's exit code; 0 when left out. */
  exitCode?(item: Item): ExitCode;
  /** For a command that runs another one of the user's. */
  readonly wraps?: CommandWrap<Item>;
}

/** How a command that runs another one keeps out of its way: standard output and exit code are the other's. */
export interface CommandWrap<Item> {
  /** The exit code of the other command. */
  codeOf(item: Item): number;
  /** The exit code when the other one could not be run. */
  failureCode(error: unknown): number;
}
