import type { Node } from "acorn";

/** A node right below another, with the member that holds it. */
export type InnerNode = readonly [member: string, inner: Node];

/** The nodes right below a node, in the order of the text. */
export function innerNodes(node: Node): readonly InnerNode[] {
  const found: InnerNode[] = [];
  for (const member of Object.keys(node)) {
    const value: unknown = node[member as keyof Node]; // Any member: what it holds is looked at.
    if (typeof value !== "object" || value === null) continue;
    if (Array.isArray(value)) {
      for (const item of value) if (isNode(item)) found.push([member, item]);
    } else if (isNode(value)) found.push([member, value]);
  }
  return found;
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";
}
