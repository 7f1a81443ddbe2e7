import type { DependencyEdge, DependencyGraph } from "./dependency-graph.ts";
import { reachPackages } from "./reachability.ts";

/**
 * Answers peers from what the dependents have, for lockfiles that do not say it: a package gets for a peer what the first
 * of its dependents has under that name, in order of the distance from the roots. Linear in the graph.
 */
export function answerPeers(graph: DependencyGraph): DependencyGraph {
  const answered = graph.packages.map(({ dependencies }) => [...dependencies]);
  const seen = new Set<number>();
  const waiting: number[] = [];
  function visit(dependencies: readonly DependencyEdge[]): void {
    const provided = new Map(dependencies.map(({ name, to }) => [name, to]));
    for (const { to } of dependencies) {
      if (to === undefined) continue;
      provide(answered[to] ?? [], provided);
      if (!seen.has(to)) waiting.push(to);
      seen.add(to);
    }
  }
  for (const { dependencies } of graph.roots) visit(dependencies);
  // Grows while it is walked.
  for (const index of waiting) visit(answered[index] ?? []);

  const reach = reachPackages(graph.roots, answered);
  const packages = graph.packages.map((entry, index) => ({
    ...entry,
    dependencies: answered[index] ?? [],
    isDevelopment: reach.isDevelopment(index),
    isOptional: reach.isOptional(index),
  }));
  return { ...graph, packages };
}

function provide(dependencies: DependencyEdge[], provided: ReadonlyMap<string, number | undefined>): void {
  for (const [place, edge] of dependencies.entries()) {
    if (edge.to !== undefined || (edge.group !== "peer" && edge.group !== "optional-peer")) continue;
    const to = provided.get(edge.name);
    if (to !== undefined) dependencies[place] = { ...edge, to };
  }
}
