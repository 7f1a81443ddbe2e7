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
import { entryFor } from "./node-table.ts";
import type { NodeTable } from "./node-table.ts";
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
    const func = createFunction(m, node, scope);
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
  entryFor(collectors, node)?.(node, names);
}

function collectAll(nodes: readonly AnyNode[], names: string[]): void {
  for (const node of nodes) collectNames(node, names);
}

function collectBody(node: { readonly body: AnyNode }, names: string[]): void {
  collectNames(node.body, names);
}

const collectors: NodeTable<readonly [string[]], void> = {
  VariableDeclaration: ({ kind, declarations }, names) => {
    if (kind === "var") for (const { id } of declarations) patternNames(id, names);
  },
  BlockStatement: ({ body }, names) => {
    collectAll(body, names);
  },
  IfStatement: ({ consequent, alternate }, names) => {
    collectNames(consequent, names);
    collectNames(alternate, names);
  },
  TryStatement: ({ block, handler, finalizer }, names) => {
    collectNames(block, names);
    collectNames(handler?.body, names);
    collectNames(finalizer, names);
  },
  SwitchStatement: ({ cases }, names) => {
    for (const { consequent } of cases) collectAll(consequent, names);
  },
  ForStatement: ({ init, body }, names) => {
    collectNames(init, names);
    collectNames(body, names);
  },
  ForInStatement: ({ left, body }, names) => {
    collectNames(left, names);
    collectNames(body, names);
  },
  ForOfStatement: ({ left, body }, names) => {
    collectNames(left, names);
    collectNames(body, names);
  },
  WhileStatement: collectBody,
  DoWhileStatement: collectBody,
  LabeledStatement: collectBody,
  WithStatement: collectBody,
  ExportNamedDeclaration: ({ declaration }, names) => {
    collectNames(declaration, names);
  },
};

/** The names that a pattern binds. */
export function patternNames(node: AnyNode | null, names: string[]): void {
  if (node !== null) entryFor(binders, node)?.(node, names);
}

const binders: NodeTable<readonly [string[]], void> = {
  Identifier: ({ name }, names) => {
    names.push(name);
  },
  ObjectPattern: ({ properties }, names) => {
    for (const property of properties) {
      patternNames(property.type === "RestElement" ? property.argument : property.value, names);
    }
  },
  ArrayPattern: ({ elements }, names) => {
    for (const element of elements) patternNames(element, names);
  },
  AssignmentPattern: ({ left }, names) => {
    patternNames(left, names);
  },
  RestElement: ({ argument }, names) => {
    patternNames(argument, names);
  },
};
