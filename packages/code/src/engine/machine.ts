import type {
  AnonymousFunctionDeclaration,
  AnyNode,
  ExportNamedDeclaration,
  FunctionDeclaration,
  Program,
} from "acorn";

import type { EffectDraft } from "../effects/effect-draft.ts";
import type { EffectNote, Recorder } from "../effects/recorder.ts";
import type { CodeLimits } from "../limits.ts";
import type { Effort } from "./effort.ts";
import type { Scope } from "./scope.ts";
import type { Func, Value } from "./values.ts";

/** Whether code runs when its file is loaded, or when something calls it. */
export type Runs = "load" | "call";

/** How a statement ended when it did not simply come to its end. */
export interface Completion {
  readonly kind: "return" | "break" | "continue" | "throw";
  readonly label: string | undefined;
  readonly value: Value;
}

/** A function that is being evaluated. */
export interface Frame {
  returned: Value;
  yielded: Value;
  readonly args: readonly Value[];
  hasReturned: boolean;
  /** Undecided branches around the call. */
  readonly uncertain: number;
}

/** Code that was passed over, because a condition was known to be false, and that is looked at in the end. */
export interface Pending {
  readonly node: AnyNode;
  readonly source: string;
  readonly scope: Scope;
  readonly runs: Runs;
  readonly layer: number;
  readonly site: number | undefined;
}

/** What a function declares before it runs. */
export interface Hoisted {
  readonly names: readonly string[];
  /** Whether a block has names of its own. */
  readonly isScope: boolean;
  readonly functions: readonly (FunctionDeclaration | AnonymousFunctionDeclaration)[];
}

/** The state of one evaluation and its parts, so that no part has to import another. */
export interface Machine {
  readonly limits: CodeLimits;
  readonly recorder: Recorder;
  /** What is left of the work that may be done over and above seeing everything once. */
  steps: number;
  depth: number;
  /** Calls inside calls of whatever kind: functions of the language can call themselves without end. */
  nested: number;
  /** Look-ups of a member inside look-ups: what is not known of an object may be any of others. */
  lookups: number;
  uncertain: number;
  runs: Runs;
  layer: number;
  /** Where a decoded text is run; effects in it are placed there. */
  site: number | undefined;
  /** The text being evaluated, for excerpts. */
  source: string;
  /** The offset of the call being made, and the scope it is made in. */
  at: number;
  scope: Scope;
  /** Counts what was done without its outcome being known: the block around it may throw. */
  unknowns: number;
  /** Counts ends of statements that may or may not have happened. */
  swallowed: number;
  /** Whether failures here end unseen. */
  silent: number;
  frame: Frame;
  /** The label of the loop that comes next. */
  label: string | undefined;
  /** The value of the last expression statement, which is what `eval` gives. */
  last: Value;
  /** Exports of names whose values are read in the end. */
  readonly exportsLater: { readonly node: ExportNamedDeclaration; readonly scope: Scope }[];
  /** Functions that exist, for looking at those that nothing called. */
  readonly created: Func[];
  readonly visited: Set<object>;
  readonly passed: Set<object>;
  readonly pending: Pending[];
  /** Functions that a call at load reached, and that were not followed for want of depth or work. */
  readonly laterLoads: Map<object, Func>;
  /** What regular expressions matched in short texts. */
  readonly matches: Map<string, readonly RegExpMatchArray[]>;
  readonly efforts: Map<object, Effort>;
  readonly hoists: Map<object, Hoisted>;
  /** How often each function was evaluated, and is being evaluated. */
  readonly counts: Map<object, number>;
  readonly active: Map<object, number>;
  readonly globalObject: Value;
  /** Members of the global object that the source itself set. */
  /** Objects whose members are names inside `with`. */
  readonly opened: Value[];
  readonly globals: Map<string, Value>;
  /** Plain members of the platform, made once. */
  readonly platform: Map<string, Value>;
  /** What was met that could not be read to its end. */
  problem: string | undefined;
  /** What exports give, and which effects their parameters reach. */
  readonly summaries: SummaryDraft[];
  readonly reached: ReachedEffect[];
  /** Texts that were run, and their programs. */
  readonly textsRun: Set<string>;
  readonly layers: Program[];
  readonly module: { exported: Value; readonly initial: Value; readonly names: Map<string, Value> };
  /** Texts that were written to files, by path. */
  readonly written: Map<string, Value>;
  readonly imports: ImportTable;
  /** Whether certificates are not verified from here on. */
  isUnverified: boolean;
  note: (note: EffectNote) => EffectDraft;
  noteEnvironment: () => void;
  evaluate: (node: AnyNode, scope: Scope) => Value;
  execute: (node: AnyNode, scope: Scope) => Completion | undefined;
  call: (callee: Value, args: readonly Value[], self: Value) => Value;
  callMethod: (receiver: Value, call: { readonly name: string; readonly args: readonly Value[] }) => Value;
  construct: (callee: Value, args: readonly Value[]) => Value;
  get: (target: Value, key: Value) => Value;
  set: (target: Value, key: Value, value: Value) => void;
  /** Evaluates a text as code: the next layer. */
  runText: (text: string, scope: Scope | undefined) => Value;
}

/** An export and where what it gives comes from. */
export interface SummaryDraft {
  readonly name: string;
  readonly carries: number;
}

/** An effect that a parameter of an export reaches. */
export interface ReachedEffect {
  readonly name: string;
  readonly parameter: number;
  readonly draft: EffectDraft;
}

/** Values of other files of the package, in the order of their bits. */
export interface ImportTable {
  readonly entries: { readonly specifier: string; readonly name: string }[];
  readonly uses: ImportUseDraft[];
}

export interface ImportUseDraft {
  readonly entry: number;
  readonly taint: number;
  readonly parameter: number;
  readonly runs: Runs;
  readonly start: number;
}
