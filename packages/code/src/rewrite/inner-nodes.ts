import type { Node } from "acorn";

/** The nodes right below a node, in the order of the text, with the member that holds them. */
export function* innerNodes(node: Node): Generator<readonly [member: string, inner: Node]> {
  for (const [member, value] of Object.entries(node)) {
    if (typeof value !== "object" || value === null) continue;
    if (Array.isArray(value)) {
      for (const item of value) if (isNode(item)) yield [member, item];
    } else if (isNode(value)) yield [member, value];
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";
}
