import { callApi, constructApi } from "../effects/api-calls.ts";
import { constructFunction, initialize } from "./classes.ts";
import { callFunction } from "./functions.ts";
import type { Machine } from "./machine.ts";
import { taintOf, taintOfAll } from "./taint.ts";
import { join } from "./texts.ts";
import { Api, Dict, Func, List, Method, Native, Opaque, Union, unknown } from "./values.ts";
import type { Value } from "./values.ts";

const maxNested = 160;

/** Calls a value. */
export function callValue(m: Machine, callee: Value, args: readonly Value[], self: Value): Value {
  if (m.nested >= maxNested) return callUnknown(m, callee, args);
  m.nested++;
  try {
    return callKnown(m, callee, args, self);
  } finally {
    m.nested--;
  }
}

function callKnown(m: Machine, callee: Value, args: readonly Value[], self: Value): Value {
  if (callee instanceof Func) return callFunction(m, callee, args, self);
  if (callee instanceof Api) return callApi(m, callee, args);
  if (callee instanceof Method) return m.callMethod(callee.receiver ?? self, { name: callee.name, args });
  if (callee instanceof Native) return callee.run(args, self);
  if (callee instanceof Union) {
    let value: Value;
    for (const option of callee.options)
      if (isCallable(option)) value = join(value, m.call(option, args, self));
    return value ?? unknown;
  }
  return callUnknown(m, callee, args);
}

function isCallable(value: Value): boolean {
  return typeof value === "object" && value !== null;
}

/** A call of something that is not known: what it is given may come back, and may be changed. */
export function callUnknown(m: Machine, callee: Value, args: readonly Value[]): Value {
  m.unknowns++;
  for (const arg of args) escape(arg);
  const taint = taintOf(callee) | taintOfAll(args.filter((arg) => !(arg instanceof Api)));
  return taint === 0 ? unknown : new Opaque(taint);
}

/** What others hold they may change. */
export function escape(value: Value): void {
  if (value instanceof Dict) value.rest ??= unknown;
  else if (value instanceof List && value.uncertain === 0) value.rest ??= undefined;
}

/** Makes an instance of a value. */
export function constructValue(m: Machine, callee: Value, args: readonly Value[]): Value {
  if (callee instanceof Func)
    return m.depth < m.limits.maxCallDepth ? constructFunction(m, callee, args) : unknown;
  if (callee instanceof Api) return constructApi(m, callee, args);
  if (callee instanceof Union) {
    let value: Value;
    for (const option of callee.options)
      if (isCallable(option)) value = join(value, m.construct(option, args));
    return value ?? unknown;
  }
  return callUnknown(m, callee, args);
}

/** `super(…)`. */
export function callSuper(
  m: Machine,
  parent: Value,
  { args, self }: { readonly args: readonly Value[]; readonly self: Value },
): Value {
  if (parent instanceof Func) initialize(m, parent, { args, instance: self });
  else if (parent instanceof Api) constructApi(m, parent, args);
  else callUnknown(m, parent, args);
  return undefined;
}
