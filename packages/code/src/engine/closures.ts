import type { FunctionNode } from "./function-node.ts";
import type { Machine } from "./machine.ts";
import { Scope } from "./scope.ts";
import { Func } from "./values.ts";

/** The value of a function expression or declaration. */
export function createFunction(m: Machine, node: FunctionNode, scope: Scope): Func {
  const func = new Func(node, scope, scope.self);
  placeFunction(m, func);
  m.created.push(func);
  if (node.type === "FunctionExpression" && node.id !== null && node.id !== undefined) {
    const inner = new Scope(scope, false);
    const named = new Func(node, inner, scope.self);
    placeFunction(m, named);
    inner.declare(node.id.name, named, m.uncertain);
    m.created[m.created.length - 1] = named;
    return named;
  }
  return func;
}

/** Notes in which text a function stands: it may be called when that has come to its end. */
export function placeFunction(m: Machine, func: Func): void {
  func.source = m.source;
  func.layer = m.layer;
  func.site = m.site;
}
