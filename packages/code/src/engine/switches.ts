import type { AnyNode, SwitchStatement } from "acorn";

import { passRest } from "./blocks.ts";
import { noteGate, passOver } from "./branches.ts";
import { openCases } from "./hoisting.ts";
import type { Completion, Machine } from "./machine.ts";
import { applyBinary } from "./operators.ts";
import type { Scope } from "./scope.ts";
import { truthOf } from "./texts.ts";
import type { Value } from "./values.ts";

type Outcome = Completion | undefined;

/** `switch`: from the case that is taken on, or each of them when that is not known. */
export function executeSwitch(m: Machine, node: SwitchStatement, scope: Scope): Outcome {
  const subject = m.evaluate(node.discriminant, scope);
  const inner = openCases(m, node, scope);
  const chosen = chooseCase(m, node, { subject, inner });
  if (chosen === undefined) return executeAllCases(m, node, { subject, inner });
  const from = chosen < 0 ? node.cases.length : chosen;
  passAll(m, node.cases.slice(0, from).flatMap(statementsOf), inner);
  return executeFrom(m, node.cases.slice(from).flatMap(statementsOf), inner);
}

function statementsOf({ consequent }: SwitchStatement["cases"][number]): readonly AnyNode[] {
  return consequent;
}

function passAll(m: Machine, statements: readonly AnyNode[], scope: Scope): void {
  for (const statement of statements) passOver(m, statement, scope);
}

function executeFrom(m: Machine, statements: readonly AnyNode[], scope: Scope): Outcome {
  for (const [index, statement] of statements.entries()) {
    m.visited.add(statement);
    const outcome = m.execute(statement, scope);
    if (outcome === undefined) continue;
    passAll(m, statements.slice(index + 1), scope);
    return outcome.kind === "break" && outcome.label === undefined ? undefined : outcome;
  }
  return undefined;
}

interface Cases {
  readonly subject: Value;
  readonly inner: Scope;
}

/** The index of the case that is taken, `-1` for none, `undefined` when that is not known. */
function chooseCase(m: Machine, node: SwitchStatement, { subject, inner }: Cases): number | undefined {
  if (truthOf(subject) === undefined) return undefined;
  for (let index = 0; index < node.cases.length; index++) {
    const test = node.cases[index]?.test;
    if (test === null || test === undefined) continue;
    const isSame = truthOf(applyBinary(m, "===", subject, m.evaluate(test, inner)));
    if (isSame === undefined) return undefined;
    if (isSame) return index;
  }
  return node.cases.findIndex(({ test }) => test === null || test === undefined);
}

function executeAllCases(m: Machine, node: SwitchStatement, { subject, inner }: Cases): Outcome {
  const before = m.recorder.effects.length;
  m.uncertain++;
  for (const { test, consequent } of node.cases) {
    if (test !== null && test !== undefined) m.evaluate(test, inner);
    for (const statement of consequent) {
      m.visited.add(statement);
      const outcome = m.execute(statement, inner);
      if (outcome === undefined) continue;
      if (outcome.kind !== "break") m.swallowed++;
      passRest(m, consequent, statement, inner);
      break;
    }
  }
  m.uncertain--;
  if (m.recorder.effects.length > before) noteGate(m, subject);
  return undefined;
}
