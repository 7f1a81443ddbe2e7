import type { CatchClause, TryStatement } from "acorn";

import { declarePattern } from "./assignments.ts";
import { executeBlock } from "./blocks.ts";
import { passOver } from "./branches.ts";
import type { Completion, Machine } from "./machine.ts";
import { Scope } from "./scope.ts";
import { bits } from "./taint.ts";
import { Opaque, unknown } from "./values.ts";
import type { Value } from "./values.ts";

type Outcome = Completion | undefined;

/** `try`: what is caught runs when something was thrown, may run when something was done that may throw, and else not. */
export function executeTry(m: Machine, node: TryStatement, scope: Scope): Outcome {
  const handler = node.handler ?? undefined;
  const outcome =
    handler === undefined ? executeBlock(m, node.block, scope) : executeCaught(m, node, { handler, scope });
  const last = node.finalizer ?? undefined;
  return (last === undefined ? undefined : executeBlock(m, last, scope)) ?? outcome;
}

interface Caught {
  readonly handler: CatchClause;
  readonly scope: Scope;
}

function executeCaught(m: Machine, node: TryStatement, { handler, scope }: Caught): Outcome {
  const before = m.unknowns;
  const asked = m.recorder.effects.length;
  const isSilent = handler.body.body.length === 0;
  if (isSilent) m.silent++;
  const outcome = executeBlock(m, node.block, scope);
  if (isSilent) m.silent--;
  if (outcome?.kind === "throw")
    return executeHandler(m, handler, { thrown: outcome.value, isThrown: true, scope });
  if (m.unknowns === before) passOver(m, handler.body, scope);
  else executeHandler(m, handler, { thrown: failureOf(m, asked), isThrown: false, scope });
  return outcome;
}

/** What is caught of a request holds the answer: `error.response.data` is a way to deliver code. */
function failureOf(m: Machine, from: number): Value {
  const { effects } = m.recorder;
  for (let index = from; index < effects.length; index++) {
    if (effects[index]?.kind === "network") return new Opaque(bits.network);
  }
  return unknown;
}

interface Catch {
  readonly thrown: Value;
  readonly isThrown: boolean;
  readonly scope: Scope;
}

function executeHandler(m: Machine, handler: CatchClause, { thrown, isThrown, scope }: Catch): Outcome {
  const inner = new Scope(scope, false);
  if (!isThrown) m.uncertain++;
  m.visited.add(handler.body);
  if (handler.param !== null && handler.param !== undefined) declarePattern(m, handler.param, thrown, inner);
  const outcome = executeBlock(m, handler.body, inner);
  if (!isThrown) m.uncertain--;
  if (!isThrown && outcome !== undefined) m.swallowed++;
  return outcome;
}
