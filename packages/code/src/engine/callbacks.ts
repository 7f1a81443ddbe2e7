import { follow } from "./functions.ts";
import type { Machine } from "./machine.ts";
import { taintOf } from "./taint.ts";
import { Func, Native, Opaque, unknown } from "./values.ts";
import type { Value } from "./values.ts";

/** Calls the functions among arguments with what the called one gives them. */
export function runCallbacks(m: Machine, args: readonly Value[], given: readonly Value[]): Value {
  let value: Value;
  for (const arg of args) {
    if (!(arg instanceof Func || arg instanceof Native)) continue;
    m.uncertain++;
    const params = arg instanceof Func ? Math.max(arg.node.params.length, given.length) : given.length;
    const filled = Array.from({ length: params }, (_, index) => given[index] ?? given.at(-1) ?? unknown);
    value = m.call(arg, filled, undefined);
    m.uncertain--;
  }
  return value;
}

/** Functions given to something unknown are called later, if at all, with what it holds. */
export function visitCallbacks(m: Machine, args: readonly Value[], holder: Value): void {
  const taint = taintOf(holder);
  const { runs } = m;
  if (taint === 0) return;
  for (const arg of args) {
    if (!(arg instanceof Func) || m.visited.has(arg.node)) continue;
    m.uncertain++;
    follow(
      m,
      arg,
      arg.node.params.map(() => new Opaque(taint)),
      undefined,
    );
    m.uncertain--;
  }
  m.runs = runs;
}
