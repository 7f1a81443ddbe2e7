/** A part of a word: text as it is, a variable's value, or the output of a command. */
export type WordPart =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "variable"; readonly name: string }
  | { readonly kind: "command"; readonly text: string; readonly offset: number };

/** A word of a command, not yet expanded. */
export interface ShellWord {
  readonly parts: readonly WordPart[];
  readonly offset: number;
  readonly isQuoted: boolean;
}

/** Where a command's input or output goes. */
export interface ShellRedirect {
  /** Without the number of the descriptor: `>`, `>>`, `<`, `<<<`, `>&`. */
  readonly operator: string;
  readonly descriptor: string;
  readonly target: ShellWord;
}

/** A command without control operators. */
export interface SimpleCommand {
  readonly kind: "simple";
  readonly assignments: readonly { readonly name: string; readonly value: ShellWord }[];
  readonly words: readonly ShellWord[];
  readonly redirects: readonly ShellRedirect[];
  readonly hereDocument: string | undefined;
  readonly offset: number;
}

/** Commands in parentheses or braces, whose output may go elsewhere together. */
export interface GroupCommand {
  readonly kind: "group";
  readonly items: readonly ShellPipeline[];
  readonly redirects: readonly ShellRedirect[];
  readonly offset: number;
}

/** One member of a pipeline. */
export type ShellStage = SimpleCommand | GroupCommand;

/** Commands that hand their output on, and what follows them. */
export interface ShellPipeline {
  readonly stages: readonly ShellStage[];
  readonly connector: "&&" | "||" | ";" | "&";
}

/** The text of a word as far as it is known without variables. */
export function literalOf(word: ShellWord | undefined): string | undefined {
  if (word === undefined) return undefined;
  return word.parts.every((part) => part.kind === "text")
    ? word.parts.map((part) => (part.kind === "text" ? part.text : "")).join("")
    : undefined;
}
