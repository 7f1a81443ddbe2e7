import type { Program } from "acorn";

const stepMaxCount = 100_000;

/**
 * Whether a place stands inside a text of the program: what is written there is data, such as the templates of a tool
 * that writes code. `false` where that cannot be told.
 */
export function isInQuotedText(program: Program, offset: number): boolean {
  let pending: unknown[] = [program];
  for (let steps = 0; pending.length > 0 && steps < stepMaxCount; steps += 1) {
    const next = pending.pop();
    if (!isObject(next)) continue;
    if ("type" in next && typeof next.type === "string") {
      if (!covers(next, offset)) continue;
      if (next.type === "TemplateElement" || isTextLiteral(next)) return true;
      // Of the places beside this one none can cover the offset.
      pending = [];
    }
    for (const child of Object.values(next)) if (isObject(child)) pending.push(child);
  }
  return false;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function covers(node: object, offset: number): boolean {
  if (!("start" in node) || !("end" in node)) return false;
  return Number(node.start) <= offset && offset < Number(node.end);
}

function isTextLiteral(node: object): boolean {
  return "type" in node && node.type === "Literal" && "value" in node && typeof node.value === "string";
}
