import type {
  AnonymousFunctionDeclaration,
  AnyNode,
  FunctionDeclaration,
  Statement,
  ModuleDeclaration,
  SwitchStatement,
} from "acorn";

import { createFunction } from "./closures.ts";
import type { Hoisted, Machine } from "./machine.ts";
import { Scope } from "./scope.ts";

type BlockNode = { readonly body: readonly (Statement | ModuleDeclaration)[] };

/** Declares what a function or a program declares before it runs: its `var` names and its functions. */
export function hoistInto(m: Machine, block: BlockNode, scope: Scope): void {
  let hoisted = m.hoists.get(block);
  if (hoisted === undefined) {
    const names: string[] = [];
    for (const statement of block.body) collectNames(statement, names);
    hoisted = { names, isScope: true, functions: functionsOf(block) };
    m.hoists.set(block, hoisted);
  }
  for (const name of hoisted.names) scope.hoist(name, m.uncertain);
  declareFunctions(m, hoisted, scope);
}

/** Opens the scope of a block and declares its functions; a block without names of its own needs none. */
export function openBlock(m: Machine, block: BlockNode, outer: Scope): Scope {
  let hoisted = m.hoists.get(block);
  if (hoisted === undefined) {
    hoisted = { names: [], isScope: block.body.some(isDeclaration), functions: functionsOf(block) };
    m.hoists.set(block, hoisted);
  }
  if (!hoisted.isScope) return outer;
  const scope = new Scope(outer, false);
  declareFunctions(m, hoisted, scope);
  return scope;
}

/** Opens the scope of the cases of a switch, which they share. */
export function openCases(m: Machine, node: SwitchStatement, outer: Scope): Scope {
  let hoisted = m.hoists.get(node);
  if (hoisted === undefined) {
    const functions = node.cases.flatMap((one) => functionsOf({ body: one.consequent }));
    hoisted = { names: [], isScope: true, functions };
    m.hoists.set(node, hoisted);
  }
  const scope = new Scope(outer, false);
  declareFunctions(m, hoisted, scope);
  return scope;
}

function isDeclaration(node: AnyNode): boolean {
  return node.type.endsWith("Declaration") && (node.type !== "VariableDeclaration" || node.kind !== "var");
}

function declareFunctions(m: Machine, hoisted: Hoisted, scope: Scope): void {
  for (const node of hoisted.functions) {
    const func = createFunction(m, node as FunctionDeclaration, scope); // One without a name is the default export.
    if (node.id !== null) scope.declare(node.id.name, func, m.uncertain);
  }
}

function functionsOf(block: BlockNode): readonly (FunctionDeclaration | AnonymousFunctionDeclaration)[] {
  const found: (FunctionDeclaration | AnonymousFunctionDeclaration)[] = [];
  for (const statement of block.body) {
    if (statement.type === "FunctionDeclaration") found.push(statement);
    else if (
      statement.type === "ExportNamedDeclaration" &&
      statement.declaration?.type === "FunctionDeclaration"
    ) {
      found.push(statement.declaration);
    } else if (
      statement.type === "ExportDefaultDeclaration" &&
      statement.declaration.type === "FunctionDeclaration"
    ) {
      if (statement.declaration.id !== null) found.push(statement.declaration);
    }
  }
  return found;
}

/** The names that `var` declares in a statement, whatever blocks it lies in. */
function collectNames(node: AnyNode | null | undefined, names: string[]): void {
  if (node === null || node === undefined) return;
  switch (node.type) {
    case "VariableDeclaration":
      if (node.kind === "var") for (const { id } of node.declarations) patternNames(id, names);
      return;
    case "BlockStatement":
      for (const statement of node.body) collectNames(statement, names);
      return;
    case "IfStatement":
      collectNames(node.consequent, names);
      collectNames(node.alternate, names);
      return;
    case "TryStatement":
      collectNames(node.block, names);
      collectNames(node.handler?.body, names);
      collectNames(node.finalizer, names);
      return;
    case "SwitchStatement":
      for (const { consequent } of node.cases)
        for (const statement of consequent) collectNames(statement, names);
      return;
    default:
      collectFromLoops(node, names);
  }
}

function collectFromLoops(node: AnyNode, names: string[]): void {
  switch (node.type) {
    case "ForStatement":
      collectNames(node.init, names);
      collectNames(node.body, names);
      return;
    case "ForInStatement":
    case "ForOfStatement":
      collectNames(node.left, names);
      collectNames(node.body, names);
      return;
    case "WhileStatement":
    case "DoWhileStatement":
    case "LabeledStatement":
    case "WithStatement":
      collectNames(node.body, names);
      return;
    case "ExportNamedDeclaration":
      collectNames(node.declaration, names);
      return;
    default:
  }
}

/** The names that a pattern binds. */
export function patternNames(node: AnyNode | null, names: string[]): void {
  if (node === null) return;
  switch (node.type) {
    case "Identifier":
      names.push(node.name);
      return;
    case "ObjectPattern":
      for (const property of node.properties) {
        patternNames(property.type === "RestElement" ? property.argument : property.value, names);
      }
      return;
    case "ArrayPattern":
      for (const element of node.elements) patternNames(element, names);
      return;
    case "AssignmentPattern":
      patternNames(node.left, names);
      return;
    case "RestElement":
      patternNames(node.argument, names);
      return;
    default:
  }
}
