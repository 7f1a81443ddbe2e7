import type { AnyNode, DoWhileStatement, ForStatement, WhileStatement } from "acorn";

import type { Machine } from "./machine.ts";

type Loop = ForStatement | WhileStatement | DoWhileStatement;

/** What leaves a loop, or lets others have their turn in between. */
const exits: ReadonlySet<string> = new Set([
  "ReturnStatement",
  "ThrowStatement",
  "AwaitExpression",
  "YieldExpression",
]);
const leavingCalls = /\b(?:exit|kill|abort|wait|reallyExit)\s*\(/;
const searchedMaxNodes = 3_000;

/** Notes a loop that never ends: its condition always holds, and nothing in it leaves it. */
export function noteEndlessLoop(m: Machine, node: Loop): void {
  if (!alwaysHolds(node.test ?? undefined)) return;
  const body = m.source.slice(node.body.start, node.body.end);
  const head = m.source.slice(
    node.start,
    node.type === "DoWhileStatement" ? node.start + 2 : node.body.start,
  );
  if (!isWritten(node, head) || leavingCalls.test(body) || !hasNoExit(node.body)) return;
  m.at = node.start;
  m.note({
    kind: "endless-loop",
    api: node.type === "ForStatement" ? "for" : "while",
    argument: head.trim(),
  });
}

/** Whether the loop stands there as such: a tolerant parser makes one of prose that begins with its word. */
function isWritten({ type }: Loop, head: string): boolean {
  if (type === "ForStatement") return /^for\s*\(/.test(head) && head.split(";").length === 3;
  return type === "WhileStatement" ? /^while\s*\(/.test(head) : head === "do";
}

function alwaysHolds(test: AnyNode | undefined): boolean {
  if (test === undefined) return true;
  if (test.type === "Literal") return Boolean(test.value);
  if (test.type === "UnaryExpression") return test.operator === "!" && isFalsy(test.argument);
  if (test.type !== "BinaryExpression") return false;
  if (test.operator === "<" || test.operator === "<=") return isInfinite(test.right);
  return (test.operator === ">" || test.operator === ">=") && isInfinite(test.left);
}

function isFalsy(node: AnyNode): boolean {
  return node.type === "Literal" && !node.value && node.regex === undefined;
}

function isInfinite(node: AnyNode): boolean {
  if (node.type === "Identifier") return node.name === "Infinity";
  if (node.type === "Literal") return node.value === Number.POSITIVE_INFINITY;
  if (node.type === "MemberExpression")
    return node.property.type === "Identifier" && node.property.name === "POSITIVE_INFINITY";
  // A minifier's way to write it.
  return (
    node.type === "BinaryExpression" &&
    node.operator === "/" &&
    node.right.type === "Literal" &&
    node.right.value === 0
  );
}

interface Place {
  readonly node: unknown;
  /** Whether a `break` here leaves something inside of the loop only. */
  readonly isInner: boolean;
}

function hasNoExit(body: AnyNode): boolean {
  const queue: Place[] = [{ node: body, isInner: false }];
  for (let at = 0; at < queue.length; at++) {
    const place = queue[at];
    if (at >= searchedMaxNodes || place === undefined) return false;
    if (!isNode(place.node) || isFunction(place.node)) continue;
    if (leaves(place.node, place.isInner)) return false;
    const isInner = place.isInner || isLoopOrSwitch(place.node);
    for (const child of Object.values(place.node)) {
      if (Array.isArray(child))
        queue.push(...child.slice(0, 1_000).map((one): Place => ({ node: one, isInner })));
      else if (isNode(child)) queue.push({ node: child, isInner });
    }
  }
  return true;
}

function leaves(node: AnyNode, isInner: boolean): boolean {
  if (exits.has(node.type)) return true;
  if (node.type === "ForOfStatement" && node.await) return true;
  if (node.type === "BreakStatement") return !isInner || (node.label !== null && node.label !== undefined);
  return node.type === "ContinueStatement" && node.label !== null && node.label !== undefined;
}

function isLoopOrSwitch(node: AnyNode): boolean {
  return /^(?:For|While|DoWhile|Switch|ForOf|ForIn)Statement$/.test(node.type);
}

function isFunction(node: AnyNode): boolean {
  return (
    node.type.endsWith("FunctionExpression") ||
    node.type === "FunctionDeclaration" ||
    node.type.startsWith("Class")
  );
}

function isNode(value: unknown): value is AnyNode {
  return typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";
}
