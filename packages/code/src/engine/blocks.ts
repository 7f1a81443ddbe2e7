import type { AnyNode, BlockStatement } from "acorn";

import { passOver } from "./branches.ts";
import { openBlock } from "./hoisting.ts";
import type { Completion, Machine } from "./machine.ts";
import type { Scope } from "./scope.ts";

type Outcome = Completion | undefined;

/** Runs the statements of a block in a scope of its own. */
export function executeBlock(m: Machine, node: BlockStatement, scope: Scope): Outcome {
  const inner = openBlock(m, node, scope);
  for (const statement of node.body) {
    const outcome = m.execute(statement, inner);
    if (outcome !== undefined) {
      passRest(m, node.body, statement, inner);
      return outcome;
    }
  }
  return undefined;
}

/** What stands behind the end of a block is looked at in the end. */
export function passRest(m: Machine, body: readonly AnyNode[], last: AnyNode, scope: Scope): void {
  if (body.at(-1) === last) return;
  for (const statement of body.slice(body.indexOf(last) + 1)) {
    if (statement.type !== "FunctionDeclaration") passOver(m, statement, scope);
  }
}
