import type { Program } from "acorn";

import { callMethod } from "../builtins/methods.ts";
import { readWholeEnvironment } from "../effects/environment.ts";
import { Recorder } from "../effects/recorder.ts";
import type { CodeLimits } from "../limits.ts";
import { callValue, constructValue } from "./calls.ts";
import { stepsFor } from "./effort.ts";
import { evaluateExpression } from "./expressions.ts";
import type { Frame, Machine } from "./machine.ts";
import { getMember, setMember } from "./members.ts";
import { runProgram, runText } from "./programs.ts";
import { Scope } from "./scope.ts";
import { executeStatement } from "./statements.ts";
import { Api, Dict } from "./values.ts";
import { visitRest } from "./visiting.ts";

const linesAround = 200;

/** Evaluates a program: what runs at load first, then everything that nothing called. */
export function evaluateProgram(program: Program, source: string, limits: CodeLimits): Machine {
  const m = createMachine(source, limits);
  const scope = new Scope(undefined, true);
  try {
    runProgram(m, program, scope);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    m.problem = "nested too deeply to be followed at load";
  }
  visitRest(m);
  return m;
}

function createMachine(source: string, limits: CodeLimits): Machine {
  const m: Machine = {
    ...createState(source, limits),
    ...createTables(),
    evaluate: (node, scope) => evaluateExpression(m, node, scope),
    execute: (node, scope) => executeStatement(m, node, scope),
    call: (callee, args, self) => callValue(m, callee, args, self),
    callMethod: (receiver, call) => callMethod(m, receiver, call),
    construct: (callee, args) => constructValue(m, callee, args),
    get: (target, key) => getMember(m, target, key),
    set: (target, key, value) => {
      setMember(m, target, key, value);
    },
    runText: (text, scope) => runText(m, text, scope),
    note: (note) => m.recorder.record(note, momentOf(m)),
    noteEnvironment: () => {
      readWholeEnvironment(m);
    },
  };
  return m;
}

type Operation =
  | "evaluate"
  | "execute"
  | "call"
  | "callMethod"
  | "construct"
  | "get"
  | "set"
  | "runText"
  | "note"
  | "noteEnvironment";
type Table = keyof ReturnType<typeof createTables>;

function createState(source: string, limits: CodeLimits): Omit<Machine, Operation | Table> {
  const frame: Frame = {
    returned: undefined,
    yielded: undefined,
    hasReturned: false,
    args: [],
    uncertain: 0,
  };
  const exported = new Dict();
  return {
    limits,
    recorder: new Recorder(limits.maxEffects),
    steps: stepsFor(source, limits.maxSteps),
    depth: 0,
    nested: 0,
    lookups: 0,
    uncertain: 0,
    runs: "load",
    layer: 0,
    site: undefined,
    source,
    at: 0,
    scope: new Scope(undefined, true),
    unknowns: 0,
    swallowed: 0,
    silent: 0,
    frame,
    label: undefined,
    last: undefined,
    problem: undefined,
    isUnverified: false,
    globalObject: new Api("globalThis"),
    module: { exported, initial: exported, names: new Map() },
    imports: { entries: [], uses: [] },
  };
}

function createTables(): Pick<
  Machine,
  | "exportsLater"
  | "created"
  | "visited"
  | "passed"
  | "pending"
  | "laterLoads"
  | "efforts"
  | "matches"
  | "hoists"
  | "counts"
  | "active"
  | "opened"
  | "globals"
  | "platform"
  | "written"
  | "summaries"
  | "reached"
  | "textsRun"
  | "layers"
> {
  return {
    exportsLater: [],
    created: [],
    visited: new Set(),
    passed: new Set(),
    pending: [],
    laterLoads: new Map(),
    efforts: new Map(),
    matches: new Map(),
    hoists: new Map(),
    counts: new Map(),
    active: new Map(),
    opened: [],
    globals: new Map(),
    platform: new Map(),
    written: new Map(),
    summaries: [],
    reached: [],
    textsRun: new Set(),
    layers: [],
  };
}

function momentOf(m: Machine): {
  start: number;
  runs: "load" | "call";
  layer: number;
  excerpt: string | undefined;
  isSilent: boolean;
} {
  const excerpt = m.layer === 0 ? undefined : lineAround(m.source, m.at);
  return { start: m.site ?? m.at, runs: m.runs, layer: m.layer, excerpt, isSilent: m.silent > 0 };
}

function lineAround(source: string, at: number): string {
  const from = Math.max(source.lastIndexOf("\n", at) + 1, at - 80);
  const end = source.indexOf("\n", at);
  return source.slice(from, Math.min(end < 0 ? source.length : end, from + linesAround));
}
