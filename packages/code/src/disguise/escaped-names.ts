import type { AnyNode, Program } from "acorn";

import type { Sign } from "./sign.ts";

/** Letters that are written as escapes, in names or elsewhere. */
const escapedLetter =
  /\\u(?:00(?:4[1-9a-f]|5[0-9a]|6[1-9a-f]|7[0-9a])|\{0{0,4}(?:4[1-9a-f]|5[0-9a]|6[1-9a-f]|7[0-9a])\})/i;
const nodeMaxCount = 3_000_000;

/** Names that are written with escapes, such as `\u0065val`. */
export function findEscapedNames(program: Program, text: string): readonly Sign[] {
  const starts = escapedLetter.test(text) ? startsOfEscapedNames(program, text) : [];
  const [first] = starts;
  if (first === undefined) return [];
  const offset = starts.reduce((least, start) => Math.min(least, start), first);
  return [
    { kind: "escaped-identifiers", detail: "names written with escapes", amount: starts.length, offset },
  ];
}

function startsOfEscapedNames(program: Program, text: string): readonly number[] {
  const starts: number[] = [];
  const pending: unknown[] = [program];
  for (let steps = 0; pending.length > 0 && steps < nodeMaxCount; steps += 1) {
    const next = pending.pop();
    if (isNode(next) && next.type === "Identifier" && text.slice(next.start, next.end).includes("\\")) {
      starts.push(next.start);
    }
    if (typeof next !== "object" || next === null) continue;
    for (const child of Object.values(next)) if (typeof child === "object") pending.push(child);
  }
  return starts;
}

function isNode(value: unknown): value is AnyNode {
  return typeof value === "object" && value !== null && "type" in value && "start" in value;
}
