import type { AnyNode, ForInStatement, ForOfStatement, ForStatement } from "acorn";

import { assignTo, declarePattern } from "./assignments.ts";
import { passOver } from "./branches.ts";
import { effortFor } from "./effort.ts";
import { noteEndlessLoop } from "./endless-loops.ts";
import { patternNames } from "./hoisting.ts";
import type { Completion, Machine } from "./machine.ts";
import { Scope } from "./scope.ts";
import { namingOf, taintOf } from "./taint.ts";
import { folded, join, knownText, truthOf } from "./texts.ts";
import { Api, Dict, List, Opaque, unknown } from "./values.ts";
import type { Value } from "./values.ts";

type Outcome = Completion | undefined;
type Handler<Type extends AnyNode["type"]> = (
  m: Machine,
  node: Extract<AnyNode, { type: Type }>,
  scope: Scope,
) => Outcome;

const maxElements = 2_000;

interface LoopHandlers {
  readonly ForStatement: Handler<"ForStatement">;
  readonly WhileStatement: Handler<"WhileStatement">;
  readonly DoWhileStatement: Handler<"DoWhileStatement">;
  readonly ForOfStatement: Handler<"ForOfStatement">;
  readonly ForInStatement: Handler<"ForInStatement">;
}

/** The loops: turn by turn while every condition is known, once otherwise. */
export const loopHandlers: LoopHandlers = {
  ForStatement: (m, node, scope) => {
    noteEndlessLoop(m, node);
    const inner = new Scope(scope, false);
    const label = takeLabel(m);
    if (node.init?.type === "VariableDeclaration") m.execute(node.init, inner);
    else if (node.init !== null && node.init !== undefined) m.evaluate(node.init, inner);
    const test = node.test ?? undefined;
    return turn(m, {
      test,
      update: node.update ?? undefined,
      body: node.body,
      scope: inner,
      label,
      forget: () => forget(node, inner),
    });
  },
  WhileStatement: (m, node, scope) => {
    noteEndlessLoop(m, node);
    return turn(m, {
      test: node.test,
      update: undefined,
      body: node.body,
      scope,
      label: takeLabel(m),
      forget: undefined,
    });
  },
  DoWhileStatement: (m, node, scope) => {
    noteEndlessLoop(m, node);
    const label = takeLabel(m);
    const loop = { test: node.test, update: undefined, body: node.body, scope, label, forget: undefined };
    m.visited.add(node.body);
    const ended = endOf(m.execute(node.body, scope), label);
    return ended.isOver ? ended.outcome : turn(m, loop);
  },
  ForOfStatement: (m, node, scope) =>
    forEach(m, node, { scope, elements: elementsOf(m, m.evaluate(node.right, scope)) }),
  ForInStatement: (m, node, scope) =>
    forEach(m, node, { scope, elements: keysOf(m, m.evaluate(node.right, scope)) }),
};

interface Loop {
  readonly test: AnyNode | undefined;
  readonly update: AnyNode | undefined;
  readonly body: AnyNode;
  readonly scope: Scope;
  readonly label: string | undefined;
  /** Makes the counters unknown when the number of turns is. */
  readonly forget: (() => void) | undefined;
}

function takeLabel(m: Machine): string | undefined {
  const { label } = m;
  m.label = undefined;
  return label;
}

function turn(m: Machine, loop: Loop): Outcome {
  const { test, update, body, scope, label } = loop;
  for (let turns = 0; ; turns++) {
    const truth = test === undefined ? true : truthOf(m.evaluate(test, scope));
    if (truth === false) {
      if (turns === 0) passOver(m, body, scope);
      return undefined;
    }
    const swallowed = m.swallowed;
    if (truth === undefined || m.steps <= 0 || !mayTurn(m, body)) return turnOnce(m, loop);
    m.visited.add(body);
    const ended = endOf(m.execute(body, scope), label);
    if (ended.isOver) return ended.outcome;
    if (update !== undefined) m.evaluate(update, scope);
    if (m.swallowed !== swallowed) return turnOnce(m, loop);
  }
}

/** Counts a turn; says whether there is one left for this loop in the whole source. */
function mayTurn(m: Machine, body: AnyNode): boolean {
  const turns = (m.counts.get(body) ?? 0) + 1;
  m.counts.set(body, turns);
  return turns <= effortFor(m, body).turns;
}

/** A turn of a loop of which nobody knows how many it has. */
function turnOnce(m: Machine, { body, update, scope, forget: forgetCounters }: Loop): Outcome {
  forgetCounters?.();
  if (m.steps <= 0 && m.visited.has(body)) return undefined;
  m.uncertain++;
  m.visited.add(body);
  const outcome = m.execute(body, scope);
  if (update !== undefined) m.evaluate(update, scope);
  m.uncertain--;
  if (outcome?.kind === "return") m.swallowed++;
  return undefined;
}

function endOf(
  outcome: Outcome,
  label: string | undefined,
): { readonly isOver: boolean; readonly outcome: Outcome } {
  if (outcome === undefined) return { isOver: false, outcome: undefined };
  const isMine = outcome.label === undefined || outcome.label === label;
  if (outcome.kind === "continue" && isMine) return { isOver: false, outcome: undefined };
  if (outcome.kind === "break" && isMine) return { isOver: true, outcome: undefined };
  return { isOver: true, outcome };
}

function forget(node: ForStatement, scope: Scope): void {
  if (node.init?.type !== "VariableDeclaration") return;
  const names: string[] = [];
  for (const { id } of node.init.declarations) patternNames(id, names);
  for (const name of names) {
    const binding = scope.find(name);
    if (typeof binding?.value === "number") binding.value = unknown;
  }
}

interface Elements {
  readonly known: readonly Value[];
  /** What elements beyond the known ones may be; `undefined` when there are none. */
  readonly rest: Value;
}

function elementsOf(m: Machine, value: Value): Elements {
  const text = knownText(value);
  if (text !== undefined)
    return {
      known: Array.from(text.slice(0, maxElements), (one) => folded(one, namingOf(value))),
      rest: undefined,
    };
  if (value instanceof List) return { known: value.items.slice(0, maxElements), rest: value.rest };
  if (value instanceof Api && value.path === "process.env") m.noteEnvironment();
  return { known: [], rest: new Opaque(taintOf(value)) };
}

function keysOf(m: Machine, value: Value): Elements {
  if (value instanceof Dict)
    return { known: [...value.members.keys()], rest: value.rest === undefined ? undefined : unknown };
  if (value instanceof List)
    return { known: value.items.map((_, index) => String(index)), rest: value.rest && unknown };
  if (value instanceof Api && value.path === "process.env") {
    m.noteEnvironment();
    return { known: [], rest: new Opaque(0, undefined, 0, "environment-name") };
  }
  return { known: [], rest: unknown };
}

interface Iteration {
  readonly scope: Scope;
  readonly elements: Elements;
}

function forEach(m: Machine, node: ForOfStatement | ForInStatement, { scope, elements }: Iteration): Outcome {
  const label = takeLabel(m);
  const { known, rest } = elements;
  if (known.length === 0 && rest === undefined) {
    passOver(m, node.body, scope);
    return undefined;
  }
  m.visited.add(node.body);
  const swallowed = m.swallowed;
  for (const element of known) {
    if (m.steps <= 0 || m.swallowed !== swallowed)
      return runOnce(m, node, { element: combined(known), scope });
    const ended = endOf(runWith(m, node, { element, scope }), label);
    if (ended.isOver) return ended.outcome;
  }
  return rest === undefined ? undefined : runOnce(m, node, { element: rest, scope });
}

function combined(values: readonly Value[]): Value {
  let value: Value;
  for (const one of values.slice(0, 20)) value = join(value, one);
  return value;
}

interface Turn {
  readonly element: Value;
  readonly scope: Scope;
}

function runOnce(m: Machine, node: ForOfStatement | ForInStatement, step: Turn): Outcome {
  m.uncertain++;
  runWith(m, node, step);
  m.uncertain--;
  return undefined;
}

function runWith(m: Machine, node: ForOfStatement | ForInStatement, { element, scope }: Turn): Outcome {
  const inner = new Scope(scope, false);
  if (node.left.type !== "VariableDeclaration") assignTo(m, node.left, element, inner);
  else if (node.left.kind === "var") assignTo(m, node.left.declarations[0]?.id ?? node.left, element, inner);
  else declarePattern(m, node.left.declarations[0]?.id ?? node.left, element, inner);
  return m.execute(node.body, inner);
}
