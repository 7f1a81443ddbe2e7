import type { AnyNode } from "acorn";

/** One entry for each type of node that matters, each with a node of its own type. */
export type NodeTable<Rest extends readonly unknown[], Result> = {
  readonly [Type in AnyNode["type"]]?: (node: Extract<AnyNode, { type: Type }>, ...rest: Rest) => Result;
};

/** Looks up what is done with a node. */
export function entryFor<Rest extends readonly unknown[], Result>(
  table: NodeTable<Rest, Result>,
  node: AnyNode,
): ((node: AnyNode, ...rest: Rest) => Result) | undefined {
  return table[node.type] as ((node: AnyNode, ...rest: Rest) => Result) | undefined; // The table gives each type its own entry.
}
