import type {
  AnyNode,
  AssignmentExpression,
  AssignmentOperator,
  BinaryOperator,
  Pattern as PatternNode,
  UpdateExpression,
} from "acorn";

import { noteRecipients } from "../effects/recipients.ts";
import { nameOf } from "./names.ts";
import { entryFor } from "./node-table.ts";
import type { NodeTable } from "./node-table.ts";
import type { Machine } from "./machine.ts";
import { applyBinary } from "./operators.ts";
import type { Binding, Scope } from "./scope.ts";
import { taintOf } from "./taint.ts";
import { isKnown, join, keyText, primitiveOf, truthOf } from "./texts.ts";
import { List, Opaque, unknown } from "./values.ts";
import type { Value } from "./values.ts";

/** Gives a value to what stands left of an assignment. */
export function assignTo(m: Machine, target: AnyNode, value: Value, scope: Scope): void {
  bind(m, target, value, { scope, store: storeName });
}

/** Declares the names of a pattern with the parts of a value. */
export function declarePattern(m: Machine, target: AnyNode, value: Value, scope: Scope): void {
  bind(m, target, value, { scope, store: declareName });
}

interface Binder {
  readonly scope: Scope;
  readonly store: (m: Machine, name: string, value: Value, scope: Scope) => void;
}

function declareName(m: Machine, name: string, value: Value, scope: Scope): void {
  scope.declare(name, value, m.uncertain);
}

/** Gives a variable a value: surely, or maybe when a branch that nobody decided lies around. */
export function storeName(m: Machine, name: string, value: Value, scope: Scope): void {
  const binding = scope.find(name);
  if (binding === undefined) {
    m.set(m.globalObject, name, value);
    return;
  }
  write(m, binding, value);
}

function write(m: Machine, binding: Binding, value: Value): void {
  binding.value = m.uncertain > binding.uncertain ? join(binding.value, value) : value;
}

function bind(m: Machine, target: AnyNode, value: Value, binder: Binder): void {
  const entry = entryFor(binders, target);
  if (entry === undefined) bindForeign(m, target, value, binder);
  else entry(target, m, value, binder);
}

const binders: NodeTable<readonly [Machine, Value, Binder], void> = {
  Identifier: ({ name }, m, value, { store, scope }) => {
    store(m, name, value, scope);
  },
  MemberExpression: (target, m, value, { scope }) => {
    setMember(m, target, value, scope);
  },
  AssignmentPattern: ({ left, right }, m, value, binder) => {
    bind(m, left, withDefault(m, value, right, binder.scope), binder);
  },
  ObjectPattern: (target, m, value, binder) => {
    bindObject(m, target, value, binder);
  },
  ArrayPattern: ({ elements }, m, value, binder) => {
    bindArray(m, elements, value, binder);
  },
  RestElement: ({ argument }, m, value, binder) => {
    bind(m, argument, value, binder);
  },
  ParenthesizedExpression: ({ expression }, m, value, binder) => {
    bind(m, expression, value, binder);
  },
};

/** TypeScript's assertions and parameter properties. */
function bindForeign(m: Machine, target: AnyNode, value: Value, binder: Binder): void {
  const inner = target as { readonly expression?: AnyNode; readonly parameter?: AnyNode }; // Nodes that acorn's types do not know.
  const node = inner.expression ?? inner.parameter;
  if (node !== undefined) bind(m, node, value, binder);
}

function setMember(
  m: Machine,
  target: Extract<AnyNode, { type: "MemberExpression" }>,
  value: Value,
  scope: Scope,
): void {
  const object = m.evaluate(target.object, scope);
  const key = target.computed ? m.evaluate(target.property, scope) : nameOf(target.property);
  m.at = target.start;
  noteRecipients(m, keyText(key), value);
  m.set(object, key, value);
}

function withDefault(m: Machine, value: Value, fallback: AnyNode, scope: Scope): Value {
  if (value === undefined) return m.evaluate(fallback, scope);
  if (isKnown(value)) return value;
  m.uncertain++;
  const other = m.evaluate(fallback, scope);
  m.uncertain--;
  return value instanceof Opaque ? join(other, value) : join(value, other);
}

function bindObject(
  m: Machine,
  target: Extract<AnyNode, { type: "ObjectPattern" }>,
  value: Value,
  binder: Binder,
): void {
  for (const property of target.properties) {
    if (property.type === "RestElement") {
      bind(m, property.argument, value, binder);
      continue;
    }
    const key = property.computed ? m.evaluate(property.key, binder.scope) : keyOfPattern(property.key);
    m.at = property.start;
    bind(m, property.value, m.get(value, key), binder);
  }
}

function keyOfPattern(key: AnyNode): Value {
  if (key.type === "Identifier") return key.name;
  return key.type === "Literal" ? String(key.value) : unknown;
}

function bindArray(
  m: Machine,
  elements: readonly (PatternNode | null)[],
  value: Value,
  binder: Binder,
): void {
  elements.forEach((element, index) => {
    if (element === null) return;
    const part = element.type === "RestElement" ? restOf(value, index) : m.get(value, index);
    bind(m, element, part, binder);
  });
}

function restOf(value: Value, index: number): Value {
  return value instanceof List ? new List(value.items.slice(index), value.rest) : new Opaque(taintOf(value));
}

/** `x += y`, `x ||= y` and the like. */
export function readModifyWrite(m: Machine, node: AssignmentExpression, scope: Scope): Value {
  const before = m.evaluate(node.left, scope);
  if (node.operator === "||=" || node.operator === "&&=" || node.operator === "??=") {
    return writeMaybe(m, node, { before, scope });
  }
  const operator = binaryOf(node.operator);
  const value = applyBinary(m, operator, before, m.evaluate(node.right, scope));
  assignGrown(m, node.left, { before, value }, scope);
  return value;
}

/** A sum that is written back holds the value before, so nothing is lost where the write is not certain. */
function assignGrown(
  m: Machine,
  left: AnyNode,
  { before, value }: { readonly before: Value; readonly value: Value },
  scope: Scope,
): void {
  const binding = left.type === "Identifier" ? scope.find(left.name) : undefined;
  if (binding === undefined || m.uncertain <= binding.uncertain) {
    assignTo(m, left, value, scope);
    return;
  }
  binding.value = isKnown(before) && isKnown(value) ? join(before, value) : shorter(value);
}

function shorter(value: Value): Value {
  return value instanceof Opaque && (value.text?.length ?? 0) > 2_000 ? new Opaque(value.taint) : value;
}

function writeMaybe(
  m: Machine,
  node: AssignmentExpression,
  { before, scope }: { readonly before: Value; readonly scope: Scope },
): Value {
  const truth =
    node.operator === "??=" && isKnown(before) ? before !== null && before !== undefined : truthOf(before);
  if (truth !== undefined && truth === (node.operator !== "&&=")) return before;
  if (truth === undefined) m.uncertain++;
  const value = m.evaluate(node.right, scope);
  assignTo(m, node.left, value, scope);
  if (truth === undefined) m.uncertain--;
  return join(before, value);
}

function binaryOf(operator: AssignmentOperator): BinaryOperator {
  return operator.slice(0, -1) as BinaryOperator; // Every remaining assignment operator is one with `=` behind it.
}

/** `x++` and `--x`. */
export function updateValue(m: Machine, node: UpdateExpression, scope: Scope): Value {
  const before = m.evaluate(node.argument, scope);
  const step = node.operator === "++" ? 1 : -1;
  const after = isKnown(before) ? stepped(primitiveOf(before), step) : new Opaque(taintOf(before));
  assignTo(m, node.argument, after, scope);
  return node.prefix || !isKnown(before) ? after : numeric(primitiveOf(before));
}

function stepped(before: Value, step: 1 | -1): Value {
  return typeof before === "bigint" ? before + BigInt(step) : Number(before) + step;
}

function numeric(before: Value): Value {
  return typeof before === "bigint" ? before : Number(before);
}
