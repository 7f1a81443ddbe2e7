import type { AnyNode } from "acorn";

import { declarePattern } from "./assignments.ts";
import { effortFor } from "./effort.ts";
import { hoistInto } from "./hoisting.ts";
import type { Frame, Machine } from "./machine.ts";
import { Scope } from "./scope.ts";
import { findSecretParameters } from "./secret-parameters.ts";
import { bits, parameterBit, taintOf, taintOfAll } from "./taint.ts";
import { isKnown, join, primitiveOf } from "./texts.ts";
import { Api, Bytes, Dict, Folded, Func, List, Opaque, Pattern, Union, unknown } from "./values.ts";
import type { Value } from "./values.ts";

/** How often a function is evaluated for its own sake; with nothing but constants it is evaluated as often as it is called. */
const evaluationsKept = 4;
const recursionKept = 2;
const constantRecursionKept = 60;
/** So many modules of a bundle are made. */
const wrappersKept = 4_000;
/** Longer functions are no steps of a decoder that calls itself. */
const smallFunction = 600;
/** What it costs to compare the arguments of a call with those before, in steps. */
const comparison = 8;

/** Calls a function of the source and follows it, within bounds. */
export function callFunction(m: Machine, func: Func, args: readonly Value[], self: Value): Value {
  const knowledge = knowledgeOf(m, func, args);
  const signature = knowledge.isRepeatable ? undefined : `${m.runs} ${signatureOf(args, self)}`;
  if (signature !== undefined) m.steps -= comparison;
  const known = signature === undefined ? undefined : func.results.get(signature);
  if (known !== undefined) return known;
  if (!mayFollow(m, func, knowledge)) return unfollowed(m, func, args);
  const value = follow(m, func, args, self);
  if (value instanceof Func && isWrapper(func)) value.isWrapped = true;
  if (signature !== undefined) func.results.set(signature, value);
  else keepSources(func, value);
  return knowledge.isConstant && typeof value === "string" ? new Folded(value, 1) : value;
}

const sourcesKey = "sources";

/** Of calls with constants no result is kept, but where results come from: for when the bounds are met. */
function keepSources(func: Func, value: Value): void {
  const taint = taintOf(value);
  if (taint === 0) return;
  const before = func.results.get(sourcesKey);
  if ((taint & ~taintOf(before)) !== 0) func.results.set(sourcesKey, new Opaque(taint | taintOf(before)));
}

interface Knowledge {
  /** Whether there are arguments, all of them constants. */
  readonly isConstant: boolean;
  /** Whether each call is worth being evaluated for itself. */
  readonly isRepeatable: boolean;
  readonly most: number;
}

function knowledgeOf(m: Machine, func: Func, args: readonly Value[]): Knowledge {
  const isConstant = args.length > 0 && args.every(isKnown);
  if (!isConstant && !args.every(isExact)) return { isConstant, isRepeatable: false, most: evaluationsKept };
  const effort = effortFor(m, func.node);
  if (isWrapper(func)) return { isConstant, isRepeatable: true, most: wrappersKept };
  if (isConstant) return { isConstant, isRepeatable: true, most: effort.constantCalls };
  return { isConstant, isRepeatable: effort.exactCalls > evaluationsKept, most: effort.exactCalls };
}

/** What a wrapper gives is a function of its own each time: bundlers make each module so. */
function keyOf(func: Func): object {
  return func.isWrapped ? func : func.node;
}

/** Whether a function does nothing but give another, which closes over its arguments. */
function isWrapper({ node }: Func): boolean {
  if (node.end - node.start > smallFunction) return false;
  const { body } = node;
  if (body.type !== "BlockStatement") return isFunction(body);
  const last = body.body.at(-1);
  return (
    body.body.length <= 2 &&
    last?.type === "ReturnStatement" &&
    last.argument !== null &&
    last.argument !== undefined &&
    isFunction(last.argument)
  );
}

function isFunction({ type }: AnyNode): boolean {
  return type === "ArrowFunctionExpression" || type === "FunctionExpression";
}

function isExact(value: Value): boolean {
  if (value instanceof List || value instanceof Dict) return value.rest === undefined;
  return isKnown(value) || value instanceof Func || value instanceof Bytes || value instanceof Pattern;
}

function mayFollow(m: Machine, func: Func, { isRepeatable, most }: Knowledge): boolean {
  if (m.steps <= 0 || m.depth >= m.limits.maxCallDepth) return false;
  const isStep = isRepeatable && func.node.end - func.node.start < smallFunction;
  const key = keyOf(func);
  if ((m.active.get(key) ?? 0) >= (isStep ? constantRecursionKept : recursionKept)) return false;
  return (m.counts.get(key) ?? 0) < most;
}

function unfollowed(m: Machine, func: Func, args: readonly Value[]): Value {
  m.unknowns++;
  if (m.runs === "load") m.laterLoads.set(func.node, func);
  let result: Value = unknown;
  for (const value of func.results.values()) result = join(result, value);
  const taint = taintOfAll(args) & ~taintOf(result);
  return taint === 0 ? result : join(result, new Opaque(taint));
}

/** What calls with like arguments have in common. */
function signatureOf(args: readonly Value[], self: Value): string {
  let signature = describe(self);
  for (let index = 0; index < args.length && index < 12; index++) signature += `|${describe(args[index])}`;
  return signature;
}

function describe(value: Value): string {
  if (isKnown(value)) return `=${String(primitiveOf(value)).slice(0, 200)}`;
  if (value instanceof Func) return `f${value.node.start}`;
  if (value instanceof Api) return `a${value.path}`;
  if (value instanceof Opaque) return `o${value.taint}${value.text ?? ""}`;
  if (value instanceof Union) return value.options.map(describe).join("/");
  if (value instanceof Dict) return `d${value.members.size}${taintOf(value)}`;
  return value instanceof List ? `l${value.items.length}${taintOf(value)}` : "";
}

/** Evaluates the body of a function with the arguments it is given. */
export function follow(m: Machine, func: Func, args: readonly Value[], self: Value): Value {
  const { node } = func;
  const outer = { frame: m.frame, depth: m.depth, layer: m.layer, site: m.site, source: m.source };
  m.visited.add(node);
  const key = keyOf(func);
  m.counts.set(key, (m.counts.get(key) ?? 0) + 1);
  m.active.set(key, (m.active.get(key) ?? 0) + 1);
  const frame: Frame = {
    returned: undefined,
    yielded: undefined,
    hasReturned: false,
    args,
    uncertain: m.uncertain,
  };
  m.frame = frame;
  m.depth++;
  m.source = func.source;
  if (func.layer > m.layer) {
    m.layer = func.layer;
    m.site ??= func.site;
  }
  try {
    return runBody(m, func, { args, self, frame });
  } finally {
    Object.assign(m, outer);
    m.active.set(key, (m.active.get(key) ?? 1) - 1);
  }
}

interface Activation {
  readonly args: readonly Value[];
  readonly self: Value;
  readonly frame: Frame;
}

function runBody(m: Machine, func: Func, { args, self, frame }: Activation): Value {
  const { node } = func;
  const isArrow = node.type === "ArrowFunctionExpression";
  const scope = new Scope(func.scope, true, isArrow ? func.self : self, func.home);
  bindParameters(m, node.params, args, scope);
  const body = bodyOf(node);
  if (body === undefined) return undefined;
  if (body.type !== "BlockStatement") return m.evaluate(body, scope);
  hoistInto(m, body, scope);
  for (const statement of body.body) {
    const completion = m.execute(statement, scope);
    if (completion === undefined) continue;
    if (completion.kind === "throw") m.unknowns++;
    break;
  }
  if (node.generator) return new List([], join(frame.yielded, frame.returned));
  return frame.returned;
}

/** What TypeScript only declares, such as an overload, has none, unlike the types of the tree say. */
function bodyOf({ body }: Func["node"]): Func["node"]["body"] | undefined {
  return body;
}

function bindParameters(m: Machine, params: readonly AnyNode[], args: readonly Value[], scope: Scope): void {
  for (let index = 0; index < params.length; index++) {
    const param = params[index];
    if (param === undefined) break;
    if (param.type === "Identifier") scope.declare(param.name, args[index], m.uncertain);
    else if (param.type === "RestElement")
      declarePattern(m, param.argument, new List(args.slice(index), undefined, m.uncertain), scope);
    else declarePattern(m, param, args[index], scope);
  }
}

/** Evaluates a function that nothing in the source calls, with arguments that are unknown. */
export function visitUncalled(m: Machine, func: Func, isExported: boolean): Value {
  const secrets = findSecretParameters(m, func.node);
  const args = func.node.params.map((param, index) =>
    unknownArgument(isExported ? index : undefined, param.type === "Identifier" && secrets.has(param.name)),
  );
  m.uncertain++;
  const value = follow(m, func, args, func.self ?? new Dict(new Map(), unknown, m.uncertain));
  m.uncertain--;
  return value;
}

function unknownArgument(index: number | undefined, isSecret: boolean): Value {
  const own = index === undefined ? 0 : bits.parameter | parameterBit(index);
  const taint = own | (isSecret ? bits.wallet : 0);
  return taint === 0 ? unknown : new Opaque(taint);
}
