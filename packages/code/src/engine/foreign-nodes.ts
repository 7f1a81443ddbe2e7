import type { AnyNode } from "acorn";

import { loadModule } from "./modules.ts";
import type { Machine } from "./machine.ts";
import { Scope } from "./scope.ts";
import { Dict, unknown } from "./values.ts";
import type { Value } from "./values.ts";

/** A node of TypeScript or JSX, which acorn's own types do not know. */
interface ForeignNode {
  readonly expression?: AnyNode;
  readonly argument?: AnyNode;
  readonly value?: AnyNode | null;
  readonly id?: { readonly name?: string };
  readonly body?: AnyNode | { readonly body?: readonly AnyNode[]; readonly members?: readonly EnumMember[] };
  readonly members?: readonly EnumMember[];
  readonly declaration?: AnyNode;
  readonly moduleReference?: { readonly expression?: AnyNode };
  readonly children?: readonly AnyNode[];
  readonly openingElement?: { readonly attributes?: readonly AnyNode[]; readonly name?: AnyNode };
}

interface EnumMember {
  readonly id?: { readonly name?: string; readonly value?: string };
  readonly initializer?: AnyNode | null;
}

type ForeignHandler = (m: Machine, node: AnyNode, scope: Scope) => Value;

function foreign(node: AnyNode): ForeignNode {
  return node as unknown as ForeignNode; // Its fields are all optional: nothing is relied on.
}

function inner(m: Machine, node: AnyNode, scope: Scope): Value {
  const { expression } = foreign(node);
  return expression === undefined ? unknown : m.evaluate(expression, scope);
}

function element(m: Machine, node: AnyNode, scope: Scope): Value {
  const { openingElement, children } = foreign(node);
  for (const attribute of openingElement?.attributes ?? []) m.evaluate(attribute, scope);
  for (const child of children ?? []) m.evaluate(child, scope);
  return unknown;
}

/** Expressions of TypeScript and JSX. */
export const foreignHandlers: Readonly<Record<string, ForeignHandler>> = {
  TSAsExpression: inner,
  TSSatisfiesExpression: inner,
  TSNonNullExpression: inner,
  TSTypeAssertion: inner,
  TSInstantiationExpression: inner,
  JSXExpressionContainer: inner,
  JSXSpreadChild: inner,
  JSXSpreadAttribute: (m, node, scope) => {
    const { argument } = foreign(node);
    return argument === undefined ? unknown : m.evaluate(argument, scope);
  },
  JSXAttribute: (m, node, scope) => {
    const { value } = foreign(node);
    return value === null || value === undefined ? unknown : m.evaluate(value, scope);
  },
  JSXElement: element,
  JSXFragment: element,
};

function enumeration(m: Machine, node: AnyNode, scope: Scope): Value {
  const { id } = foreign(node);
  const dict = new Dict();
  let next = 0;
  for (const member of enumMembers(node)) {
    const name = member.id?.name ?? member.id?.value ?? "";
    const value: Value = member.initializer ? m.evaluate(member.initializer, scope) : next;
    dict.members.set(name, value);
    if (typeof value !== "number") continue;
    next = value + 1;
    dict.members.set(String(value), name);
  }
  if (id?.name !== undefined) scope.declare(id.name, dict, m.uncertain);
  return dict;
}

function enumMembers(node: AnyNode): readonly EnumMember[] {
  const { members, body } = foreign(node);
  return members ?? (body !== undefined && "members" in body ? body.members : undefined) ?? [];
}

function namespace(m: Machine, node: AnyNode, scope: Scope): Value {
  const { id, body } = foreign(node);
  if (id?.name !== undefined) scope.declare(id.name, unknown, m.uncertain);
  const block = body as { readonly body?: readonly AnyNode[] } | undefined; // A block of statements, or nothing.
  const own = new Scope(scope, true, scope.self);
  for (const statement of block?.body ?? []) m.execute(statement, own);
  return unknown;
}

/** Statements of TypeScript. Types alone do nothing. */
export const foreignStatements: Readonly<Record<string, ForeignHandler>> = {
  TSEnumDeclaration: enumeration,
  TSModuleDeclaration: namespace,
  TSImportEqualsDeclaration: (m, node, scope) => {
    const { id, moduleReference } = foreign(node);
    const specifier = moduleReference?.expression;
    const value = specifier === undefined ? unknown : loadModule(m, m.evaluate(specifier, scope), "require");
    if (id?.name !== undefined) scope.declare(id.name, value, m.uncertain);
    return value;
  },
  TSExportAssignment: (m, node, scope) => {
    const { expression } = foreign(node);
    if (expression !== undefined) m.module.exported = m.evaluate(expression, scope);
    return unknown;
  },
};
