import type { Naming, SourceKind } from "../../source-facts.ts";
import type { EffectNote, ReadingFrame, ScriptRecorder } from "../recorder.ts";

/** What a command writes or reads: where it comes from, and the text itself where that is known. */
export interface ShellFlow {
  readonly sources: ReadonlySet<SourceKind>;
  readonly text: string | undefined;
  /** Whether the text was decoded from something unreadable. */
  readonly isDecoded: boolean;
}

/** Nothing. */
export const emptyFlow: ShellFlow = { sources: new Set(), text: undefined, isDecoded: false };

/** A word after expansion: unknown variables stand as `${NAME}`. */
export interface ShellArgument {
  readonly text: string;
  /** Whether every part of it is known. */
  readonly isConstant: boolean;
  readonly sources: ReadonlySet<SourceKind>;
  readonly naming: Naming;
  readonly offset: number;
}

/** A text that a command has run, in whatever language. */
export interface RunText {
  readonly language: "shell" | "javascript" | "python" | "powershell" | "batch";
  readonly text: string;
  readonly offset: number;
  readonly isDecoded: boolean;
  readonly input: ShellFlow;
}

/** One command that is about to run. */
export interface ShellCall {
  /** The program's name without folders. */
  readonly program: string;
  readonly arguments: readonly ShellArgument[];
  readonly input: ShellFlow;
  /** The whole command. */
  readonly command: string;
  readonly options: readonly string[];
  readonly offset: number;
  readonly frame: ReadingFrame;
  readonly recorder: ScriptRecorder;
  readonly naming: Naming;
  effect(note: Omit<EffectNote, "offset">): void;
  /** Reads a text that is run, in the next frame. */
  run(text: RunText): ShellFlow;
  /** Runs the rest of the arguments as a command of its own. */
  runRest(from: number, options?: readonly string[]): ShellFlow;
}

/** Says what a program does when it is called so; answers its output. */
export type ShellProgram = (call: ShellCall) => ShellFlow;

/** The sources of all arguments, and those of what is piped in. */
export function sourcesOfCall(call: ShellCall): ReadonlySet<SourceKind> {
  return unionOf([call.input.sources, ...call.arguments.map(({ sources }) => sources)]);
}

/** Everything that is in any of these. */
export function unionOf(sets: readonly ReadonlySet<SourceKind>[]): ReadonlySet<SourceKind> {
  return new Set(sets.flatMap((set) => [...set]));
}

/** Output whose text is not known. */
export function flowFrom(...sources: readonly SourceKind[]): ShellFlow {
  return { sources: new Set(sources), text: undefined, isDecoded: false };
}

/** The value of an option: `-o x`, `--output x`, `--output=x`. */
export function optionValue(call: ShellCall, ...names: readonly string[]): ShellArgument | undefined {
  for (const [index, argument] of call.arguments.entries()) {
    if (names.includes(argument.text)) return call.arguments[index + 1];
    const long = names.find((name) => name.startsWith("--") && argument.text.startsWith(`${name}=`));
    if (long !== undefined) return { ...argument, text: argument.text.slice(long.length + 1) };
  }
  return undefined;
}

/** Whether any of these flags is given; short ones also together, as in `-sSL`. */
export function hasFlag(call: ShellCall, ...names: readonly string[]): boolean {
  return call.arguments.some(({ text }) =>
    names.some(
      (name) =>
        text === name ||
        (name.length === 2 && /^-[A-Za-z]{2,8}$/.test(text) && text.includes(name.charAt(1))),
    ),
  );
}

/** Arguments that are no options. */
export function operandsOf(call: ShellCall): readonly ShellArgument[] {
  return call.arguments.filter(({ text }) => !text.startsWith("-"));
}

/** A program of which nothing more is known. */
export function startProcess(call: ShellCall): ShellFlow {
  call.effect({
    kind: "process",
    api: call.program,
    argument: call.command,
    options: call.options,
    sources: sourcesOfCall(call),
  });
  return flowFrom("process");
}

/** The same program under several names. */
export function named(
  names: readonly string[],
  program: ShellProgram,
): readonly (readonly [string, ShellProgram])[] {
  return names.map((name) => [name, program] as const);
}

/** Whether a program is started so that it outlives the command or nobody sees it. */
export function isUnseen(options: readonly string[]): boolean {
  return options.includes("detached") || options.includes("windowsHide");
}
