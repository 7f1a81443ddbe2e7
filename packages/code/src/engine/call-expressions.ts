import type { AnyNode, CallExpression, Expression, NewExpression, SpreadElement } from "acorn";

import { callMember } from "./call-members.ts";
import { callSuper } from "./calls.ts";
import type { Machine } from "./machine.ts";
import { nameOf } from "./names.ts";
import type { Scope } from "./scope.ts";
import { Folded, List, unknown } from "./values.ts";
import type { Value } from "./values.ts";

/** A call with what is called and what with. */
export function evaluateCall(m: Machine, node: CallExpression, scope: Scope): Value {
  const { callee } = node;
  if (callee.type === "Super") {
    const args = evaluateArguments(m, node.arguments, scope);
    return callSuper(m, scope.home === undefined ? unknown : m.evaluate(callee, scope), {
      args,
      self: scope.self,
    });
  }
  const value =
    callee.type === "MemberExpression" ? callOfMember(m, callee, node, scope) : callPlain(m, node, scope);
  if (value instanceof Folded)
    m.recorder.noteText({
      text: value.text.slice(0, 500),
      naming: value.naming === 2 ? 2 : 1,
      start: m.site ?? node.start,
    });
  return value;
}

function callPlain(m: Machine, node: CallExpression, scope: Scope): Value {
  const callee = m.evaluate(node.callee, scope);
  if (node.optional && (callee === undefined || callee === null)) return undefined;
  const args = evaluateArguments(m, node.arguments, scope);
  m.at = node.start;
  m.scope = scope;
  return m.call(callee, args, undefined);
}

type MemberNode = Extract<AnyNode, { type: "MemberExpression" }>;

function callOfMember(m: Machine, callee: MemberNode, node: CallExpression, scope: Scope): Value {
  const isSuper = callee.object.type === "Super";
  const target = m.evaluate(callee.object, scope);
  const key = callee.computed ? m.evaluate(callee.property, scope) : nameOf(callee.property);
  const args = evaluateArguments(m, node.arguments, scope);
  m.at = node.start;
  m.scope = scope;
  return callMember(m, isSuper ? scope.self : target, { key, args });
}

/** The values of arguments, spread ones opened. */
export function evaluateArguments(
  m: Machine,
  nodes: readonly (Expression | SpreadElement)[],
  scope: Scope,
): readonly Value[] {
  const args: Value[] = [];
  for (const node of nodes) {
    if (node.type !== "SpreadElement") {
      args.push(m.evaluate(node, scope));
      continue;
    }
    const value = m.evaluate(node.argument, scope);
    if (value instanceof List) args.push(...value.items.slice(0, 10_000));
    if (!(value instanceof List) || value.rest !== undefined)
      args.push(value instanceof List ? value.rest : value);
  }
  return args;
}

/** `new` with a class and its arguments. */
export function evaluateNew(m: Machine, node: NewExpression, scope: Scope): Value {
  const callee = m.evaluate(node.callee, scope);
  const args = evaluateArguments(m, node.arguments, scope);
  m.at = node.start;
  m.scope = scope;
  return m.construct(callee, args);
}
