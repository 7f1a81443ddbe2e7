import type { AnyNode } from "acorn";

import { stepsFor, withShare } from "./effort.ts";
import { exportedValues } from "./exported-values.ts";
import { visitUncalled } from "./functions.ts";
import type { Machine, Pending } from "./machine.ts";
import { Func } from "./values.ts";
import type { Value } from "./values.ts";
import { parametersOf, taintOf, withoutParameters } from "./taint.ts";

/** Looks at everything that was not evaluated: branches passed over, functions that nothing called. */
export function visitRest(m: Machine): void {
  visitPending(m);
  visitLaterLoads(m);
  m.runs = "call";
  m.steps = Math.max(m.steps, stepsFor(m.source, m.limits.maxSteps) >> 1);
  visitExports(m);
  for (let index = 0; index < m.created.length; index++) {
    const func = m.created[index];
    if (func === undefined || m.visited.has(func.node)) continue;
    guarded(m, () => withShare(m, functionShare, () => visitUncalled(m, func, false)));
    visitPending(m);
  }
  visitPending(m);
}

/** The share of the remaining work that one function may take. */
const functionShare = 0.2;

/** Functions that were called at load, but not followed. */
function visitLaterLoads(m: Machine): void {
  for (const func of m.laterLoads.values()) {
    if (m.visited.has(func.node)) continue;
    guarded(m, () => withShare(m, functionShare, () => visitUncalled(m, func, false)));
    visitPending(m);
  }
}

function visitPending(m: Machine): void {
  for (let next = m.pending.pop(); next !== undefined; next = m.pending.pop()) {
    const one = next;
    if (!m.visited.has(one.node)) guarded(m, () => visitOne(m, one));
  }
}

function visitOne(m: Machine, { node, scope, runs, layer, site, source }: Pending): void {
  const outer = { runs: m.runs, layer: m.layer, site: m.site, source: m.source };
  m.visited.add(node);
  Object.assign(m, { runs, layer, site, source });
  m.uncertain++;
  if (isStatement(node)) m.execute(node, scope);
  else m.evaluate(node, scope);
  m.uncertain--;
  Object.assign(m, outer);
}

function isStatement(node: AnyNode): boolean {
  return /Statement$|Declaration$|^StaticBlock$/.test(node.type);
}

/** Code nested so deeply that it cannot be followed is left, and said so. */
function guarded(m: Machine, action: () => unknown): void {
  const { uncertain, depth, frame } = m;
  try {
    action();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    m.problem = "nested too deeply";
    Object.assign(m, { uncertain, depth, frame });
  }
}

const maxExports = 400;

/** Evaluates what is exported with parameters of the package's user. */
function visitExports(m: Machine): void {
  for (const { name, value, isItself } of exportedValues(m)) {
    if (m.summaries.length >= maxExports) return;
    const given = value instanceof Func ? visitWithParameters(m, name, value) : value;
    if (isItself) m.summaries.push({ name, carries: taintOf(given) });
  }
}

function visitWithParameters(m: Machine, name: string, func: Func): Value {
  let value: Value;
  guarded(m, () => {
    value = withShare(m, functionShare, () => visitUncalled(m, func, true));
  });
  visitPending(m);
  collectReached(m, name);
  return value;
}

/** Notes which effects the parameters of an export reached, and makes room for those of the next. */
function collectReached(m: Machine, name: string): void {
  for (const draft of m.recorder.effects) {
    const parameters = parametersOf(draft.taint);
    if (parameters.length === 0) continue;
    for (const parameter of parameters) m.reached.push({ name, parameter, draft });
    draft.taint = withoutParameters(draft.taint);
  }
}
