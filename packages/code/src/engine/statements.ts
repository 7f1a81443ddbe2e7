import type { AnyNode, BlockStatement } from "acorn";

import { assignTo, declarePattern } from "./assignments.ts";
import { executeBlock } from "./blocks.ts";
import { executeTry } from "./failures.ts";
import { executeSwitch } from "./switches.ts";
import { noteGate, passOver } from "./branches.ts";
import { evaluateClass } from "./classes.ts";
import { createFunction } from "./closures.ts";
import { exportDeclared, exportFrom, exportValue } from "./exports.ts";
import { foreignStatements } from "./foreign-nodes.ts";
import { importInto } from "./modules.ts";
import { loopHandlers } from "./loops.ts";
import type { Completion, Machine } from "./machine.ts";
import { Scope } from "./scope.ts";
import { join, truthOf } from "./texts.ts";
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
  const handler = handlers[node.type] as ((m: Machine, node: AnyNode, scope: Scope) => Outcome) | undefined; // The table gives each type its own handler.
  if (handler !== undefined) return handler(m, node, scope);
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
      exportValue(m, "default", named ?? createFunction(m, declaration, scope));
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

interface Choice {
  readonly test: Value;
  readonly first: AnyNode;
  readonly second: AnyNode | null | undefined;
  readonly scope: Scope;
}

function executeTwoWays(m: Machine, { test, first, second, scope }: Choice): Outcome {
  const before = m.recorder.effects.length + m.swallowed;
  m.uncertain++;
  const one = executeMaybe(m, first, scope);
  const other = executeMaybe(m, second, scope);
  m.uncertain--;
  const isGate = m.recorder.effects.length + m.swallowed > before;
  if (isGate || isEnd(one) || isEnd(other)) noteGate(m, test);
  if (one !== undefined && other !== undefined) return other;
  if (one !== undefined || other !== undefined) m.swallowed++;
  return undefined;
}

function executeMaybe(m: Machine, node: AnyNode | null | undefined, scope: Scope): Outcome {
  if (node === null || node === undefined) return undefined;
  m.visited.add(node);
  return m.execute(node, scope);
}

function isEnd(outcome: Outcome): boolean {
  return outcome?.kind === "return" || outcome?.kind === "throw";
}
