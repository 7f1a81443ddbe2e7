import type { AnyNode, BlockStatement, SwitchStatement, TryStatement } from "acorn";

import { assignTo, declarePattern } from "./assignments.ts";
import { noteGate, passOver } from "./branches.ts";
import { evaluateClass } from "./classes.ts";
import { createFunction } from "./closures.ts";
import { exportDeclared, exportFrom, exportValue } from "./exports.ts";
import { foreignStatements } from "./foreign-nodes.ts";
import { openBlock, openCases } from "./hoisting.ts";
import { importInto } from "./modules.ts";
import { loopHandlers } from "./loops.ts";
import type { Completion, Machine } from "./machine.ts";
import { applyBinary } from "./operators.ts";
import { Scope } from "./scope.ts";
import { join, truthOf } from "./texts.ts";
import { unknown } from "./values.ts";
import type { Value } from "./values.ts";

type Outcome = Completion | undefined;
type Handler<Type extends AnyNode["type"]> = (
  m: Machine,
  node: Extract<AnyNode, { type: Type }>,
  scope: Scope,
) => Outcome;
type Handlers = { readonly [Type in AnyNode["type"]]?: Handler<Type> };

/** Runs a statement; says how it ended unless it came to its end. */
export function executeStatement(m: Machine, node: AnyNode, scope: Scope): Outcome {
  m.steps--;
  const handler = handlers[node.type] as Handler<AnyNode["type"]> | undefined; // The table gives each type its own handler.
  if (handler !== undefined) return handler(m, node as never, scope); // As above.
  const foreign = foreignStatements[node.type];
  if (foreign !== undefined) foreign(m, node, scope);
  return undefined;
}

const breakAll: Completion = { kind: "break", label: undefined, value: undefined };
const continueAll: Completion = { kind: "continue", label: undefined, value: undefined };

const handlers: Handlers = {
  ExpressionStatement: (m, node, scope) => {
    m.last = m.evaluate(node.expression, scope);
    return undefined;
  },
  VariableDeclaration: (m, node, scope) => {
    for (const { id, init } of node.declarations) {
      if (init === null || init === undefined) {
        if (node.kind !== "var" && id.type === "Identifier") scope.declare(id.name, undefined, m.uncertain);
        continue;
      }
      const value = m.evaluate(init, scope);
      if (node.kind === "var") assignTo(m, id, value, scope);
      else declarePattern(m, id, value, scope);
    }
    return undefined;
  },
  FunctionDeclaration: () => undefined,
  ClassDeclaration: (m, node, scope) => {
    const value = evaluateClass(m, node, scope);
    if (node.id !== null) scope.declare(node.id.name, value, m.uncertain);
    return undefined;
  },
  ReturnStatement: (m, node, scope) => {
    const value =
      node.argument === null || node.argument === undefined ? undefined : m.evaluate(node.argument, scope);
    const { frame } = m;
    frame.returned = frame.hasReturned ? join(frame.returned, value) : value;
    frame.hasReturned = true;
    return { kind: "return", label: undefined, value };
  },
  ThrowStatement: (m, node, scope) => ({
    kind: "throw",
    label: undefined,
    value: m.evaluate(node.argument, scope),
  }),
  BreakStatement: (_, node) =>
    node.label === null || node.label === undefined ? breakAll : { ...breakAll, label: node.label.name },
  ContinueStatement: (_, node) =>
    node.label === null || node.label === undefined
      ? continueAll
      : { ...continueAll, label: node.label.name },
  BlockStatement: (m, node, scope) => executeBlock(m, node, scope),
  StaticBlock: (m, node, scope) =>
    executeBlock(m, node as unknown as BlockStatement, new Scope(scope, true, scope.self)), // It has the same body.
  IfStatement: (m, node, scope) => {
    const test = m.evaluate(node.test, scope);
    const truth = truthOf(test);
    if (truth === undefined)
      return executeTwoWays(m, { test, first: node.consequent, second: node.alternate, scope });
    passOver(m, truth ? node.alternate : node.consequent, scope);
    const taken = truth ? node.consequent : node.alternate;
    if (taken === null || taken === undefined) return undefined;
    m.visited.add(taken);
    return m.execute(taken, scope);
  },
  TryStatement: (m, node, scope) => executeTry(m, node, scope),
  SwitchStatement: (m, node, scope) => executeSwitch(m, node, scope),
  LabeledStatement: (m, node, scope) => {
    m.label = node.label.name;
    const outcome = m.execute(node.body, scope);
    return outcome?.label === node.label.name ? undefined : outcome;
  },
  WithStatement: (m, node, scope) => {
    m.opened.push(m.evaluate(node.object, scope));
    const outcome = m.execute(node.body, scope);
    m.opened.pop();
    return outcome;
  },
  ImportDeclaration: (m, node, scope) => importInto(m, node, scope),
  ExportNamedDeclaration: (m, node, scope) => {
    if (node.source !== null && node.source !== undefined) exportFrom(m, node);
    else if (node.declaration !== null && node.declaration !== undefined) {
      m.execute(node.declaration, scope);
      exportDeclared(m, node.declaration, scope);
    } else m.exportsLater.push({ node, scope });
    return undefined;
  },
  ExportDefaultDeclaration: (m, node, scope) => {
    const { declaration } = node;
    if (declaration.type === "FunctionDeclaration") {
      const named = declaration.id === null ? undefined : scope.find(declaration.id.name)?.value;
      exportValue(m, "default", named ?? createFunction(m, declaration as never, scope)); // It may have no name.
    } else if (declaration.type === "ClassDeclaration") {
      const value = evaluateClass(m, declaration, scope);
      if (declaration.id !== null) scope.declare(declaration.id.name, value, m.uncertain);
      exportValue(m, "default", value);
    } else exportValue(m, "default", m.evaluate(declaration, scope));
    return undefined;
  },
  ExportAllDeclaration: (m, node) => {
    exportFrom(m, node);
    return undefined;
  },
  ...loopHandlers,
};

/** Runs the statements of a block in a scope of its own. */
export function executeBlock(m: Machine, node: BlockStatement, scope: Scope): Outcome {
  const inner = openBlock(m, node, scope);
  for (const statement of node.body) {
    const outcome = m.execute(statement, inner);
    if (outcome !== undefined) {
      passRest(m, node.body, statement, inner);
      return outcome;
    }
  }
  return undefined;
}

/** What stands behind the end of a block is looked at in the end. */
function passRest(m: Machine, body: readonly AnyNode[], last: AnyNode, scope: Scope): void {
  if (body.at(-1) === last) return;
  for (const statement of body.slice(body.indexOf(last) + 1)) {
    if (statement.type !== "FunctionDeclaration") passOver(m, statement, scope);
  }
}

interface Choice {
  readonly test: Value;
  readonly first: AnyNode;
  readonly second: AnyNode | null | undefined;
  readonly scope: Scope;
}

function executeTwoWays(m: Machine, { test, first, second, scope }: Choice): Outcome {
  const before = m.recorder.effects.length;
  const { swallowed } = m;
  m.uncertain++;
  m.visited.add(first);
  const one = m.execute(first, scope);
  if (second !== null && second !== undefined) m.visited.add(second);
  const other = second === null || second === undefined ? undefined : m.execute(second, scope);
  m.uncertain--;
  const isGate = m.recorder.effects.length > before || m.swallowed > swallowed;
  if (isGate || isEnd(one) || isEnd(other)) noteGate(m, test);
  if (one !== undefined && other !== undefined) return other;
  if (one !== undefined || other !== undefined) m.swallowed++;
  return undefined;
}

function isEnd(outcome: Outcome): boolean {
  return outcome?.kind === "return" || outcome?.kind === "throw";
}

function executeTry(m: Machine, node: TryStatement, scope: Scope): Outcome {
  const before = m.unknowns;
  const { handler } = node;
  const isSilent = handler !== null && handler !== undefined && handler.body.body.length === 0;
  if (isSilent) m.silent++;
  let outcome = executeBlock(m, node.block, scope);
  if (isSilent) m.silent--;
  if (handler !== null && handler !== undefined) {
    const isThrown = outcome?.kind === "throw";
    if (isThrown || m.unknowns !== before) {
      const caught = executeHandler(m, handler, {
        thrown: isThrown ? outcome?.value : unknown,
        isThrown,
        scope,
      });
      outcome = isThrown ? caught : outcome;
    } else passOver(m, handler.body, scope);
  }
  const last =
    node.finalizer === null || node.finalizer === undefined
      ? undefined
      : executeBlock(m, node.finalizer, scope);
  return last ?? outcome;
}

interface Catch {
  readonly thrown: Value;
  readonly isThrown: boolean;
  readonly scope: Scope;
}

function executeHandler(
  m: Machine,
  handler: NonNullable<TryStatement["handler"]>,
  { thrown, isThrown, scope }: Catch,
): Outcome {
  const inner = new Scope(scope, false);
  if (!isThrown) m.uncertain++;
  m.visited.add(handler.body);
  if (handler.param !== null && handler.param !== undefined) declarePattern(m, handler.param, thrown, inner);
  const outcome = executeBlock(m, handler.body, inner);
  if (!isThrown) m.uncertain--;
  if (!isThrown && outcome !== undefined) m.swallowed++;
  return outcome;
}

function executeSwitch(m: Machine, node: SwitchStatement, scope: Scope): Outcome {
  const subject = m.evaluate(node.discriminant, scope);
  const inner = openCases(m, node, scope);
  const chosen = chooseCase(m, node, { subject, inner });
  if (chosen === undefined) return executeAllCases(m, node, { subject, inner });
  for (let index = 0; index < node.cases.length; index++) {
    const { consequent } = node.cases[index] ?? { consequent: [] };
    if (index < chosen || chosen < 0) {
      for (const statement of consequent) passOver(m, statement, inner);
      continue;
    }
    for (const statement of consequent) {
      m.visited.add(statement);
      const outcome = m.execute(statement, inner);
      if (outcome === undefined) continue;
      for (const { consequent: rest } of node.cases.slice(index + 1))
        for (const one of rest) passOver(m, one, inner);
      return outcome.kind === "break" && outcome.label === undefined ? undefined : outcome;
    }
  }
  return undefined;
}

interface Cases {
  readonly subject: Value;
  readonly inner: Scope;
}

/** The index of the case that is taken, `-1` for none, `undefined` when that is not known. */
function chooseCase(m: Machine, node: SwitchStatement, { subject, inner }: Cases): number | undefined {
  if (truthOf(subject) === undefined) return undefined;
  for (let index = 0; index < node.cases.length; index++) {
    const test = node.cases[index]?.test;
    if (test === null || test === undefined) continue;
    const isSame = truthOf(applyBinary(m, "===", subject, m.evaluate(test, inner)));
    if (isSame === undefined) return undefined;
    if (isSame) return index;
  }
  return node.cases.findIndex(({ test }) => test === null || test === undefined);
}

function executeAllCases(m: Machine, node: SwitchStatement, { subject, inner }: Cases): Outcome {
  const before = m.recorder.effects.length;
  m.uncertain++;
  for (const { test, consequent } of node.cases) {
    if (test !== null && test !== undefined) m.evaluate(test, inner);
    for (const statement of consequent) {
      m.visited.add(statement);
      const outcome = m.execute(statement, inner);
      if (outcome === undefined) continue;
      if (outcome.kind !== "break") m.swallowed++;
      passRest(m, consequent, statement, inner);
      break;
    }
  }
  m.uncertain--;
  if (m.recorder.effects.length > before) noteGate(m, subject);
  return undefined;
}
