import type {
  AnonymousClassDeclaration,
  ClassDeclaration,
  ClassExpression,
  MethodDefinition,
  PropertyDefinition,
} from "acorn";

import { createFunction, placeFunction } from "./closures.ts";
import { follow } from "./functions.ts";
import type { FunctionNode } from "./function-node.ts";
import type { Machine } from "./machine.ts";
import { addAccessor } from "./accessors.ts";
import { literalKey } from "./names.ts";
import { Scope } from "./scope.ts";
import { keyText } from "./texts.ts";
import { Api, Dict, Func, unknown } from "./values.ts";
import type { Value } from "./values.ts";

type ClassNode = ClassDeclaration | ClassExpression | AnonymousClassDeclaration;

/** The value of a class: a function with a prototype; what it does while it is defined happens. */
export function evaluateClass(m: Machine, node: ClassNode, scope: Scope): Value {
  const parent = node.superClass ? m.evaluate(node.superClass, scope) : undefined;
  const inner = new Scope(scope, false);
  const written = constructorOf(node);
  const value = new Func((written ?? emptyConstructor(node)) as FunctionNode, inner, undefined, node); // Both are functions.
  placeFunction(m, value);
  value.parent = parent;
  value.home = value;
  value.prototype = prototypeOf(m, value);
  if (written !== undefined) m.created.push(value);
  if (node.id) inner.declare(node.id.name, value, m.uncertain);
  for (const member of node.body.body) addMember(m, { member, value, scope: inner });
  return value;
}

function constructorOf(node: ClassNode): FunctionNode | undefined {
  for (const member of node.body.body) {
    if (member.type === "MethodDefinition" && member.kind === "constructor") return member.value;
  }
  return undefined;
}

function prototypeOf(m: Machine, value: Func): Dict {
  const prototype = new Dict(new Map([["constructor", value]]), undefined, m.uncertain);
  const { parent } = value;
  if (parent instanceof Func) prototype.proto = parent.prototype;
  else if (parent instanceof Api) prototype.proto = new Api(`${parent.path}#`, parent.naming);
  else if (parent !== undefined) prototype.rest = unknown;
  return prototype;
}

/** A class without a constructor has one that does nothing. */
function emptyConstructor(node: ClassNode): unknown {
  const body = { type: "BlockStatement", body: [], start: node.start, end: node.start };
  return {
    type: "FunctionExpression",
    id: null,
    params: [],
    body,
    start: node.start,
    end: node.end,
    generator: false,
  };
}

interface Addition {
  readonly member: ClassNode["body"]["body"][number];
  readonly value: Func;
  readonly scope: Scope;
}

function addMember(m: Machine, { member, value, scope }: Addition): void {
  if (member.type === "MethodDefinition") addMethod(m, member, { value, scope });
  else if (member.type === "StaticBlock") m.execute(member, new Scope(scope, true, value, value));
  else if (member.type === "PropertyDefinition" && member.static) {
    const key = member.computed ? m.evaluate(member.key, scope) : literalKey(member.key);
    const name = keyText(key);
    const initial = fieldValue(m, member, new Scope(scope, true, value, value));
    if (name !== undefined) value.members.set(name, initial);
  }
}

function fieldValue(m: Machine, member: PropertyDefinition, scope: Scope): Value {
  return member.value === null || member.value === undefined ? undefined : m.evaluate(member.value, scope);
}

function addMethod(m: Machine, member: MethodDefinition, { value, scope }: Omit<Addition, "member">): void {
  if (member.kind === "constructor") return;
  const key = member.computed ? m.evaluate(member.key, scope) : literalKey(member.key);
  const name = keyText(key);
  const method = createFunction(m, member.value, scope);
  method.home = value;
  if (name === undefined) return;
  const members = member.static ? value.members : (value.prototype?.members ?? value.members);
  if (member.kind === "method") members.set(name, method);
  else addAccessor(members, name, { kind: member.kind, value: method });
}

/** Makes an instance: its fields, then its constructor. */
export function constructFunction(m: Machine, func: Func, args: readonly Value[]): Value {
  func.prototype ??= new Dict(new Map(), undefined, m.uncertain);
  const instance = new Dict(new Map(), func.classNode === undefined ? undefined : unknown, m.uncertain);
  instance.proto = func.prototype;
  const returned = initialize(m, func, { args, instance });
  return typeof returned === "object" && returned !== null ? returned : instance;
}

interface Instance {
  readonly args: readonly Value[];
  readonly instance: Value;
}

/** Runs fields and constructor of a class on an instance. */
export function initialize(m: Machine, func: Func, { args, instance }: Instance): Value {
  const node = func.classNode as ClassNode | undefined; // Only classes set it.
  if (
    node !== undefined &&
    func.parent instanceof Func &&
    !m.visited.has(func.node) &&
    node.superClass !== null
  ) {
    if (
      node.body.body.every((member) => member.type !== "MethodDefinition" || member.kind !== "constructor")
    ) {
      initialize(m, func.parent, { args, instance });
    }
  }
  if (node !== undefined) setFields(m, node, { func, instance });
  if ((m.active.get(func.node) ?? 0) > 1 || m.depth >= m.limits.maxCallDepth || m.steps <= 0)
    return undefined;
  return follow(m, func, args, instance);
}

function setFields(
  m: Machine,
  node: ClassNode,
  { func, instance }: { readonly func: Func; readonly instance: Value },
): void {
  const scope = new Scope(func.scope, true, instance, func);
  for (const member of node.body.body) {
    if (member.type !== "PropertyDefinition" || member.static) continue;
    const key = member.computed ? m.evaluate(member.key, scope) : literalKey(member.key);
    m.set(instance, key, fieldValue(m, member, scope));
    m.visited.add(member);
  }
}
