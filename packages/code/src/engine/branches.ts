import type { AnyNode } from "acorn";

import type { Machine } from "./machine.ts";
import { aboutOf } from "./operators.ts";
import type { Scope } from "./scope.ts";
import { namingOf } from "./taint.ts";
import { join } from "./texts.ts";
import type { Value } from "./values.ts";

/** Evaluates a branch that is taken for sure. */
export function evaluateBranch(m: Machine, node: AnyNode, scope: Scope): Value {
  m.visited.add(node);
  return m.evaluate(node, scope);
}

/** An expression whose condition is not known. */
export interface TwoWays {
  readonly test: Value;
  /** The first branch, or the value that it has already. */
  readonly first: AnyNode | undefined;
  readonly firstValue: Value;
  readonly second: AnyNode;
  readonly scope: Scope;
}

/** Evaluates both branches of an expression; each may be the one. */
export function evaluateTwoWays(m: Machine, { test, first, firstValue, second, scope }: TwoWays): Value {
  const before = m.recorder.effects.length;
  m.uncertain++;
  const one = first === undefined ? firstValue : evaluateBranch(m, first, scope);
  const other = evaluateBranch(m, second, scope);
  m.uncertain--;
  if (m.recorder.effects.length > before) noteGate(m, test);
  return join(one, other);
}

/** Remembers a branch that was not taken, so that it is looked at in the end. */
export function passOver(m: Machine, node: AnyNode | null | undefined, scope: Scope): void {
  if (node === null || node === undefined || node.type === "Literal" || node.type === "Identifier") return;
  if (m.visited.has(node) || m.passed.has(node)) return;
  m.passed.add(node);
  m.pending.push({ node, scope, runs: m.runs, layer: m.layer, site: m.site, source: m.source });
}

/** Records that what follows depends on the machine. */
export function noteGate(m: Machine, test: Value): void {
  const about = aboutOf(test);
  if (about === undefined) return;
  m.note({
    kind: "gate",
    api: about.split(" ").find((word) => word !== "not") ?? about,
    argument: about,
    naming: namingOf(test),
  });
}
